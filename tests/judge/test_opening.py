"""A run or a template is opened by one function, and its weights are not loaded before they act."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from judge_data import written

from promptrec.compare.judging import sides_of
from promptrec.data.dataset import Dataset
from promptrec.errors import ModelError, StoreError
from promptrec.judge.entrants import entrant, entrants, groups, scored_rows
from promptrec.judge.opening import variant_of
from promptrec.model.shelf import SHELF
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store

ROWS = [f"u{user},i{item},{(user + item) % 2},{item}" for user in range(8) for item in range(8)]
ITEMS = [f"i{item},Title {item},a" for item in range(8)]


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    folder = tmp_path / "data"
    folder.mkdir()
    return written(folder, ROWS, ITEMS)


@pytest.fixture
def settings(data: Dataset, tmp_path: Path) -> RunSettings:
    return RunSettings(
        dataset=str(tmp_path / "data"),
        template="{item.title} {mask}",
        model="tiny",
        method="none",
        split=SplitSettings(name="random"),
    )


def finished(store: Store, settings: RunSettings, checkpoint: str = "") -> Run:
    store.queue(settings)
    claimed = store.claim("worker")
    assert claimed is not None
    data = variant_of(settings).plan.dataset
    result = JobResult(fingerprint=data.fingerprint(), checkpoint=checkpoint)
    return store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED, result=result)


def test_a_run_without_weights_of_its_own_scores_as_its_template(
    tmp_path: Path, settings: RunSettings, data: Dataset
) -> None:
    store = Store.open(tmp_path / "home")
    run = finished(store, settings)
    one, other = variant_of(run.id, store=store), variant_of(settings, data)
    pairs = one.plan.pairs("valid")
    assert np.array_equal(one.score(pairs, "valid").score, other.score(pairs, "valid").score)


def test_a_run_that_did_not_succeed_is_not_opened(tmp_path: Path, settings: RunSettings) -> None:
    store = Store.open(tmp_path / "home")
    run = store.queue(settings)
    with pytest.raises(StoreError, match="only a run that succeeded"):
        variant_of(run.id, store=store)
    with pytest.raises(StoreError, match="only a run that succeeded"):
        entrant(store, run.id)


def test_an_entrant_whose_scores_are_kept_loads_no_weights(
    tmp_path: Path, settings: RunSettings
) -> None:
    store = Store.open(tmp_path / "home")
    run = finished(store, settings)
    first = scored_rows(entrant(store, run.id))
    SHELF._scorers.clear()
    again = scored_rows(entrant(store, run.id))
    assert np.array_equal(first[1].score, again[1].score) and not SHELF._scorers


def test_lost_weights_are_said_when_a_run_is_opened(tmp_path: Path, settings: RunSettings) -> None:
    store = Store.open(tmp_path / "home")
    run = finished(store, settings, "runs/r0001/checkpoint")
    assert entrant(store, run.id).plan is not None
    with pytest.raises(ModelError, match="checkpoint"):
        variant_of(run.id, store=store)


def test_runs_that_enter_a_comparison_share_data_that_is_read_once(
    tmp_path: Path, settings: RunSettings
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    written(other, ROWS[:-8], ITEMS)
    store = Store.open(tmp_path / "home")
    texts = ("{item.title} {mask}", "It is {item.title} {mask}", "{item.kind} {mask}")
    runs = [finished(store, dataclasses.replace(settings, template=text)).id for text in texts[:2]]
    elsewhere = dataclasses.replace(settings, template=texts[2], dataset=str(other))
    runs.insert(1, finished(store, elsewhere).id)
    one, stranger, two = entrants(store, runs)
    assert one.plan.dataset is two.plan.dataset is not stranger.plan.dataset
    assert len(stranger.plan.dataset.user) == len(one.plan.dataset.user) - 8
    (later,) = entrants(store, runs[:1], [stranger, two])
    assert later.plan.dataset is one.plan.dataset
    for found in (one, stranger, two):
        alone = entrant(store, found.run.id)
        assert alone.fingerprint == found.fingerprint
        assert alone.plan.rows.known.rules.tolist() == found.plan.rows.known.rules.tolist()
        pairs = found.plan.pairs("valid")
        mine, again = (each.variant.score(pairs, "valid").score for each in (found, alone))
        assert np.array_equal(mine, again)


def test_of_several_runs_one_that_cannot_be_opened_is_named(
    tmp_path: Path, settings: RunSettings
) -> None:
    store = Store.open(tmp_path / "home")
    run = finished(store, settings)
    queued = store.queue(settings)
    with pytest.raises(StoreError, match=queued.id):
        entrants(store, [run.id, queued.id])


@pytest.mark.parametrize("confirm", [False, True])
def test_runs_of_other_negatives_are_judged_on_the_negatives_of_the_run_that_has_fewest(
    tmp_path: Path, confirm: bool
) -> None:
    folder = tmp_path / "implicit"
    folder.mkdir()
    rows = [f"u{user},i{(5 * user + item) % 60},{item}" for user in range(40) for item in range(8)]
    items = [f"i{item},Title {item},a" for item in range(60)]
    written(folder, rows, items, "user_id,item_id,timestamp")
    settings = RunSettings(
        dataset=str(folder), template="{item.title} {mask}", model="tiny", method="none"
    )
    store = Store.open(tmp_path / "home")
    counts = (3, 1, 2)
    runs = [finished(store, dataclasses.replace(settings, negatives=one)).id for one in counts]
    every = entrants(store, runs)
    found = sides_of(groups(every), confirm=confirm)
    fewest = scored_rows(every[1], confirm)[0]
    assert found.most == len(found.pairs) == len(fewest) == 2 * int((fewest.label > 0).sum())
    assert np.array_equal(found.pairs.item, fewest.item)
    own = scored_rows(every[0])[0]  # a run's own rows are kept beside it as they were
    assert len(own) == 4 * int((own.label > 0).sum())
