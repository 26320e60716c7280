"""Ray on this machine: the same bits as without it, and nothing of it is left."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.faults.ray_nodes import ROOT, installed, left_over

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not installed(), reason="Ray is not installed"),
]


def environment(**more):
    """Of a process with one thread, so that two parts fit on two processors."""
    paths = os.pathsep.join([str(ROOT), str(HERE)])
    ours = {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
    return {**os.environ, **ours, "HF_HUB_OFFLINE": "1", **more}


def gone(word):
    """Wait until no process of Ray names this word."""
    until = time.monotonic() + 30
    while left_over(word) and time.monotonic() < until:
        time.sleep(0.2)
    return left_over(word) == []


def listening(pid):
    """On which addresses a process and all that it started listen, when each of them does."""
    until, found = time.monotonic() + 60, []
    while len(found) < 5 and time.monotonic() < until:
        time.sleep(0.2)
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        found = [
            each.laddr.ip.removeprefix("::ffff:")
            for one in family
            for each in one.net_connections("tcp")
            if each.status == psutil.CONN_LISTEN
        ]
    return set(found)


@pytest.fixture
def home(tmp_path_factory):
    """With a short path: Ray's sockets lie below it."""
    folder = Path(tempfile.mkdtemp(prefix="pr-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_rows_rungs_and_rankings_have_the_same_bits(home):
    done = subprocess.run(
        [sys.executable, "-m", "small_work", "ask_bits", "ray", str(home)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    assert json.loads(done.stdout) == {"found": [9, True]}
    workers = list((home / "ray").glob("session_2*/logs/worker-*.out"))
    assert len(workers) >= 2  # others did read
    assert (home / "ray").stat().st_mode & 0o077 == 0
    assert gone(str(home))


def test_a_process_that_is_killed_leaves_nothing_of_ray(home):
    asking = subprocess.Popen(
        [sys.executable, "-m", "small_work", "ask_long", "ray", str(home)],
        env=environment(),
        stdout=subprocess.PIPE,
    )
    with asking:
        assert asking.stdout.readline() == b"asked\n"
        until = time.monotonic() + 60
        while not left_over(str(home)) and time.monotonic() < until:
            time.sleep(0.1)
        assert left_over(str(home))
        assert listening(asking.pid) == {"127.0.0.1"}
        asking.kill()
    assert gone(str(home))
