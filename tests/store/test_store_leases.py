"""Claims, fences and leases: what must hold however workers die."""

import threading

import pytest

from promptrec.records import Measure
from promptrec.settings import SearchSettings
from promptrec.store.leases import ATTEMPTS, LEASE_S, RELEASES
from promptrec.store.rows import StaleFence
from promptrec.store.snapshots import RunState


def test_runs_are_claimed_in_the_order_of_the_queue_whatever_the_clock_said(store, settings):
    first = store.queue(settings, now=20.0)
    second = store.queue(settings, now=10.0)
    assert [store.claim("w").id for _ in range(2)] == [first.id, second.id]
    assert store.claim("w") is None


def test_a_claim_raises_fence_and_attempts(store, settings):
    store.queue(settings, now=90.0)
    claimed = store.claim("host:1:2", now=100.0)
    assert (claimed.state, claimed.fence, claimed.attempts) == (RunState.RUNNING, 1, 1)
    assert (claimed.worker, claimed.started_at) == ("host:1:2", 100.0)
    assert claimed.lease_until == 100.0 + LEASE_S > 130.0  # a cold import of torch takes 30 s


def test_eight_threads_claim_60_runs_none_twice(store, settings):
    for _ in range(60):
        store.queue(settings)
    claimed, errors = [], []

    def work(name):
        try:
            while run := store.claim(name):
                claimed.append(run.id)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(f"w{at}",)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(claimed) == sorted(run.id for run in store.runs())
    assert len(set(claimed)) == 60


@pytest.fixture
def replaced(store, settings):
    """A run whose first worker was given up and whose second one holds it now."""
    store.queue(settings)
    first = store.claim("first", now=0.0)
    store.take_back(now=LEASE_S + 1)
    second = store.claim("second", now=LEASE_S + 2)
    assert second.fence > first.fence
    return first, second


@pytest.mark.parametrize(
    "write",
    [
        lambda store, run: store.heartbeat(run.id, run.fence),
        lambda store, run: store.record(run.id, run.fence, [Measure(1, 1, "loss", 0.5)]),
        lambda store, run: store.finish(run.id, run.fence, RunState.SUCCEEDED),
        lambda store, run: store.give_back(run.id, run.fence),
    ],
    ids=["heartbeat", "record", "finish", "give_back"],
)
def test_every_write_of_a_replaced_worker_is_refused(store, replaced, write):
    first, second = replaced
    before = store.run(first.id)
    with pytest.raises(StaleFence):
        write(store, first)
    assert store.run(first.id) == before
    assert store.measures(first.id) == ()
    write(store, second)


def test_nothing_is_written_after_the_end(store, settings):
    store.queue(settings)
    run = store.claim("w")
    store.finish(run.id, run.fence, RunState.FAILED, "no")
    with pytest.raises(StaleFence):
        store.finish(run.id, run.fence, RunState.SUCCEEDED)
    assert store.run(run.id).state is RunState.FAILED


def test_a_lease_that_ran_out_is_queued_again_and_one_that_is_kept_is_not(store, settings):
    store.queue(settings)
    run = store.claim("w", now=0.0)
    store.heartbeat(run.id, run.fence, now=50.0)
    assert store.take_back(now=LEASE_S + 10) == ()
    (taken,) = store.take_back(now=LEASE_S + 51)
    assert (taken.state, taken.attempts) == (RunState.QUEUED, 1)
    assert "tried again" in taken.message


def test_a_run_known_to_be_alive_outlives_a_jump_of_the_clock(store, settings):
    store.queue(settings)
    run = store.claim("w", now=0.0)
    assert store.take_back(now=1e6, alive=[(run.id, run.fence)]) == ()


def test_a_run_known_to_be_dead_is_taken_back_at_once(store, settings):
    store.queue(settings)
    run = store.claim("w", now=0.0)
    (taken,) = store.take_back(now=1.0, dead=[(run.id, run.fence)])
    assert taken.state is RunState.QUEUED


def test_a_run_whose_worker_dies_three_times_has_failed(store, settings):
    store.queue(settings)
    for attempt in range(1, ATTEMPTS + 1):
        assert store.claim("w", now=0.0).attempts == attempt
        (taken,) = store.take_back(now=LEASE_S + 1)
    assert taken.state is RunState.FAILED
    assert "died 3 times" in taken.message
    assert taken.finished_at is not None


def test_a_dead_worker_whose_run_was_to_be_cancelled_is_not_replaced(store, settings):
    store.queue(settings)
    run = store.claim("w", now=0.0)
    store.request_cancel(run.id)
    (taken,) = store.take_back(now=LEASE_S + 1)
    assert taken.state is RunState.CANCELLED


def test_a_run_that_is_given_back_keeps_its_place_and_its_attempts(store, settings):
    first = store.queue(settings)
    store.queue(settings)
    run = store.claim("w")
    back = store.give_back(run.id, run.fence)
    assert (back.state, back.attempts) == (RunState.QUEUED, 0)
    assert store.claim("w").id == first.id


def test_a_second_attempt_begins_its_curves_again(store, settings):
    store.queue(settings)
    run = store.claim("w", now=0.0)
    store.record(run.id, run.fence, [Measure(5, 1, "loss", 0.5)], now=1.0)
    store.take_back(now=LEASE_S + 5)
    again = store.claim("w")
    assert again.step == 0
    assert store.measures(run.id) == ()


def test_a_run_that_is_given_back_begins_its_curves_again(store, settings):
    store.queue(settings)
    run = store.claim("w")
    store.record(run.id, run.fence, [Measure(5, 1, "loss", 0.5)])
    store.give_back(run.id, run.fence)
    again = store.claim("w")
    assert (again.attempts, again.step) == (1, 0)
    assert store.measures(run.id) == ()  # else each point of the curve would be there twice


def test_a_search_whose_worker_dies_keeps_what_its_trials_told(store, settings):
    store.queue_search(SearchSettings(base=settings, methods=("lora",)))
    run = store.claim("w", now=0.0)
    store.record(run.id, run.fence, [Measure(1, 0, "beside_auc", 0.7)], now=1.0)
    store.take_back(now=LEASE_S + 5)
    store.claim("w")
    assert [one.value for one in store.measures(run.id)] == [0.7]  # its trials stay, too


def test_a_run_that_is_asked_to_end_again_and_again_ends_with_a_reason(store, settings):
    run = store.queue(settings)
    for at in range(1, RELEASES + 1):
        claimed = store.claim("w")
        assert claimed.attempts == 1
        back = store.give_back(run.id, claimed.fence)
        assert (back.state is RunState.FAILED) == (at == RELEASES)
    assert f"asked to end {RELEASES} times" in back.message
    assert store.claim("w") is None


def test_what_was_lost_counts_as_an_attempt_and_what_was_asked_to_end_as_none(store, settings):
    run = store.queue(settings)
    for at in range(ATTEMPTS):
        for _ in range(RELEASES // ATTEMPTS - 1):
            store.give_back(run.id, store.claim("w").fence)
        claimed = store.claim("w")
        assert claimed.attempts == at + 1
        last = store.lose(run.id, claimed.fence, "exit code 1")
    assert last.state is RunState.FAILED
    assert f"ended {ATTEMPTS} times" in last.message


def test_a_cancel_counts_before_the_limit_of_ends(store, settings):
    run = store.queue(settings)
    for _ in range(RELEASES - 1):
        store.give_back(run.id, store.claim("w").fence)
    claimed = store.claim("w")
    store.request_cancel(run.id)
    assert store.give_back(run.id, claimed.fence).state is RunState.CANCELLED
