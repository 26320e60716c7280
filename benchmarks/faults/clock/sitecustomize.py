"""A clock that is set: `time.time` of every process here, moved by what stands in a file."""

import os
import time

FILE = os.environ.get("PROMPTREC_BENCH_CLOCK", "")
_real = time.time


def moved() -> float:
    """The time of people, some seconds off."""
    try:
        with open(FILE) as file:  # noqa: PTH123 - imported before anything else
            return _real() + float(file.read() or 0)
    except (OSError, ValueError):
        return _real()


if FILE:
    time.time = moved
