"""One figure of the benchmark: a ratio, what it is held against, and whether both did the same.

Where an aim is in seconds or megabytes the figure is too, and its note says what something that
needs no trust (a bare import, an empty page) took in the same run.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SAID: Mapping[str, str] = {  # a value by its unit
    "times": "{:.2f} times",
    "share": "{:.0%}",
    "exponent": "{:.2f}",
    "s": "{:.2f} s",
    "MB": "{:.0f} MB",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio within one run; seconds of their own would say more of the machine than of us."""

    name: str
    value: float | None  # None: it could not be measured here, and the note says why
    unit: str  # of SAID
    against: str
    target: float | None = None
    note: str = ""

    def as_document(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "against": self.against,
            "target": self.target,
            "note": self.note,
        }

    def __str__(self) -> str:
        value = "not measured" if self.value is None else self.value_text
        target = "" if self.target is None else f" (target {self._text(self.target)})"
        note = f"; {self.note}" if self.note else ""
        return f"{self.name}: {value}{target}, against {self.against}{note}"

    @property
    def value_text(self) -> str:
        """The value with its unit."""
        return "" if self.value is None else self._text(self.value)

    def _text(self, value: float) -> str:
        return SAID[self.unit].format(value)


def ratio(name: str, value: float, against: str, target: float, note: str = "") -> Figure:
    """How many times as fast as something else."""
    return Figure(name, round(value, 4), "times", against, target, note)


def unlike(
    name: str,
    against: str,
    target: float,
    what: str,
    gap: float,
    most: float,
    *,
    unit: str = "times",
) -> Figure:
    """No figure, because the two did not compute the same."""
    note = f"{what} differ by up to {gap:.2g}, more than {most:g}: no ratio"
    return Figure(name, None, unit, against, target, note)


def absent(name: str, against: str, target: float, needs: str) -> Figure:
    """No ratio, because something is not installed."""
    return Figure(name, None, "times", against, target, f"needs {needs}")
