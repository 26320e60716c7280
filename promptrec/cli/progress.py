"""How far a long step is, told on stderr."""

import sys
import time
from typing import TextIO

QUIET = 1.0  # seconds before anything is told
EVERY = {True: 0.2, False: 10.0}  # seconds between two tellings, by whether it is a terminal


class ProgressLine:
    """A share from 0 to 1: rewritten in place on a terminal, else a line every ten seconds."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self._what = what
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._next = time.monotonic() + (QUIET if self._terminal else EVERY[False])
        self._open = False  # a line that is not ended

    def __call__(self, share: float) -> None:
        """Tell it when it is time."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY[self._terminal]
        words = f"{self._what}: {min(1.0, share):.0%}"
        self._stream.write(f"\r{words}" if self._terminal else f"{words}\n")
        self._stream.flush()
        self._open = self._terminal

    def end(self) -> None:
        """End the line, so that the result begins a new one."""
        if self._open:
            self._stream.write("\n")
            self._open = False
