"""Imports that are killed with -9 at random moments: a whole data set, or none.

    python -m benchmarks.faults.killed_imports [COUNT] [SEED]

The control writes its files one after the other into their place: there halves must be left.
"""

import contextlib
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults.line import leave, say
from promptrec.cli.main import main as command
from promptrec.data.loading import load, read_folder
from promptrec.errors import DataError

ROWS = 20_000


def killed(work: Callable[[], object], seconds: float) -> None:
    """Do some work in a child, and kill it after so many seconds."""
    child = os.fork()
    if not child:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(BaseException):
            work()
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def careless(source: Path, out: Path) -> None:
    """Files that are written where they are read."""
    tables = read_folder(source)
    out.mkdir()
    for name, table in (("interactions.csv", tables.interactions), ("items.csv", tables.items)):
        with (out / name).open("w") as file:
            rows = zip(*(column.cells.tolist() for column in table.columns.values()), strict=True)
            file.write(",".join(table.columns) + "\n")
            file.writelines(",".join(row) + "\n" for row in rows)
            time.sleep(0.02)


def state(out: Path, whole: str) -> str:
    """What a killed import left: "none", "whole" or "half"."""
    if not out.exists():
        return "none"
    try:
        return "whole" if load(out).fingerprint() == whole else "half"
    except DataError:
        return "half"


def main(count: int = 200, seed: int = 0) -> None:
    """Print the figures of killed imports."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        source, out = place / "source", place / "out"
        source.mkdir()
        rows = "".join(f"u{at % 400},i{at * 7 % 900},{1 + at % 5}\n" for at in range(ROWS))
        items = "".join(f"i{at},title {at}\n" for at in range(900))
        (source / "interactions.csv").write_text("user_id,item_id,rating\n" + rows)
        (source / "items.csv").write_text("item_id,title\n" + items)
        files = [str(path) for path in sorted(source.glob("*.csv"))]
        arguments = ["import", *files, "--out", str(out), "--home", str(place / "home")]
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            command(arguments)
        length, whole = time.perf_counter() - start, load(out).fingerprint()
        shutil.rmtree(out)
        found = {"none": 0, "whole": 0, "half": 0}
        for _ in range(count):
            killed(lambda: command(arguments), rng.uniform(0, 1.2 * length))
            found[state(out, whole)] += 1
            shutil.rmtree(out, ignore_errors=True)
        with contextlib.redirect_stdout(io.StringIO()):
            command(arguments)
        drafts = len(list(place.glob(".out.*")))
        shutil.rmtree(out)
        halves = 0
        start = time.perf_counter()
        careless(source, out)
        length = time.perf_counter() - start
        for _ in range(20):
            shutil.rmtree(out, ignore_errors=True)
            killed(lambda: careless(source, out), rng.uniform(0.5, 1) * length)
            halves += state(out, load(source).fingerprint()) == "half"
    told = ", ".join(f"{number} {name}" for name, number in found.items())
    leave(
        (
            say("S7 half data sets", told, "0 half", passed=not found["half"], seed=seed),
            say("S7 some were cut", found["none"], "> 0", passed=found["none"] > 0, seed=seed),
            say("S7 drafts after the next import", drafts, 0, passed=not drafts, seed=seed),
            say("S7 control leaves halves", halves, "> 0", passed=halves > 0, seed=seed),
        )
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
