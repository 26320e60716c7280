"""A run whose epochs nobody chose is stored, trained and repeated with the numbers of its rows."""

import dataclasses
import json
from pathlib import Path

import pytest

import promptrec as pr
from promptrec.cli import train as train_command
from promptrec.cli.main import main
from promptrec.data.dataset import Dataset
from promptrec.errors import DataError
from promptrec.examples.plan import choose_rows, in_numbers, rows_to_learn
from promptrec.judge.starting import ready_to_queue, told_before_queueing
from promptrec.settings import AddedLabel, RunSettings, SplitSettings
from promptrec.settings.by_rows import chosen_by_rows, course_of
from promptrec.store.snapshots import Run
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job

ROWS = 40
FEW = course_of(ROWS)


@pytest.fixture
def unset(tiny_folder: Path) -> RunSettings:
    """A run that leaves its length to its rows."""
    return RunSettings(
        dataset=str(tiny_folder), template="{item.title}", model="tiny", method="head",
        head="classifier", max_train=ROWS, patience=0,
    )  # fmt: skip


def carried_out(home: Path, settings: RunSettings) -> tuple[Run, str]:
    """The row of a run that was queued as it is and carried out, and what its scores come to."""
    store = Store.open(home)
    queued = store.queue(settings)
    result = run_job(home, queued.id, settings, lambda _: None, lambda: False, lambda _: None)
    return store.run(queued.id), str(result.details["scores_sha256"])


def test_a_run_keeps_the_numbers_that_its_rows_chose_and_repeats_with_them(
    tmp_path: Path, unset: RunSettings
) -> None:
    run, digest = carried_out(tmp_path, unset)
    assert run.settings == chosen_by_rows(unset, ROWS)
    assert run.settings.epochs == FEW.epochs and run.settings.learning_rate
    kept = json.loads((tmp_path / "runs" / run.id / "checkpoint/checkpoint.json").read_text())
    assert kept["settings"] == json.loads(run.settings_json)
    again, same = carried_out(tmp_path, run.settings)
    assert (again.settings_json, same) == (run.settings_json, digest)


def test_numbers_that_were_given_are_stored_and_trained_as_they_are(
    tmp_path: Path, unset: RunSettings
) -> None:
    given = dataclasses.replace(unset, epochs=3)
    run, short = carried_out(tmp_path, given)
    assert run.settings_json == given.to_json()
    assert json.loads(run.settings_json)["learning_rate"] is None
    _, long = carried_out(tmp_path, dataclasses.replace(unset, epochs=FEW.epochs))
    assert short != long


def test_a_run_that_trains_nothing_is_stored_as_it_was_asked(
    tmp_path: Path, unset: RunSettings
) -> None:
    only_scored = dataclasses.replace(unset, method="none")
    run, _ = carried_out(tmp_path, only_scored)
    assert run.settings_json == only_scored.to_json()
    assert ready_to_queue(only_scored) == only_scored


def test_python_gets_a_variant_whose_settings_are_the_numbers(unset: RunSettings) -> None:
    variant = pr.open_variant(pr.open_dataset(unset.dataset), unset)
    assert variant.settings == variant.plan.settings == chosen_by_rows(unset, ROWS)
    outcome = pr.tune(variant)
    assert outcome is not None and outcome.epochs == FEW.epochs


def test_rows_are_counted_with_the_split_the_sample_and_added_labels(
    tiny_dataset: Dataset, unset: RunSettings
) -> None:
    added = tuple(AddedLabel(user="u1", item=f"i{at}", label=1) for at in range(3))
    more = dataclasses.replace(unset, added_labels=added)
    assert rows_to_learn(tiny_dataset, unset) == ROWS
    assert rows_to_learn(tiny_dataset, more) == ROWS + 3
    every = dataclasses.replace(unset, max_train=None, split=SplitSettings(name="random"))
    assert rows_to_learn(tiny_dataset, every) == len(choose_rows(tiny_dataset, every).train) > ROWS
    for one in (unset, more, every):
        chosen = chosen_by_rows(one, rows_to_learn(tiny_dataset, one))
        assert in_numbers(tiny_dataset, one) == ready_to_queue(one) == chosen


def test_why_a_run_learns_so_long_is_told_unless_somebody_said_how_long(
    unset: RunSettings,
) -> None:
    (told,) = told_before_queueing(unset)
    assert told.startswith(f"{ROWS} rows: {FEW.epochs} epochs at ")
    assert told_before_queueing(dataclasses.replace(unset, epochs=2)) == ()
    assert told_before_queueing(dataclasses.replace(unset, method="none")) == ()


def test_train_queues_the_numbers_and_tells_them_and_an_option_wins(
    unset: RunSettings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(train_command, "ensure_supervisor", lambda _: None)
    asked = ["train", unset.dataset, "--template", "{item.title}", "--model", "tiny"]
    asked += ["--method", "head", "--max-train", str(ROWS), "--no-wait", "--home", str(tmp_path)]
    assert main(asked) == 0
    assert f"{ROWS} rows: {FEW.epochs} epochs at " in capsys.readouterr().err
    assert main([*asked, "--epochs", "3"]) == 0
    assert "epochs at" not in capsys.readouterr().err
    own, chosen = Store.open(tmp_path).runs()
    assert (chosen.settings.epochs, chosen.settings.rate) == (
        FEW.epochs,
        pytest.approx(1e-3 * FEW.times),
    )
    assert (own.settings.epochs, own.settings.learning_rate) == (3, None)


def test_a_sample_that_is_not_there_is_a_sentence_and_not_a_course(unset: RunSettings) -> None:
    with pytest.raises(DataError):
        ready_to_queue(dataclasses.replace(unset, dataset="nowhere"))
