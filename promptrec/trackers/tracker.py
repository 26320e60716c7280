"""What a tool for curves has to take."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from promptrec.records import Measure
from promptrec.store.snapshots import Metrics, Run

Scalar = str | int | float | bool


class Tracker(Protocol):
    """What a tool for curves has to take."""

    def start(self, run: Run, settings: Mapping[str, Scalar]) -> None:
        """Begin with the settings; called once, first."""

    def measure(self, measures: Sequence[Measure]) -> None:
        """Take all measures of one step."""

    def finish(self, part: str, metrics: Metrics) -> None:
        """Take the final metrics of a part: valid, or test."""

    def close(self) -> None:
        """Write what is left; called once, last."""
