"""Clocks are set while runs go on: no age is taken from them."""

import pytest

from promptrec.records import Measure
from promptrec.store.leases import LEASE_S
from promptrec.store.snapshots import RunState
from promptrec.worker.life.silence import SILENT_S, Silence, SteadyTime
from promptrec.worker.process import identity
from promptrec.worker.supervisor import Supervisor

DAY = 86_400.0
JUMPS = [3600.0, DAY, -3600.0, -DAY]


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


@pytest.mark.parametrize("jump", JUMPS)
def test_a_living_worker_keeps_its_run_whatever_the_clock_says(store, settings, jump):
    store.queue(settings, now=DAY)
    run = store.claim("elsewhere:1:2", now=2 * DAY)
    supervisor, hands = Supervisor(store), Hands()
    supervisor.silence.clock = hands
    for beat in range(40):  # ten minutes of beats, in the middle of which the clock jumps
        hands.at += SILENT_S
        set_to = jump if beat > 20 else 0.0
        store.heartbeat(run.id, run.fence, now=2 * DAY + hands.at + set_to)
        supervisor._recover()
    assert store.run(run.id).fence == run.fence


@pytest.mark.parametrize("jump", JUMPS)
def test_a_dead_worker_is_noticed_in_its_time_whatever_the_clock_says(store, settings, jump):
    store.queue(settings, now=DAY)
    run = store.claim("elsewhere:1:2", now=2 * DAY + jump)
    supervisor, hands = Supervisor(store), Hands()
    supervisor.silence.clock = hands
    supervisor._recover()
    hands.at = LEASE_S - 1
    supervisor._recover()
    assert store.run(run.id).state is RunState.RUNNING
    hands.at = LEASE_S + 1
    supervisor._recover()
    assert store.run(run.id).state is RunState.QUEUED


@pytest.mark.parametrize("jump", JUMPS)
def test_no_run_takes_less_than_no_time(store, settings, jump):
    store.queue(settings, now=DAY)
    run = store.claim("w", now=DAY + jump)
    assert run.started_at >= run.queued_at
    store.record(run.id, run.fence, [Measure(1, 1, "loss", 0.5)], now=2 * DAY)
    store.record(run.id, run.fence, [Measure(2, 1, "seconds_left", 9.0)], now=2 * DAY + jump)
    assert 0.0 <= store.run(run.id).progress <= 1.0
    done = store.finish(run.id, run.fence, RunState.SUCCEEDED, now=run.started_at + jump)
    assert done.finished_at >= done.started_at


def test_what_a_process_writes_goes_forward_only():
    hands = Hands()
    now = SteadyTime(5 * DAY, hands)
    hands.at = 2.5
    assert now() == 5 * DAY + 2.5


def test_silence_counts_from_the_last_change_of_the_heartbeat(store, settings):
    store.queue(settings)
    run = store.claim("w")
    hands = Hands()
    silence = Silence(hands)
    assert silence.of(run) == 0.0
    hands.at = 7.0
    assert silence.of(run) == 7.0
    store.heartbeat(run.id, run.fence, now=run.heartbeat_at - DAY)
    assert silence.of(store.run(run.id)) == 0.0


def test_a_process_is_the_same_when_the_clock_is_set():
    machine, pid, began = identity().rsplit(":", 2)
    assert began.startswith("t") or began.isdecimal()
    assert "/" in machine or not began.startswith("t")
    assert int(pid) > 0
