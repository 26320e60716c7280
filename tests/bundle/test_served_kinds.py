"""A bundle of each kind: what the service scores is what the workbench scores, to 1e-6."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from bundle_runs import carried_out

from promptrec.baselines.forget import LEARNED
from promptrec.baselines.start import known
from promptrec.bundle.export import export
from promptrec.examples.newcomer import Newcomer
from promptrec.examples.pair import pairs_by_id, pairs_now
from promptrec.judge.entrants import Entrant, entrants
from promptrec.service.bodies import ExplainBody, RecommendBody, ScoreBody
from promptrec.service.rotation import OpenBundle, open_held
from promptrec.store.store import Store

KINDS = {
    "rule": {"start_from": "like_share"},
    "calibrated": {"calibrate": True},
    "causal": {
        "model": "tiny-causal",
        "template": "{history.summary}. {item.title} is{mask}",
    },
    "classifier": {"head": "classifier"},
    "ratings": {"head": "classifier", "loss": "mse"},
    "tokens": {"template": "{cf.user} likes {item.title}, {cf.item}: {mask}."},
    "evidence and rules": {
        "template": "{history.alike:2}. {item.also:2}, {item.likeminded}. {item.title}: {mask}.",
        "start_from": "stack",
    },
}
Both = tuple[OpenBundle, Entrant]


@pytest.fixture(scope="module", params=KINDS)
def both(
    request: pytest.FixtureRequest, bundled_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Both:
    """A bundle as it is served, and the run that it was made of."""
    home = tmp_path_factory.mktemp("kind")
    settings = Store.open(bundled_home).run("r0001").settings
    carried_out(home, dataclasses.replace(settings, **KINDS[request.param]))
    store = Store.open(home)
    export(store, "r0001", home / "out.zip")
    held = open_held(home / "out.zip")
    request.addfinalizer(held.closing.close)
    return held, entrants(store, ["r0001"])[0]


def scores_of(body: ScoreBody, held: OpenBundle) -> list[float]:
    return [one["score"] for one in held.serving.score(body)["scores"]]


def test_users_of_the_data_and_unknown_ones(both: Both) -> None:
    held, one = both
    data, items = one.plan.dataset, ["i1", "i5", "n2", "i1"]
    codes = np.array([data.item_code(item) for item in items])
    for user in ("u3", "nobody"):
        found = held.serving.score(ScoreBody(user_id=user, items=items))
        code = data.user_code(user)
        wanted = one.variant.score(pairs_now(data, -1 if code is None else code, codes), None)
        served = [each["score"] for each in found["scores"]]
        np.testing.assert_allclose(served, wanted.score, atol=1e-6)
        assert found["unknown_users"] == ([] if user == "u3" else ["nobody"])


def test_pairs_at_their_rows(both: Both) -> None:
    held, one = both
    ids = [("u3", "i1"), ("nobody", "i2"), ("u1", "n1"), ("u3", "i1")]
    body = ScoreBody.model_validate({"pairs": [{"user_id": u, "item_id": i} for u, i in ids]})
    wanted = one.variant.score(pairs_by_id(one.plan.dataset, ids), None).score
    np.testing.assert_allclose(scores_of(body, held), wanted, atol=1e-6)


def test_somebody_by_value_with_and_without_a_history(both: Both) -> None:
    held, one = both
    history = [{"item_id": "i1"}, {"item_id": "i2", "rating": 1}, {"item_id": "i4", "rating": 5}]
    items, found = ["i5", "n1"], {}
    for told, rows in (((("i1", True), ("i2", False), ("i4", True)), history), ((), [])):
        body = ScoreBody.model_validate({"user": {"history": rows}, "items": items})
        variant = one.variant.meeting(Newcomer(told=told))
        data = variant.plan.dataset
        codes = np.array([data.item_code(item) for item in items])
        wanted = variant.score(pairs_now(data, len(data.users) - 1, codes), None).score
        found[bool(told)] = scores_of(body, held)
        np.testing.assert_allclose(found[bool(told)], wanted, atol=1e-6)
    nobody = scores_of(ScoreBody(user_id="nobody", items=items), held)
    np.testing.assert_allclose(found[False], nobody, atol=1e-6)


def test_a_list_and_an_explanation_say_the_score_of_score(both: Both) -> None:
    held, _ = both
    told = {"liked": ["i1", "i2"], "disliked": ["i3"]}
    found = held.serving.recommend(RecommendBody(**told, k=4))["items"]
    items = [each["item_id"] for each in found]
    alone = scores_of(ScoreBody(**told, items=items), held)
    np.testing.assert_allclose([each["score"] for each in found], alone, atol=1e-6)
    said = held.serving.explain(ExplainBody(**told, item=items[0]))["score"]
    assert said == pytest.approx(alone[0], abs=1e-6)


def test_somebody_else_by_value_makes_no_rule_learn_again_and_nothing_be_kept(both: Both) -> None:
    held, _ = both
    learned = []
    for liked in (["i1"], ["i2", "i3"], []):
        scores_of(ScoreBody(liked=liked, items=["i5", "n1"]), held)
        scores_of(ScoreBody(user_id="u3", items=["i5", "n1"]), held)
        learned.append([one.cache_info().misses for one in LEARNED])
    assert learned[0] == learned[1] == learned[2]
    plan = held.serving.variant.plan
    assert known(plan.rows, plan.dataset, None).kept == {}
