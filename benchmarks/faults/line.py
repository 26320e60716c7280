"""One line a figure: name, value, target, PASS or FAIL, seed.

>>> say("R6 claimed twice", 0, "0", passed=True, seed=1)
R6 claimed twice | 0 | 0 | PASS | seed 1
True
"""

import sys
from collections.abc import Iterable


def say(name: str, value: object, target: object, *, passed: bool, seed: int) -> bool:
    """Print one figure; returns whether it was reached."""
    verdict = "PASS" if passed else "FAIL"
    print(f"{name} | {value} | {target} | {verdict} | seed {seed}", flush=True)
    return passed


def leave(reached: Iterable[bool]) -> None:
    """End the script: exit code 0 when every figure was reached, else 1."""
    sys.exit(0 if all(reached) else 1)
