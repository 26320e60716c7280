"""A service in int8: one score a pair, whoever asks beside it and wherever, and it says so."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from service_running import Ask, Running

from promptrec.bundle.export import export
from promptrec.bundle.opened import open_bundle
from promptrec.cli.main import main
from promptrec.errors import ModelError
from promptrec.examples.pair import pairs_now
from promptrec.judge.entrants import entrants
from promptrec.service.app import service_app
from promptrec.service.door import Door
from promptrec.service.figures import Figures
from promptrec.service.hosts import LOOPBACK
from promptrec.service.run import rotating
from promptrec.service.serving import Serving
from promptrec.store.store import Store


@pytest.fixture(scope="module")
def ask(made: Path, bundled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("int8")
    export(Store.open(bundled_home), "r0003", folder / "r3.zip")
    store, figures = Store.open(folder / "home"), Figures()
    with rotating(made, (folder,), store, figures, precision="int8") as rotation:
        running = Running(Door(service_app(rotation, store, figures), LOOPBACK))
        try:
            yield running.ask
        finally:
            running.stop()


def score_of(ask: Ask, person: dict[str, object], item: str, *others: str) -> float:
    """In the answer of /score."""
    found = ask("/score", {**person, "items": [*others, item]})[1]["scores"]
    return float(found[-1]["score"])


@pytest.mark.parametrize("person", [{"user_id": "u3"}, {"liked": ["i1", "i2"]}, {}])
def test_every_path_says_the_same_score_to_the_last_bit(
    ask: Ask, person: dict[str, object]
) -> None:
    alone = score_of(ask, person, "n1")
    assert score_of(ask, person, "n1", "i4", "i5", "n2") == alone
    assert ask("/explain", {**person, "item": "n1"})[1]["score"] == alone
    for explain in (False, True):
        asked = {**person, "candidates": ["n1", "n2", "i9"], "seen": True, "explain": explain}
        listed = ask("/recommend", asked)[1]["items"]
        assert {one["item_id"]: one["score"] for one in listed}["n1"] == alone


def test_a_reason_is_how_far_the_served_score_moves(ask: Ask) -> None:
    fields = ask("/explain", {"user_id": "u3", "item": "n1"})[1]["fields"]
    (title,) = (one["by"] for one in fields if one["field"] == "item.title")
    asked = {"user_id": "u3", "candidates": ["n1", "n2"], "seen": True}
    (listed,) = (one for one in ask("/recommend", asked)[1]["items"] if one["item_id"] == "n1")
    assert abs(title) > 0.01 and f"by {abs(title):.2f}" in listed["reason"]


def test_who_asks_at_the_same_moment_moves_no_score(ask: Ask) -> None:
    bodies = [{"user_id": f"u{user}", "items": ["i1", "i5", "n2"]} for user in range(20)]
    alone = [ask("/score", body)[1]["scores"] for body in bodies]
    with ThreadPoolExecutor(20) as pool:
        together = list(pool.map(lambda body: ask("/score", body)[1]["scores"], bodies))
    assert together == alone


def test_scores_are_near_the_workbenchs_and_not_them(ask: Ask, bundled_home: Path) -> None:
    (one,) = entrants(Store.open(bundled_home), ["r0001"])
    data = one.plan.dataset
    items = list(map(str, data.items.index[:8]))
    found = ask("/score", {"user_id": "u3", "items": items})[1]["scores"]
    pairs = pairs_now(data, data.user_code("u3") or 0, np.arange(8))
    gap = np.abs([each["score"] for each in found] - one.variant.score(pairs, None).score)
    assert 1e-6 < gap.max() < 0.1


def test_the_precision_is_said_everywhere_and_stays_whatever_answers(ask: Ask) -> None:
    def said() -> set[str]:
        line = next(
            each for each in ask("/metrics")[1].splitlines() if each.startswith("promptrec_model{")
        )
        return {
            ask("/health")[1]["precision"],
            ask("/model")[1]["precision"],
            ask("/score", {"items": ["i1"]})[1]["model"]["precision"],
            "int8" if 'precision="int8"' in line else line,
        }

    assert said() == {"int8"}
    assert ask("/swap", {"file": "r3.zip"})[1]["model"]["precision"] == "int8" and said() == {
        "int8"
    }
    assert ask("/model")[1]["run"] == "r0003"
    assert ask("/back", {})[1]["model"]["precision"] == "int8" and said() == {"int8"}


def test_golden_rows_are_held_to_the_exported_scores_before_anything_is_rounded(
    made: Path,
) -> None:
    with open_bundle(made) as bundle:
        golden = bundle.folder / "golden.json"
        told = json.loads(golden.read_text())
        told["rows"][0]["score"] += 1e-5  # less than int8 moves a score
        golden.write_text(json.dumps(told))
        with pytest.raises(ModelError, match="score"):
            Serving.of(bundle, "0" * 64, precision="int8")


def test_a_precision_that_there_is_not_ends_with_2(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(made), "--precision", "int4", "--home", str(tmp_path)]) == 2
    assert "auto, int8" in capsys.readouterr().err
