"""Real processes: what is promised when they end, are killed or do not listen."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from promptrec.store.leases import ATTEMPTS
from promptrec.store.snapshots import RunState
from promptrec.store.upkeep.deleting import delete_run
from promptrec.worker.lock import HomeLock
from promptrec.worker.process import ROOT, find, identity
from promptrec.worker.supervisor import Supervisor, ensure_supervisor, is_served, serve
from promptrec.worker.wait import wait_for

pytestmark = pytest.mark.slow
CLAIMER = """
import sys, time
from promptrec.store.store import Store
store = Store.open(sys.argv[1])
while run := store.claim(sys.argv[2]):
    print(run.id)
"""


@pytest.fixture
def served(store):
    """Serve the home with a job of small_jobs, in a thread, until the test ends."""
    stop, threads = threading.Event(), []

    def begin(job):
        given = {"job": f"small_jobs:{job}", "stop": stop}
        threads.append(threading.Thread(target=serve, args=(store.home,), kwargs=given))
        threads[-1].start()

    yield begin
    stop.set()
    for thread in threads:
        thread.join(timeout=20)


def test_eight_processes_claim_200_runs_none_twice(store, settings):
    made = [store.queue(settings).id for _ in range(200)]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIMER, str(store.home), f"w{at}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for at in range(8)
    ]
    ended = [each.communicate() for each in started]
    assert [each.returncode for each in started] == [0] * 8, ended  # they may say that it is busy
    assert sorted(" ".join(out for out, _error in ended).split()) == sorted(made)


def test_queued_runs_are_done_one_after_the_other(store, settings, served):
    runs = [store.queue(settings).id for _ in range(2)]
    served("count_to_three")
    first, second = (wait_for(store, each, timeout_s=30) for each in runs)
    assert (first.state, second.state) == (RunState.SUCCEEDED, RunState.SUCCEEDED)
    assert first.finished_at <= second.started_at
    assert find(first.worker) is None
    assert len(store.measures(runs[1], "loss")) == 3


def test_a_polite_job_is_cancelled_with_its_own_words(store, settings, served, until):
    run = store.queue(settings)
    served("wait_politely")
    until(lambda: store.log_lines(run.id))
    asked_at = time.monotonic()
    store.request_cancel(run.id)
    ended = wait_for(store, run.id, timeout_s=10)
    assert (ended.state, ended.message) == (RunState.CANCELLED, "Stopped at step 7.")
    assert time.monotonic() - asked_at < 2.5


def test_a_deaf_job_and_what_it_started_are_gone_within_5_seconds(store, settings, served, until):
    run = store.queue(settings)
    served("sleep_deaf")
    (line,) = until(lambda: store.log_lines(run.id))
    other = psutil.Process(int(line.text.split()[1]))
    asked_at = time.monotonic()
    store.request_cancel(run.id)
    ended = wait_for(store, run.id, poll_s=0.05, timeout_s=10)
    assert ended.state is RunState.CANCELLED
    assert time.monotonic() - asked_at < 5
    until(lambda: not other.is_running() or other.status() == psutil.STATUS_ZOMBIE, 2)


def test_a_process_that_is_killed_is_tried_three_times_then_failed_with_its_last_lines(
    store, settings, served
):
    run = store.queue(settings)
    served("kill_itself")
    ended = wait_for(store, run.id, timeout_s=60)
    assert ended.state is RunState.FAILED
    assert "SIGKILL" in ended.message and "3 times" in ended.message
    assert "the last thing it said" in [line.text for line in store.log_lines(run.id)]
    assert ended.attempts == ATTEMPTS


def test_stopping_the_worker_puts_its_run_back(store, settings, until):
    run = store.queue(settings)
    supervisor = Supervisor(store, "small_jobs:wait_politely")
    supervisor.round()
    until(lambda: store.log_lines(run.id))
    supervisor.give_back()
    back = store.run(run.id)
    assert (back.state, back.attempts, back.message) == (RunState.QUEUED, 0, "It is tried again.")


def test_a_run_that_is_deleted_while_its_process_ends_holds_up_nobody(store, settings, until):
    run, after = store.queue(settings), store.queue(settings)
    supervisor = Supervisor(store, "small_jobs:wait_politely")
    supervisor.round()
    until(lambda: store.log_lines(run.id))
    store.finish(run.id, store.run(run.id).fence, RunState.FAILED, "ended elsewhere")
    delete_run(store, run.id)
    until(lambda: supervisor.round() and [held.run.id for held in supervisor.held] == [after.id])
    assert store.run(after.id).state is RunState.RUNNING
    supervisor.give_back()


def test_a_second_supervisor_adopts_what_a_killed_one_left_running(store, settings, until):
    run = store.queue(settings)
    ensure_supervisor(store.home, job="small_jobs:wait_politely")
    until(lambda: store.log_lines(run.id))
    child = find(store.run(run.id).worker)
    first = find(HomeLock(store.home).held_by() or "")
    first.kill()
    first.wait(5)
    assert child.is_running()
    supervisor = Supervisor(store, "small_jobs:count_to_three")
    supervisor.round()
    assert [held.process.pid for held in supervisor.held] == [child.pid]
    store.request_cancel(run.id)
    until(lambda: not supervisor.round())
    assert store.run(run.id).state is RunState.CANCELLED


def test_a_run_whose_process_and_supervisor_both_died_is_tried_again(store, settings, until):
    run = store.queue(settings)
    claimed = store.claim("w", now=time.time() - 60)
    gone = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    who = identity(gone.pid)
    store.heartbeat(claimed.id, claimed.fence, who, now=time.time() - 30)
    os.kill(gone.pid, signal.SIGKILL)
    gone.wait()
    supervisor = Supervisor(store, "small_jobs:count_to_three")
    until(lambda: not supervisor.round())
    ended = store.run(run.id)
    assert (ended.state, ended.attempts) == (RunState.SUCCEEDED, 2)


def test_a_background_supervisor_does_the_work_ends_and_holds_no_pipe(tmp_path, store, settings):
    run = store.queue(settings)
    code = (
        "import sys; from promptrec.worker.supervisor import ensure_supervisor;"
        "ensure_supervisor(sys.argv[1], job='small_jobs:count_to_three', idle_s=1.0);"
        "ensure_supervisor(sys.argv[1], job='small_jobs:count_to_three', idle_s=1.0)"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ['PYTHONPATH']}"}
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", code, str(store.home)],
        capture_output=True,  # would wait for the supervisor if it had inherited the pipe
        check=True,
        env=environment,
        timeout=30,
    )
    assert wait_for(store, run.id, timeout_s=30).state is RunState.SUCCEEDED
    while is_served(store.home):
        assert time.monotonic() - began < 40
        time.sleep(0.1)
    assert (Path(store.home) / "worker.log").exists()
