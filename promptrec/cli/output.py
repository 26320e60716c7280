"""What the commands print: one JSON document on stdout with --json, else short lines for people."""

import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from promptrec.cli.progress import ProgressLine
from promptrec.records import Interval


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
        """Something worth knowing on the way."""
        sys.stderr.write(text.rstrip("\n") + "\n")
        sys.stderr.flush()

    @contextmanager
    def progress(self, what: str) -> Iterator[ProgressLine]:
        """A function to tell how far a long step is."""
        found = ProgressLine(what)
        try:
            yield found
        finally:
            found.end()

    def notes(self, texts: Iterable[str]) -> None:
        """Several of them."""
        for text in texts:
            self.note(text)

    def failure(self, text: str) -> None:
        """One sentence on stderr; with --json also a document, so that a script can read it."""
        self.note(text)
        if self.as_json:
            sys.stdout.write(to_json({"error": text}) + "\n")


def to_json(document: Mapping[str, object]) -> str:
    """JSON without nan or infinity, which are no JSON: they become null."""
    return json.dumps(plain(document), ensure_ascii=False, indent=2, allow_nan=False)


def plain(value: Any) -> Any:
    """Records, numpy numbers and tuples as what JSON knows."""
    if isinstance(value, Interval):
        return plain({"value": value.value, "low": value.low, "high": value.high})
    if isinstance(value, Mapping):
        return {str(name): plain(found) for name, found in value.items()}
    if isinstance(value, list | tuple):
        return [plain(found) for found in value]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def metric_lines(metrics: Mapping[str, Interval]) -> str:
    """A metric a line, with its interval where there is one."""
    return "\n".join(
        f"  {name:<16}{number(found.value)}"
        + ("" if found.low is None else f"  ({found.low:.4f} to {found.high:.4f})")
        for name, found in metrics.items()
    )


def number(value: float) -> str:
    """A value in eight places, a dash where nobody counts for it.

    >>> number(0.5), number(float("nan"))
    ('  0.5000', '       –')
    """
    return f"{'–':>8}" if math.isnan(value) else f"{value:8.4f}"
