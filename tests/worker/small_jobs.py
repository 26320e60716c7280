"""Jobs that take no model, for tests of the processes around them."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

from promptrec.errors import Cancelled, DataError
from promptrec.files import write_whole
from promptrec.folders import whole_folder
from promptrec.longwork import going_on
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


def exit_three(home, run_id, settings, report, should_stop, note):
    os._exit(3)


def fault(home, run_id, settings, report, should_stop, note):
    os.kill(os.getpid(), signal.SIGSEGV)


def run_out_of_memory(home, run_id, settings, report, should_stop, note):
    """Under a limit, as a small machine has one."""
    import resource

    report(Measure(7, 1, "loss", 0.5))
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    return JobResult(details={"size": len(bytearray(2**32))})


def lose_its_numbers(home, run_id, settings, report, should_stop, note):
    report(Measure(3, 1, "loss", float("nan")))
    return JobResult()


def judge_long(home, run_id, settings, report, should_stop, note):
    """Scores and scores, and tells nobody but by `going_on`."""
    for _ in range(60):
        going_on()
        time.sleep(0.05)
    return JobResult()


def spin(home, run_id, settings, report, should_stop, note):
    report(Measure(5, 1, "loss", 0.5))
    while True:
        pass


def read_what_is_gone(home, run_id, settings, report, should_stop, note):
    return JobResult(details={"text": (home / "gone.csv").read_text()})


def count_on(home, run_id, settings, report, should_stop, note):
    """Twenty steps, each kept in a file, as a training keeps its state."""
    kept = home / "runs" / run_id / "step"
    done = int(kept.read_text()) if kept.exists() else 0
    for step in range(done + 1, 21):
        if should_stop():
            raise Cancelled("Stopped.")
        report(Measure(step, 1, "loss", 1.0 / step))
        kept.write_text(str(step))
        time.sleep(0.05)
    return JobResult(details={"from": done})


def leave_others(home, run_id, settings, report, should_stop, note):
    """Starts what leaves the session, clears nothing, and hears no SIGTERM; then waits."""
    code = (
        "import os, signal, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "if os.fork(): os._exit(0)\n"
        "os.setsid()\n"
        "open(sys.argv[1], 'w').write(str(os.getpid()))\n"
        "time.sleep(100)\n"
    )
    for at in range(3):
        path = home / f"other{at}"
        subprocess.run([sys.executable, "-c", code, str(path)], check=True)
        while not path.exists() or not path.read_text():
            time.sleep(0.01)
        note(f"other {path.read_text()}")
    while not should_stop():
        time.sleep(0.02)
    raise Cancelled("Stopped.")


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
