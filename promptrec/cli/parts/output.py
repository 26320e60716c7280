"""What the commands print: one JSON document on stdout with --json, else short lines for people."""

import math
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from promptrec.errors import DataError
from promptrec.plain import to_json
from promptrec.records import Interval

QUIET = 1.0  # seconds before anything is told
EVERY = {True: 0.2, False: 10.0}  # seconds between two tellings, by whether it is a terminal


class Output:
    """Where a command's result goes. Everything that is not the result goes to stderr."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def result(self, document: Mapping[str, object], lines: str) -> None:
        """The result: the document with --json, the lines without."""
        text = to_json(document) if self.as_json else lines
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """Something worth knowing on the way; "" is nothing."""
        if not text:
            return
        sys.stderr.write(text.rstrip("\n") + "\n")
        sys.stderr.flush()

    @contextmanager
    def progress(self, what: str) -> "Iterator[ProgressLine]":
        """A function to tell how far a long step is."""
        line = ProgressLine(what)
        try:
            yield line
        finally:
            line.end()

    def notes(self, texts: Iterable[str]) -> None:
        """Several of them."""
        for text in texts:
            self.note(text)

    def failure(self, text: str) -> None:
        """One sentence on stderr; with --json also a document, so that a script can read it."""
        self.note(text)
        if self.as_json:
            sys.stdout.write(to_json({"error": text}) + "\n")


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


def metric_lines(metrics: Mapping[str, Interval]) -> str:
    """A metric a line, with its interval where there is one."""
    return "\n".join(
        f"  {name:<16}{number(metric.value)}"
        + ("" if metric.low is None else f"  ({metric.low:.4f} to {metric.high:.4f})")
        for name, metric in metrics.items()
    )


def number(value: float) -> str:
    """A value in eight places, a dash where nobody counts for it.

    >>> number(0.5), number(float("nan"))
    ('  0.5000', '       –')
    """
    return f"{'–':>8}" if math.isnan(value) else f"{value:8.4f}"


def check_folder(file: Path | None) -> None:
    """DataError before any work when a file cannot be written there."""
    if file is not None and not file.absolute().parent.is_dir():
        raise DataError("sentence.folder_missing", folder=file.parent)
    if file is not None and file.is_dir():
        raise DataError("sentence.out_is_folder", file=file)
