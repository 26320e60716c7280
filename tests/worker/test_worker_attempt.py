"""What a job's end becomes, without any process."""

import os

import pytest

from promptrec.records import Measure
from promptrec.store.leases import LEASE_S
from promptrec.store.rows import StaleFence
from promptrec.store.snapshots import RunState
from promptrec.worker.child import carry_out
from promptrec.worker.process import find, identity
from promptrec.worker.pulse import Pulse
from promptrec.worker.wait import wait_for


@pytest.fixture
def claimed(store, settings):
    store.queue(settings)
    return store.claim("w")


def never():
    raise AssertionError("the run was lost")


def test_a_job_that_returns_has_succeeded_with_all_it_reported(store, claimed):
    carry_out(store, claimed.id, claimed.fence, "small_jobs:count_to_three", never)
    run = store.run(claimed.id)
    assert (run.state, run.message, run.progress) == (RunState.SUCCEEDED, "", 1.0)
    assert run.result.trainable_parameters == 3
    assert [each.step for each in store.measures(run.id, "loss")] == [1, 2, 3]
    assert [each.text for each in store.log_lines(run.id)] == ["counted for draft"]
    assert find(run.worker).pid == find(identity()).pid


@pytest.mark.parametrize(
    ("job", "message"),
    [
        ("fail_plainly", "ratings.csv is empty. Upload one with at least 2 rows."),
        ("crash", "A mistake in the program ended the run"),
        ("unstorable", "A mistake in the program ended the run"),
        ("no_such_job", "A mistake in the program ended the run"),
    ],
)
def test_a_job_that_raises_has_failed_with_one_sentence(store, claimed, job, message):
    carry_out(store, claimed.id, claimed.fence, f"small_jobs:{job}", never)
    run = store.run(claimed.id)
    assert run.state is RunState.FAILED
    assert run.message.startswith(message)


def test_a_supervisor_that_died_at_the_last_moment_is_replaced(store, claimed, monkeypatch):
    asked = []
    over = lambda: store.run(claimed.id).state.finished  # noqa: E731 - what an orphan's parent is
    monkeypatch.setattr(os, "getppid", lambda: 1 if over() else 10)
    ensure = lambda: asked.append(over())  # noqa: E731
    carry_out(store, claimed.id, claimed.fence, "small_jobs:count_to_three", never, ensure)
    assert asked == [True]  # else whoever waits in the queue would wait for somebody to come


def test_a_job_that_is_told_to_stop_is_cancelled(store, claimed):
    store.request_cancel(claimed.id)
    carry_out(store, claimed.id, claimed.fence, "small_jobs:crash", never)
    assert store.run(claimed.id).state is RunState.CANCELLED


def test_a_job_hears_a_cancel_while_it_runs(store, claimed, until):
    lost = []
    pulse = Pulse(store, claimed.id, claimed.fence, lambda: lost.append(1), every_s=0.01)
    pulse.start("w")
    store.request_cancel(claimed.id)
    assert until(pulse.should_stop)
    pulse.close()
    assert not lost


def test_measures_are_written_in_batches(store, claimed, monkeypatch):
    batches = []
    record = store.record
    monkeypatch.setattr(
        store, "record", lambda *given, **at: batches.append(len(given[2])) or record(*given, **at)
    )
    pulse = Pulse(store, claimed.id, claimed.fence, never, every_s=60)
    pulse.start("w")
    for step in range(500):
        pulse.report(Measure(step, 1, "loss", 0.5))
    pulse.close()
    assert batches == [500]
    assert len(store.measures(claimed.id)) == 500


def test_a_worker_that_was_replaced_hears_of_it_and_writes_nothing(store, claimed, until):
    lost = []
    pulse = Pulse(store, claimed.id, claimed.fence, lambda: lost.append(1), every_s=0.01)
    pulse.start("w")
    run = store.run(claimed.id)
    store.take_back(now=run.heartbeat_at + 10 * LEASE_S)
    pulse.note("too late")
    assert until(lambda: lost)
    with pytest.raises(StaleFence):
        pulse.close()
    assert store.log_lines(claimed.id) == ()
    assert store.run(claimed.id).state is RunState.QUEUED


def test_waiting_ends_with_the_run_and_hands_on_its_measures(store, claimed):
    carry_out(store, claimed.id, claimed.fence, "small_jobs:count_to_three", never)
    heard = []
    run = wait_for(store, claimed.id, on_measure=heard.append)
    assert run.state is RunState.SUCCEEDED
    assert [each.name for each in heard] == ["loss"] * 3


def test_waiting_gives_up_after_its_time(store, claimed):
    assert wait_for(store, claimed.id, poll_s=0, timeout_s=0).state is RunState.RUNNING
