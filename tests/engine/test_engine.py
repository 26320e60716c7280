"""Where parts are done, and what is said of an address that cannot be used."""

import os
import subprocess
import sys

import pytest

from promptrec.engine.engine import HERE, VARIABLE, choose_engine, current, leave_engine
from promptrec.engine.likeness import likeness
from promptrec.engine.there import AUTH, TOKEN, carry
from promptrec.errors import DataError, EngineError, SettingsError


@pytest.fixture(autouse=True)
def nothing_chosen():
    yield
    leave_engine()


def double(common, part):
    if part is None:
        raise DataError("sentence.no_locked_row")
    return common + 2 * part


def test_parts_are_done_here_in_order_and_not_before_they_are_asked_for():
    begun = []

    def parts():
        for at in range(3):
            begun.append(at)
            yield at

    found = HERE.map(double, 1, parts())
    assert begun == []
    assert next(found) == 1 and begun == [0]
    assert list(found) == [3, 5]


def test_nobody_chose_an_engine_and_all_is_done_here(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert choose_engine(tmp_path) is HERE
    assert current() is HERE and not current().is_far


@pytest.mark.parametrize(
    "wrong",
    [
        *("cluster", "ray:/", "ray://", "ray://host", "ray://host:", "ray://:10001", "rays://a:1"),
        *("ray://host:0", "ray://host:70000", "ray://a/b:10001", "http://host:10001", "ray://h:٣"),
    ],
)
def test_what_is_no_address_is_one_sentence(tmp_path, wrong):
    with pytest.raises(SettingsError, match="names no engine"):
        choose_engine(tmp_path, wrong)
    assert current() is HERE


def test_an_address_alone_reaches_for_nothing(tmp_path):
    assert choose_engine(tmp_path, "ray://nowhere.invalid:10001").is_far
    leave_engine()
    assert current() is HERE


def test_a_cluster_without_a_token_is_not_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"):
        monkeypatch.delenv(name, raising=False)
    engine = choose_engine(tmp_path, "ray://127.0.0.1:9")
    with pytest.raises(EngineError, match="without a token"):
        list(engine.map(double, 1, [1]))


@pytest.mark.parametrize("address", ["ray://127.0.0.1:9", "ray://nowhere.invalid:10001"])
def test_a_cluster_that_nobody_answers_for_is_one_sentence_at_once(tmp_path, monkeypatch, address):
    monkeypatch.setenv("RAY_AUTH_TOKEN", "CANARY" * 6)
    engine = choose_engine(tmp_path, address)
    with pytest.raises(EngineError, match="cannot be reached") as caught:
        list(engine.map(double, 1, [1]))
    assert address in str(caught.value) and "CANARY" not in str(caught.value)


def test_a_part_is_done_by_a_like_machine_that_asks_for_a_token(monkeypatch):
    monkeypatch.setenv(AUTH, TOKEN)
    assert carry(double, 1, 2, likeness()).found == 5
    refused = carry(double, 1, None, likeness()).error
    assert isinstance(refused, DataError) and refused.sentence.key == "sentence.no_locked_row"


def test_an_unlike_machine_does_nothing_and_says_in_what_it_differs(monkeypatch):
    monkeypatch.setenv(AUTH, TOKEN)
    for name in ("promptrec", "torch", "Python"):
        done = carry(double, 1, 2, {**likeness(), name: "0.0"})
        assert done.found is None and isinstance(done.error, EngineError)
        assert f"{name} {likeness()[name]}" in str(done.error) and f"{name} 0.0" in str(done.error)


def test_a_machine_that_lets_anybody_in_does_nothing(monkeypatch):
    monkeypatch.delenv(AUTH, raising=False)
    assert "asks for no token" in str(carry(double, 1, 2, likeness()).error)


def test_ray_is_not_imported_unless_there_is_work_for_it(tmp_path):
    code = (
        "import sys; from pathlib import Path; import promptrec.model.variant; "
        "from promptrec.engine.engine import choose_engine; choose_engine(Path('x'), 'ray'); "
        "import promptrec.model.far, promptrec.worker.wherever; "
        "sys.exit('ray' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, env={**os.environ})
    assert done.returncode == 0


def test_a_copy_with_other_weights_is_read_by_itself(tmp_path):
    """What is sent would build the model that it was copied from."""
    from promptrec.explain.truth.random_weights import stranger
    from promptrec.model.far import elsewhere
    from promptrec.model.loading import build_scorer
    from promptrec.model.plan import ScorerPlan
    from promptrec.model.precision import in_int8

    plan = ScorerPlan(model="tiny", head="classifier", method="none", loss="cross_entropy", seed=0)
    scorer = build_scorer(plan)
    assert elsewhere(scorer) is None  # nobody chose a cluster
    choose_engine(tmp_path, "ray://127.0.0.1:9")
    assert elsewhere(scorer) is not None
    assert elsewhere(stranger(scorer, 0)) is None and elsewhere(in_int8(scorer)) is None


def test_what_is_packed_reads_to_the_same_bits_and_leaves_texts_here():
    import numpy as np
    import torch

    from promptrec.model.far import LEAST, pack, parcel_of, read_there
    from promptrec.model.loading import build_scorer
    from promptrec.model.plan import ScorerPlan
    from promptrec.records import Encoded

    plan = ScorerPlan(model="tiny", head="classifier", method="head", loss="cross_entropy", seed=3)
    scorer = build_scorer(plan)
    rng = np.random.default_rng(0)
    prompts = [
        Encoded(tuple(rng.integers(5, 90, 4 + at % 9).tolist()), tokens=("secret",))
        for at in range(32 * LEAST)
    ]
    portions = list(scorer.portions(prompts, None))
    parcel = parcel_of(scorer)
    packed = pack(parcel.key, prompts, portions[2:5])
    assert all(one.tokens == () for one in packed.prompts)
    _, there = read_there(parcel, packed)
    scorer.network.eval()
    with torch.inference_mode():
        here = list(scorer.readouts(prompts, portions))[2:5]
    assert len(there) == 3
    assert all(one.same_bits(other) for one, other in zip(there, here, strict=True))
    assert not there[0].same_bits(here[1])
