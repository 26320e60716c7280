"""The figures of killed runs and bad ends, in their short form: scripts that print PASS or FAIL."""

import os
import subprocess
import sys

import pytest

from promptrec.worker.process import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no fork"),
]


@pytest.mark.parametrize(
    ("part", "count", "figures"), [("r1", "3", 3), ("r2", "1", 5), ("r3", "5", 1), ("r14", "8", 1)]
)
def test_killed_runs_end_as_those_that_were_left_alone(part, count, figures):
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.faults.resume", "--only", part, "--count", count],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=500,
    )
    verdicts = [line.split(" | ")[3] for line in told.stdout.splitlines()]
    assert verdicts == ["PASS"] * figures, told.stdout + told.stderr
