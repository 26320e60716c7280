"""Measurements stand in the one queue: asked once, carried out, stopped, tried again."""

import dataclasses

import pytest

from promptrec.beyond import kept
from promptrec.beyond.measuring import asked_of
from promptrec.errors import StoreError
from promptrec.judge.entrants import entrants, groups
from promptrec.judge.opening import variant_of
from promptrec.settings import Measuring, RunSettings, SplitSettings
from promptrec.store.leases import ATTEMPTS
from promptrec.store.snapshots import RunState
from promptrec.worker.child import carry_out
from promptrec.worker.jobs import run_job


def nothing(_):
    pass


def never():
    raise AssertionError("the run was lost")


@pytest.fixture
def finished(store, many_folder):
    settings = RunSettings(
        dataset=str(many_folder),
        template="A film: {item.title}, {item.year}.",
        model="tiny",
        method="none",
        split=SplitSettings(name="random"),
        max_valid=60,
    )
    store.queue(settings)
    run = store.claim("test")
    result = run_job(store.home, run.id, settings, nothing, lambda: False, nothing)
    return store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)


@pytest.fixture
def asked(store, finished):
    found = groups(entrants(store, [finished.id]))
    return kept.named(asked_of(found, "formats", metric="auc", formats=2), found)


def test_who_asks_the_same_twice_waits_for_one_job(store, asked):
    job = store.queue_measuring(asked)
    assert store.queue_measuring(asked).id == job.id
    assert store.queue_measuring(dataclasses.replace(asked, formats=3)).id != job.id
    assert [one.measuring for one in store.measurings()][1] == asked


def test_a_measurement_is_no_run_and_no_search(store, finished, asked):
    job = store.queue_measuring(asked)
    assert store.runs() == store.readable_runs() == (finished,) and store.searches() == ()
    assert store.all_jobs()[0].id == job.id and store.busy() == 1
    uses = store.data_uses(finished.settings.dataset, "")
    assert (uses.runs, uses.busy) == ((finished.id,), (job.id,))
    with pytest.raises(StoreError, match="measures other runs"):
        variant_of(job.id, store=store)


def test_a_job_measures_and_keeps_what_whoever_asks_next_finds(store, asked):
    job = store.queue_measuring(asked)
    claimed = store.claim("w")
    assert carry_out(store, claimed.id, claimed.fence, "", never) is RunState.SUCCEEDED
    run = store.run(job.id)
    assert (run.step, run.total_steps) == (1000, 1000)
    assert run.result.details["measured"] == asked.content
    said = [each.text for each in store.log_lines(run.id)]
    assert any(text.startswith("format 2") for text in said)
    found = kept.kept(store.home, asked)
    assert list(found.found) == list(asked.runs) and len(found.found[asked.runs[0]].members) == 2


def test_a_run_that_changed_since_it_was_asked_is_told_and_nothing_is_kept(store, asked):
    job = store.queue_measuring(dataclasses.replace(asked, content="f" * 32))
    claimed = store.claim("w")
    assert carry_out(store, claimed.id, claimed.fence, "", never) is RunState.FAILED
    assert "no longer those that were to be measured" in store.run(job.id).message
    assert not (store.home / "measured").exists()


def test_a_stopped_measurement_keeps_nothing(store, asked):
    job = store.queue_measuring(asked)
    claimed = store.claim("w")
    store.request_cancel(job.id)
    assert carry_out(store, claimed.id, claimed.fence, "", never) is RunState.CANCELLED
    assert kept.kept(store.home, asked) is None


def test_a_measurement_whose_worker_died_is_tried_again_and_then_given_up(store, asked):
    job = store.queue_measuring(asked)
    for _ in range(ATTEMPTS):
        claimed = store.claim("w")
        assert claimed.id == job.id
        store.take_back(dead=[(claimed.id, claimed.fence)])
    assert store.run(job.id).state is RunState.FAILED and store.run(job.id).message
    assert store.queue_measuring(asked).id != job.id  # it can be asked again


def test_a_measurement_of_a_run_that_is_gone_fails_with_a_sentence(store, asked):
    store.queue_measuring(dataclasses.replace(asked, variants=((asked.runs[0],), ("r0099",))))
    claimed = store.claim("w")
    assert carry_out(store, claimed.id, claimed.fence, "", never) is RunState.FAILED
    assert "r0099" in store.run(claimed.id).message
    with pytest.raises(StoreError):
        store.queue_measuring(Measuring(kind="ladder", variants=(("r0098",),)))
