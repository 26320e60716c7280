"""Jobs that take no model, for tests of the processes around them."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

from promptrec.errors import Cancelled, DataError
from promptrec.files import whole_folder, write_whole
from promptrec.records import TOTAL_STEPS, Interval, Measure
from promptrec.store.snapshots import JobResult


def count_to_three(home, run_id, settings, report, should_stop, note):
    report(Measure(0, 0, TOTAL_STEPS, 3.0))
    for step in range(1, 4):
        report(Measure(step, 1, "loss", 1.0 / step))
    note(f"counted for {settings.template_name}")
    return JobResult(metrics={"auc": Interval(0.5)}, trainable_parameters=3)


def fail_plainly(home, run_id, settings, report, should_stop, note):
    raise DataError("ratings.csv is empty. Upload one with at least 2 rows.")


def crash(home, run_id, settings, report, should_stop, note):
    raise ZeroDivisionError("a fault of ours")


def unstorable(home, run_id, settings, report, should_stop, note):
    return JobResult(details={"model": object()})


def wait_politely(home, run_id, settings, report, should_stop, note):
    note("waiting")
    while not should_stop():
        time.sleep(0.02)
    raise Cancelled("Stopped at step 7.")


def sleep_deaf(home, run_id, settings, report, should_stop, note):
    """Hears neither the store nor SIGTERM, and so does the process it starts."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(100)"
    other = subprocess.Popen([sys.executable, "-c", code])
    note(f"other {other.pid}")
    time.sleep(100)


def kill_itself(home, run_id, settings, report, should_stop, note):
    sys.stderr.write("the last thing it said\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def fill_the_disk(home, run_id, settings, report, should_stop, note):
    """Writes a checkpoint that has no room where its template says "big"."""
    if settings.template_name == "big":
        with whole_folder(home / "runs" / run_id / "checkpoint", replaces=True) as draft:
            for part in range(1000):
                (draft / f"{part}.safetensors").write_bytes(b"w" * 65536)
    return JobResult()


def keep_and_fill(home, run_id, settings, report, should_stop, note):
    """Keeps a checkpoint and then one that has no room; something else takes what is left."""
    write_whole(home / "runs" / run_id / "first.json", '{"whole": true}')
    filler = (home / "filler").open("wb", buffering=0)
    with contextlib.suppress(OSError):
        while filler.write(b"x" * 4096):
            report(Measure(1, 1, "loss", 0.5))
    threading.Timer(2.0, (home / "filler").unlink).start()
    filler.close()
    write_whole(home / "runs" / run_id / "first.json", "x" * 100_000)
    return JobResult()


def leave_a_file(home, run_id, settings, report, should_stop, note):
    write_whole(home / "runs" / run_id / "checkpoint" / "made.json", run_id)
    return JobResult(details={"home": home.name})
