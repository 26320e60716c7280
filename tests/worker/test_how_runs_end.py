"""Whatever becomes of a run's process: a final state with a reason, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from promptrec.store.leases import ATTEMPTS
from promptrec.store.snapshots import RunState
from promptrec.worker.life.vigil import SILENCE_VARIABLE
from promptrec.worker.lock import HomeLock
from promptrec.worker.process import ROOT, find
from promptrec.worker.supervisor import Supervisor, ensure_supervisor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are not those of Windows"),
]


def ended(store, run, job, until):
    """The run after rounds of a supervisor with a job of small_jobs."""
    supervisor = Supervisor(store, f"small_jobs:{job}")
    until(lambda: not supervisor.round(), 60)
    return store.run(run.id)


@pytest.mark.parametrize(
    ("job", "attempts", "reason"),
    [
        ("exit_three", ATTEMPTS, "exit code 3"),
        ("fault", ATTEMPTS, "a fault inside a library, SIGSEGV"),
        ("run_out_of_memory", 1, "Out of memory at step 7."),
        ("lose_its_numbers", 1, "The loss was no number any more at step 3"),
        ("read_what_is_gone", 1, "is not there any more. Put it back"),
    ],
)
def test_every_end_of_a_job_is_a_state_with_a_reason(store, settings, until, job, attempts, reason):
    run = ended(store, store.queue(settings), job, until)
    assert (run.state, run.attempts) == (RunState.FAILED, attempts)
    assert reason in run.message
    assert "Traceback" not in run.message


def test_a_job_that_tells_nothing_any_more_is_ended_with_a_reason(
    store, settings, until, monkeypatch
):
    monkeypatch.setenv(SILENCE_VARIABLE, "1.5")
    run, after = store.queue(settings), store.queue(settings)
    supervisor = Supervisor(store, "small_jobs:spin")
    until(lambda: supervisor.round() and store.run(run.id).state.finished, 30)
    failed = store.run(run.id)
    assert failed.state is RunState.FAILED
    assert "made no progress (the last step was 5)" in failed.message
    until(lambda: supervisor.round() and store.run(after.id).state is RunState.RUNNING)
    store.request_cancel(after.id)
    until(lambda: not supervisor.round())


def test_scoring_longer_than_the_limit_of_silence_is_no_silence(
    store, settings, until, monkeypatch
):
    monkeypatch.setenv(SILENCE_VARIABLE, "1.5")  # the job takes twice as long
    assert ended(store, store.queue(settings), "judge_long", until).state is RunState.SUCCEEDED


def test_scoring_hears_a_cancel(store, settings, until):
    run = store.queue(settings)
    supervisor = Supervisor(store, "small_jobs:judge_long")
    until(lambda: supervisor.round() and store.run(run.id).heartbeat_at)
    store.request_cancel(run.id)
    until(lambda: not supervisor.round())
    assert store.run(run.id).state is RunState.CANCELLED


def process_at(store, run, step, supervisor, until):
    """The process of a run once it has done so many steps of `count_on`."""
    kept = store.run_folder(run.id) / "step"
    until(lambda: supervisor.round() and kept.exists() and int(kept.read_text() or 0) >= step)
    return until(lambda: find(store.run(run.id).worker))


def test_a_killed_run_goes_on_where_it_was_and_is_counted_once(store, settings, until):
    run = store.queue(settings)
    supervisor = Supervisor(store, "small_jobs:count_on")
    for at in (4, 9):
        process_at(store, run, at, supervisor, until).kill()
        fence = store.run(run.id).fence
        until(lambda fence=fence: supervisor.round() and store.run(run.id).fence > fence)
    until(lambda: not supervisor.round())
    done = store.run(run.id)
    assert (done.state, done.attempts) == (RunState.SUCCEEDED, ATTEMPTS)
    assert done.result.details["from"] >= 9


def test_a_run_whose_process_is_asked_to_end_goes_on_and_no_attempt_is_lost(store, settings, until):
    run = store.queue(settings)
    supervisor = Supervisor(store, "small_jobs:count_on")
    for at in (3, 6, 9, 12):
        process = process_at(store, run, at, supervisor, until)
        fence = store.run(run.id).fence
        process.terminate()
        until(lambda fence=fence: supervisor.round() and store.run(run.id).fence > fence)
    until(lambda: not supervisor.round())
    done = store.run(run.id)
    assert (done.state, done.attempts) == (RunState.SUCCEEDED, 1)


def test_what_left_the_session_and_hears_nothing_is_gone_after_a_cancel(store, settings, until):
    run = store.queue(settings)
    supervisor = Supervisor(store, "small_jobs:leave_others")
    supervisor.round()
    until(lambda: len(store.log_lines(run.id)) == 3)
    others = [psutil.Process(int(line.text.split()[1])) for line in store.log_lines(run.id)]
    assert all(os.getsid(each.pid) != os.getsid(0) for each in others)
    store.request_cancel(run.id)
    until(lambda: not supervisor.round())
    assert store.run(run.id).state is RunState.CANCELLED
    until(lambda: all(gone(each) for each in others), 2)


def gone(process):
    """Whether a process has ended, waited for or not."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_worker_killed_between_claim_and_first_heartbeat_is_noticed_at_once(
    store, settings, until
):
    run = store.queue(settings)
    code = (
        "import sys; from promptrec.store.store import Store;"
        "from promptrec.worker.supervisor import Supervisor;"
        "store = Store.open(sys.argv[1]); store.claim(Supervisor(store)._me)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(store.home)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert store.run(run.id).state is RunState.RUNNING
    supervisor = Supervisor(store, "small_jobs:count_to_three")
    supervisor.round()
    assert store.run(run.id).fence > 1  # taken back in the first round, by whom nothing is known
    until(lambda: not supervisor.round())
    assert store.run(run.id).state is RunState.SUCCEEDED


def test_a_supervisor_that_is_killed_is_replaced_by_the_run_that_it_started(store, settings, until):
    run, after = store.queue(settings), store.queue(settings)
    ensure_supervisor(store.home, job="small_jobs:count_on", idle_s=0.5)
    until(lambda: store.run(run.id).step >= 1)
    supervisor = find(HomeLock(store.home).held_by() or "")
    os.kill(supervisor.pid, signal.SIGKILL)
    until(lambda: store.run(after.id).state is RunState.SUCCEEDED, 60)
    assert store.run(run.id).state is RunState.SUCCEEDED


def test_two_signals_at_once_do_not_hang_the_stop(store, until):
    code = (
        "import sys, threading; from promptrec.worker.supervisor import serve;"
        "print('ready', flush=True); serve(sys.argv[1])"
    )
    for gap_s in (0.0, 1e-4, 1e-3):
        started = subprocess.Popen(
            [sys.executable, "-c", code, str(store.home)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        until(lambda: HomeLock(store.home).held_by())
        started.send_signal(signal.SIGTERM)
        time.sleep(gap_s)
        started.send_signal(signal.SIGTERM)
        while started.poll() is None:  # and again, until the very end
            started.send_signal(signal.SIGTERM)
            time.sleep(1e-3)
        assert started.returncode == 0
        started.stdout.close()
