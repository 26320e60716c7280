"""Whether what is served now is still like what the bundle was judged on, and like its first days.

Two things are watched: scores, and the lengths of prompts (tokens), which tell how much is known of
people and items.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from promptrec.metrics.drift import stability_index
from promptrec.records import Floats

ROWS = 300  # of valid that the bundle is asked about when it is opened
FIRST = 500  # prompts after it was opened: how it began
RECENT = 2000  # newest prompts
LEAST = 200  # fewer say nothing
OF = ("score", "tokens")
AGAINST = ("valid", "start")


@dataclass(slots=True, eq=False)
class ServedValues:
    """Values of one kind: of valid, the first that were served, the newest."""

    valid: Floats = field(default_factory=lambda: np.empty(0))
    first: list[float] = field(default_factory=list)
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))

    def add(self, values: Floats) -> None:
        """What was just served."""
        told = values.tolist()
        left = FIRST - len(self.first)
        self.first += told[:left] if left > 0 else []
        self.recent.extend(told if left <= 0 else told[left:] or ())

    def index(self, against: str) -> float | None:
        """How far the newest are from valid or from the first; None for too few."""
        began = np.array(self.first)
        if against == "start":
            before, now = began, np.array(self.recent)
        else:
            before, now = self.valid, np.concatenate((began, np.array(self.recent)))[-RECENT:]
        if min(len(before), len(now)) < LEAST:
            return None
        return stability_index(before, now)


class Drift:
    """What one bundle serves, watched; many threads may tell it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._of = {name: ServedValues() for name in OF}

    def judged(self, name: str, values: Floats) -> None:
        """Values of valid rows."""
        self._of[name].valid = values

    def served(self, name: str, values: Floats) -> None:
        """Values that were just served by this thread, unless nobody is served."""
        if not getattr(self._mine, "quiet", False):
            with self._lock:
                self._of[name].add(values)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What this thread scores meanwhile is for nobody: explanations, checks."""
        self._mine.quiet = True
        try:
            yield
        finally:
            self._mine.quiet = False

    @property
    def found(self) -> dict[str, dict[str, float | None]]:
        """By what is watched and against what; None for too few prompts."""
        with self._lock:
            return {
                name: {against: own.index(against) for against in AGAINST}
                for name, own in self._of.items()
            }
