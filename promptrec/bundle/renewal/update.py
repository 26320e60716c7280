"""Update a run from feedback: go on from its weights, judge old and new on the newest rows."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from promptrec.bundle.renewal.labelled import NewRows, known_rows, new_rows
from promptrec.compare.files.judged import JudgedFiles, judge_sides
from promptrec.compare.sides import Side
from promptrec.data.dataset import Dataset
from promptrec.errors import StoreError
from promptrec.examples.pair import pairs_now
from promptrec.judge.entrants import entrants
from promptrec.model.planning import dataset_of
from promptrec.records import Pairs
from promptrec.settings import AddedLabel, RunSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store

EPOCHS = 2  # over what is new, and as many rows of before
WATCHED = 200  # rows of valid at most: the newest feedback is what it is judged on
SLOWER = 0.5  # of the rate of the run: its weights are nearly right


@dataclass(frozen=True, slots=True)
class Renewal:
    """What an update learns, and what it is judged on."""

    settings: RunSettings
    rows: NewRows


def renewal_of(store: Store, run: Run) -> Renewal:
    """The settings of an update of a run; StoreError where there is nothing new to learn."""
    data = dataset_of(run.settings)
    rows = known_rows(store, data)
    if not rows:
        events = len(store.feedback_events(data.fingerprint()))
        raise StoreError("sentence.update_nothing", events=f"{events:,}")
    fresh = new_rows(rows, learned_by(store, run))
    if not fresh.learn:
        raise StoreError("sentence.update_known", run=run.id)
    settings = dataclasses.replace(
        run.settings,
        continue_from=run.id,
        added_labels=fresh.learn,
        epochs=EPOCHS,
        patience=0,
        learning_rate=float(f"{run.settings.rate * SLOWER:.3g}"),
        pseudo_confidence=0.0,
        max_valid=min(run.settings.max_valid or WATCHED, WATCHED),
        test=False,
    )
    return Renewal(settings, fresh)


def learned_by(store: Store, run: Run) -> dict[tuple[str, str], int]:
    """Labels that a run and those before it had, by user and item."""
    found: dict[tuple[str, str], int] = {}
    known = {one.id: one for one in store.readable_runs()}
    one: Run | None = run
    while one is not None:
        for label in one.settings.added_labels:
            found.setdefault((label.user, label.item), label.label)
        one = known.pop(one.settings.continue_from, None)
    return found


def updates_of(store: Store, run: Run) -> list[Run]:
    """Runs that go on from this one, newest first, those under way too."""
    wanted = (RunState.QUEUED, RunState.RUNNING, RunState.SUCCEEDED)
    return [
        one
        for one in store.readable_runs()
        if one.state in wanted and one.settings.continue_from == run.id
    ]


def judged_update(store: Store, run: Run) -> JudgedFiles:
    """The old model and the new one, in this order, on feedback that is newer than both.

    StoreError where there is none. The new one has not learned these rows, the old one neither.
    """
    old, new = entrants(store, [run.settings.continue_from, run.id])
    data = new.plan.dataset
    rows = new_rows(known_rows(store, data), learned_by(store, run))
    recent = (*rows.learn, *rows.recent)  # the newest when it began, and what came since
    if not recent:
        raise StoreError("sentence.update_no_recent", run=run.id)
    pairs = pairs_of_labels(data, recent)
    sides = tuple(Side(one.run.id, one.variant.score(pairs, None).score) for one in (old, new))
    return judge_sides(pairs, sides)


def pairs_of_labels(data: Dataset, labels: tuple[AddedLabel, ...]) -> Pairs:
    """Labels as pairs at this moment, as a service scores them."""
    users = np.array([data.user_code(one.user) for one in labels], np.int64)
    items = np.array([data.item_code(one.item) for one in labels], np.int64)
    pairs = pairs_now(data, users, items)
    return dataclasses.replace(pairs, label=np.array([float(one.label) for one in labels]))
