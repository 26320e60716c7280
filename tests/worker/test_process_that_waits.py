"""A process that has imported all waits for the next run, and the run is the same in it."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from promptrec.store.snapshots import RunState
from promptrec.worker.life.family import mark_of, marked
from promptrec.worker.life.room import left_in
from promptrec.worker.life.spare import KEEP_VARIABLE, Spare, code, keep_limit
from promptrec.worker.lock import HomeLock
from promptrec.worker.process import ROOT, find
from promptrec.worker.supervisor import Supervisor, ensure_supervisor

DIES = """
import os, sys
from promptrec.settings import RunSettings
from promptrec.store.store import Store
from promptrec.worker.supervisor import Supervisor
store = Store.open(sys.argv[1])
supervisor = Supervisor(store, "small_jobs:count_on", spare_s=60)
supervisor.round()
store.queue(RunSettings(dataset="movies", template="{item.title}"))
run = store.claim(supervisor.spare.who())
if sys.argv[2] == "after":
    supervisor._start(run)
os._exit(9)
"""


def spares(home):
    """Living processes that wait for a run of a home, or carry out one for which they waited."""
    found = []
    for each in psutil.process_iter():
        try:
            if f"promptrec.worker.child\n{home}\n--job" in "\n".join(each.cmdline()):
                found.append(each)
        except psutil.Error:
            continue
    return found  # what has ended has no command line


@pytest.fixture
def supervisor(store):
    """One whose processes wait for runs of a job of small_jobs."""
    made = []

    def begin(job, spare_s=60.0):
        made.append(Supervisor(store, f"small_jobs:{job}", spare_s=spare_s))
        return made[-1]

    yield begin
    for each in made:
        each.give_back()
        each.spare.close()


def test_how_long_one_waits_is_said_by_the_environment(monkeypatch):
    for given, seconds in (("0", 0.0), ("5", 5.0), ("-1", 600.0), ("nan", 600.0), ("x", 600.0)):
        monkeypatch.setenv(KEEP_VARIABLE, given)
        assert keep_limit() == seconds


def test_code_that_has_changed_is_other_code(tmp_path):
    (tmp_path / "one.py").write_text("a = 1\n")
    before = code(tmp_path)
    assert code(tmp_path) == before
    (tmp_path / "words.toml").write_text("a = 1\n")
    more = code(tmp_path)
    assert more != before
    (tmp_path / "one.py").write_text("a = 10\n")
    assert code(tmp_path) != more


def test_a_container_leaves_what_its_limit_leaves(tmp_path):
    assert left_in(tmp_path) > 2**60  # no container
    (tmp_path / "memory.stat").write_text("anon 300\nfile 900\nshmem 100\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert left_in(tmp_path) > 2**60
    (tmp_path / "memory.max").write_text("1000\n")
    assert left_in(tmp_path) == 600


def test_without_room_or_where_it_is_switched_off_none_begins(store, monkeypatch):
    off = Spare(store.home, "small_jobs:count_on", 0.0)
    off.tend(False)
    off.tend(True)
    off.tend(False)
    assert not off.waits and off.who() == ""
    monkeypatch.setattr("promptrec.worker.life.spare.ROOM", 2**62)
    full = Spare(store.home, "small_jobs:count_on", 60.0)
    full.tend(False)
    assert not full.waits


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_run_in_a_process_that_waited_has_its_mark_its_log_and_its_end(
    store, settings, supervisor, until
):
    one = supervisor("leave_others")
    assert not one.round()
    assert one.spare.waits
    who = one.spare.who()
    run = store.queue(settings)
    assert one.round()
    assert not one.spare.waits  # and none begins beside a run
    until(lambda: one.round() and len(store.log_lines(run.id)) == 3)
    assert store.run(run.id).worker == who
    others = [psutil.Process(int(line.text.split()[1])) for line in store.log_lines(run.id)]
    mark = mark_of(store.home, run.id, 1)
    assert {each.pid for each in others} <= {each.pid for each in marked(mark)}
    (child,) = spares(store.home)
    log = store.run_folder(run.id) / "log.txt"
    if sys.platform == "linux":
        assert [str(Path(f"/proc/{child.pid}/fd/{fd}").readlink()) for fd in (0, 1, 2)] == [
            os.devnull,
            *[str(log.resolve())] * 2,
        ]
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
    store.request_cancel(run.id)
    until(lambda: not one.round())
    assert store.run(run.id).state is RunState.CANCELLED
    assert not list(marked(mark)) and find(who) is None
    assert one.spare.waits  # the next one


@pytest.mark.slow
def test_a_run_begins_in_a_new_process_where_the_one_that_waited_is_dead(
    store, settings, supervisor, until
):
    one = supervisor("count_to_three")
    one.round()
    who = one.spare.who()
    find(who).kill()
    run = store.queue(settings)
    until(lambda: not one.round())
    ended = store.run(run.id)
    assert (ended.state, ended.attempts) == (RunState.SUCCEEDED, 1)
    assert ended.worker != who


@pytest.mark.slow
def test_one_that_waits_for_nothing_ends(store, supervisor, until):
    one = supervisor("count_to_three", spare_s=0.5)
    one.round()
    waiting = find(one.spare.who())
    until(lambda: not one.round() and not one.spare.waits)
    assert not waiting.is_running()
    one.round()
    assert not one.spare.waits  # no run has been at work since


@pytest.mark.slow
@pytest.mark.parametrize(("when", "attempts"), [("before", 2), ("after", 1)])
def test_a_run_is_done_once_when_its_supervisor_dies_as_it_hands_it_over(
    store, supervisor, until, when, attempts
):
    subprocess.run(
        [sys.executable, "-c", DIES, str(store.home), when],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ['PYTHONPATH']}"},
        timeout=60,
    )
    (run,) = store.all_jobs(RunState.RUNNING)
    next_one = supervisor("count_on", spare_s=0.0)
    until(lambda: not next_one.round(), 30)
    done = store.run(run.id)
    assert (done.state, done.attempts) == (RunState.SUCCEEDED, attempts)
    until(lambda: not spares(store.home))
    if begun := find(HomeLock(store.home).held_by() or ""):  # by the run, in place of the dead
        begun.kill()


@pytest.mark.slow
def test_none_is_left_behind_a_supervisor_that_is_killed(store, monkeypatch, until):
    monkeypatch.setenv(KEEP_VARIABLE, "60")
    ensure_supervisor(store.home, job="small_jobs:count_on", idle_s=0.1, warm=True)
    (waiting,) = until(lambda: spares(store.home))
    serving = find(until(lambda: HomeLock(store.home).held_by()))
    os.kill(serving.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    until(lambda: not waiting.is_running() or waiting.status() == psutil.STATUS_ZOMBIE)
