"""What `reproduce` holds against each other, and what it says of a difference."""

import dataclasses
import json

import pytest

from promptrec.cli.parts.repeat import repetition
from promptrec.records import Measure
from promptrec.settings import RunSettings
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job


@pytest.fixture
def store(tmp_path):
    return Store.open(tmp_path / "home")


def carried_out(store, settings, change=lambda result: result, more=()):
    """A run that has succeeded. change: of its result. more: points of its curves."""
    store.queue(settings)
    run = store.claim("test")
    told = list(more)
    result = run_job(store.home, run.id, settings, told.append, lambda: False, lambda _: None)
    store.record(run.id, run.fence, told)
    return store.finish(run.id, run.fence, RunState.SUCCEEDED, result=change(result))


def with_details(**changes):
    return lambda result: dataclasses.replace(result, details={**result.details, **changes})


@pytest.fixture
def settings(tiny_folder):
    return RunSettings(
        dataset=str(tiny_folder), template="{item.title}", model="tiny", method="head",
        head="classifier", epochs=1,
    )  # fmt: skip


def test_a_repetition_is_the_same_in_scores_weights_metrics_and_curves(store, settings):
    first, again = carried_out(store, settings), carried_out(store, settings)
    found = repetition(store, first, again)
    assert found.same == {"scores": True, "weights": True, "metrics": True, "curves": True}
    assert found.identical and found.differs == {}
    made = first.result.details["made_with"]
    assert set(made) == {
        "version", "code", "data", "template", "model", "seed", "threads", "device",
    }  # fmt: skip
    assert all(made.values()) or made["seed"] == 0


def test_one_point_or_one_weight_that_differs_is_told(store, settings):
    first = carried_out(store, settings)
    other = carried_out(store, settings, more=[Measure(1, 1, "loss", 0.25)])
    assert repetition(store, first, other).same["curves"] is False
    path = store.home / other.checkpoint / "checkpoint.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "weights_sha256": "0" * 64}))
    found = repetition(store, first, other)
    assert found.same["weights"] is False and not found.identical
    assert "trained weights: NOT the same" in found.lines(first.id, other.id)


def test_what_a_run_was_made_with_otherwise_is_told(store, settings):
    first = carried_out(store, settings)
    made = {**first.result.details["made_with"], "threads": 99, "code": "f" * 64}
    other = carried_out(store, settings, with_details(made_with=made))
    found = repetition(store, first, other)
    assert set(found.differs) == {"threads", "code"}
    assert ", now 99" in found.lines(first.id, other.id)


def test_a_run_of_before_is_compared_in_what_it_kept(store, settings):
    first = carried_out(store, settings, with_details(made_with={}))
    found = repetition(store, first, carried_out(store, settings))
    assert found.identical and found.differs["threads"][0] is None


def test_two_runs_that_kept_nothing_are_not_called_the_same(store, settings):
    store.queue(settings), store.queue(settings)
    first, again = store.run("r0001"), store.run("r0002")
    assert not repetition(store, first, again).identical
