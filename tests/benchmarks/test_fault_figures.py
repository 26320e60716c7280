"""The short form of the figures about claims, disks, locks and backups; their controls fail."""

import os
import subprocess
import sys

import pytest

from benchmarks.faults import claims, fences, store
from promptrec.worker.process import ROOT


def test_processes_claim_each_run_once_and_a_naive_claim_does_not(capsys):
    assert all(claims.figures(60, 4))
    assert any(claims.contest("control", 40, 6)[0] > 0 for _ in range(3))
    assert "PASS" in capsys.readouterr().out


def test_a_locked_store_loses_no_update():
    assert all(store.locked(0.3))


def test_the_journal_is_the_safe_one():
    assert store.journal()


def test_a_backup_during_writes_is_one_moment():
    assert store.backed_up(2)


def test_every_earlier_version_of_a_store_opens():
    assert store.of_before()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not those of Windows")
def test_a_worker_that_woke_too_late_changes_nothing_and_without_a_fence_it_does():
    assert all(fences.figures(3, 1))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.parametrize(
    ("script", "lines"),
    [
        (["house"], 4),
        (["worker", "--only", "r9", "r15", "--count", "1"], 5),
        (["worker", "--only", "r8", "r17", "--count", "2"], 3),
        (["worker", "--only", "r16"], 7),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, list) else "",
)
def test_each_line_of_a_script_of_processes_says_pass(script, lines):
    name, *options = script
    told = subprocess.run(
        [sys.executable, "-m", f"benchmarks.faults.{name}", *options],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=280,
    )
    verdicts = [line.split(" | ")[3] for line in told.stdout.splitlines() if " | " in line]
    assert verdicts == ["PASS"] * lines, told.stdout + told.stderr
