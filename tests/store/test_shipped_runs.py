"""Example experiments: put into a home once, never changed, gone when a person wants them gone."""

import json
from pathlib import Path

import pytest

from promptrec.errors import StoreError
from promptrec.records import Interval, Measure
from promptrec.report.voice import run_title
from promptrec.settings import RunSettings
from promptrec.store.shipped_runs import ROW, add_examples, pack, remove_examples
from promptrec.store.snapshots import JobResult, LogLine, Run, RunState
from promptrec.store.store import Store
from promptrec.words.table import sentence

SETTINGS = RunSettings(dataset="movies", template="{item.title}")


@pytest.fixture
def made(tmp_path: Path) -> tuple[Store, Run]:
    """A home with one finished run that has a curve, a line of log and files."""
    store = Store.open(tmp_path / "made")
    store.queue(SETTINGS)
    run = store.claim("worker")
    assert run is not None
    folder = store.run_folder(run.id)
    (folder / "checkpoint").mkdir(parents=True)
    (folder / "checkpoint" / "weights.safetensors").write_bytes(b"weights")
    (folder / "scores_valid.npz").write_bytes(b"scores")
    (folder / "log.txt").write_text("not needed")
    store.record(
        run.id,
        run.fence,
        [Measure(1, 0, "loss", 0.5), Measure(2, 0, "loss", float("nan"))],
        [LogLine(3.0, sentence("sentence.log_testing"))],
    )
    result = JobResult(metrics={"auc": Interval(0.7, 0.6, 0.8)}, checkpoint="runs/r0001/checkpoint")
    return store, store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)


@pytest.fixture
def shipped(made: tuple[Store, Run], tmp_path: Path) -> Path:
    for number in (1, 2):
        pack(*made, tmp_path / "shipped" / f"e000{number}", "evidence")
    return tmp_path / "shipped"


def test_an_example_is_the_run_that_it_was_made_of(
    made: tuple[Store, Run], shipped: Path, tmp_path: Path
) -> None:
    _, first = made
    store = Store.open(tmp_path / "home")
    assert add_examples(store, shipped) == 2
    found = store.run("e0001")
    assert found.example and found.settings == first.settings
    assert found.result is not None and first.result is not None
    assert found.result.metrics == first.result.metrics
    assert found.result.checkpoint == found.checkpoint == "runs/e0001/checkpoint"
    assert (store.home / found.checkpoint / "weights.safetensors").read_bytes() == b"weights"
    assert (store.run_folder("e0001") / "scores_valid.npz").exists()
    assert not (store.run_folder("e0001") / "log.txt").exists()
    values = [one.value for one in store.measures("e0001", "loss")]
    assert values[0] == 0.5 and values[1] != values[1]  # nan comes back as nan
    line = store.log_lines("e0001")[0]
    assert line.at == 3.0 and line.text.key == "sentence.log_testing"


def test_own_runs_count_from_one_and_stand_before_the_examples(
    shipped: Path, tmp_path: Path
) -> None:
    store = Store.open(tmp_path / "home")
    add_examples(store, shipped)
    assert store.queue(SETTINGS).id == "r0001"
    assert [run.id for run in store.runs()] == ["r0001", "e0001", "e0002"]
    assert [run.example for run in store.runs()] == [False, True, True]


def test_examples_are_added_once_and_stay_away_when_removed(shipped: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "home")
    own = store.queue(SETTINGS)
    assert (add_examples(store, shipped), add_examples(store, shipped)) == (2, 0)
    assert remove_examples(store) == 2
    assert [run.id for run in store.runs()] == [own.id]
    assert not list((store.home / "runs").glob("e*"))
    assert not store.measures("e0001") and not store.log_lines("e0001")
    assert add_examples(store, shipped) == 0
    assert add_examples(store, shipped, anew=True) == 2
    assert add_examples(store, shipped) == 0 and len(store.runs()) == 3


def test_nobody_changes_an_example(shipped: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "home")
    add_examples(store, shipped)
    with pytest.raises(StoreError, match="e0001 is an example"):
        store.rename("e0001", "mine")
    before = store.run("e0002")
    assert store.request_cancel("e0002") == before
    assert store.claim("worker") is None


def test_an_example_says_in_both_languages_that_it_is_one(shipped: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "home")
    add_examples(store, shipped)
    assert run_title(store.run("e0001")) == "Example: with evidence"
    assert run_title(store.run("e0001"), "zh") == "示例：加入已知证据"


def test_a_torn_example_is_refused_in_a_sentence_and_leaves_no_row(
    shipped: Path, tmp_path: Path
) -> None:
    (shipped / "e0001" / ROW).write_text(json.dumps({"row": {}}))
    store = Store.open(tmp_path / "home")
    with pytest.raises(StoreError, match=r"No example .*e0001: it cannot be read"):
        add_examples(store, shipped)
    assert store.runs() == ()


def test_only_a_run_that_succeeded_becomes_an_example(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "home")
    with pytest.raises(StoreError, match="r0001 has not succeeded"):
        pack(store, store.queue(SETTINGS), tmp_path / "e0001", "plain")
