"""Files of 200 MB that are no tables: refused in two seconds, in 64 MB beyond the file itself.

    python -m benchmarks.faults.big_inputs [MEGABYTES]

Each file is read in a process of its own, as `check` reads a folder and as `import` reads any
table. The control reads the same cell with csv into lists, as a program does that does not look.
"""

import csv
import io
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.faults.line import leave, say
from promptrec.data.formats.opened import encoding_of, read_any
from promptrec.data.reading.csvfile import parse_csv
from promptrec.errors import DataError

SECONDS, MEGABYTES = 2.0, 64
HEAD = b"user_id,item_id,rating\nu1,i1,4\nu2,i2,3\n"
BIG: Mapping[str, Callable[[int], bytes]] = {
    "one cell": lambda size: HEAD + b"u3," + b"x" * size + b",4\n",
    "one header": lambda size: b"user_id," + b"x" * size + b",item_id\nu,i,1\n",
    "an open quote": lambda size: HEAD + b'u3,"i3,4\n' + b"u4,i4,3\n" * (size // 8),
    "a million columns": lambda size: (
        b",".join(b"c%d" % at for at in range(size // 200)) + b"\n1\n"
    ),
    "rows of a million cells": lambda size: HEAD + (b"u," * (size // 400) + b"\n") * 10,
    "ten million rows of commas": lambda size: HEAD + b",,\n" * (size // 20),
    "ten million empty rows": lambda size: HEAD + b"\n" * (size // 20),
    "the same with two signs": lambda size: HEAD + b"\r\n" * (size // 20),
    "ten million rows of quotes": lambda size: HEAD + b'"","",""\n' * (size // 20),
    "a line of JSON": lambda size: b'{"user_id": "' + b"x" * size + b'"}',
    "a deep list in JSON": lambda size: b"[" * size,
    "a list in JSON": lambda size: b'[{"user_id": "' + b"x" * size + b'"}]',
}


def high_water() -> int:
    """The most memory that this process has held, in megabytes."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return (
        int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1]) >> 10
    )


def measured(what: str, size: int) -> tuple[float, int, str]:
    """Seconds, megabytes and sentence of refusing one file, the slower of two ways to read it."""
    content = BIG[what](size)
    name = "f.json" if "JSON" in what else "f.csv"
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    before, seconds, said = high_water(), 0.0, "TAKEN"
    for read in (parse_csv, lambda file, all_: read_any(file, all_, encoding_of(file, all_))):
        start = time.perf_counter()
        try:
            read(name, content)
        except DataError as error:
            said = str(error)
        seconds = max(seconds, time.perf_counter() - start)
    return seconds, high_water() - before, said


def control(size: int) -> tuple[float, int, str]:
    """A reader that does not look first."""
    content = BIG["ten million rows of commas"](size)
    before, start = high_water(), time.perf_counter()
    rows = list(csv.reader(io.StringIO(content.decode())))
    return time.perf_counter() - start, high_water() - before, f"{len(rows):,} rows"


def main(megabytes: int = 200) -> None:
    """Print a line for each file."""
    reached = []
    for what in (*BIG, "control"):
        script = [sys.executable, "-m", "benchmarks.faults.big_inputs", str(megabytes), what]
        told = subprocess.run(script, check=True, capture_output=True, text=True).stdout
        seconds, memory, said = told.split("\t")
        good = float(seconds) <= SECONDS and int(memory) <= MEGABYTES and "TAKEN" not in said
        value = f"{float(seconds):.2f} s, {memory} MB"
        if what == "control":
            reached.append(
                say("S6 control misses the target", value, "misses", passed=not good, seed=0)
            )
            continue
        reached.append(
            say(f"S6 {what}", value, f"{SECONDS} s, {MEGABYTES} MB", passed=good, seed=0)
        )
        print("  ", said[:150].strip())
    leave(reached)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        bytes_, what = int(sys.argv[1]) * 1_000_000, sys.argv[2]
        print(*(control(bytes_) if what == "control" else measured(what, bytes_)), sep="\t")
    else:
        main(*map(int, sys.argv[1:]))
