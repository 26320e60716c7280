"""Intervals as error bars, for every figure that shows some."""

from collections.abc import Sequence

from promptrec.records import Interval


def whiskers(
    values: Sequence[Interval], color: str, *, thickness: float = 2, width: float = 5
) -> dict[str, object]:
    """One error bar per value, of no length where there is no bound.

    thickness: of the line, width: of its ends, both in pixels.
    """
    return {
        "type": "data",
        "symmetric": False,
        "array": [reach(value.value, value.high) for value in values],
        "arrayminus": [reach(value.value, value.low) for value in values],
        "color": color,
        "thickness": thickness,
        "width": width,
    }


def reach(value: float, bound: float | None) -> float:
    """How far a bound is from the value; 0 without one."""
    return 0.0 if bound is None else abs(bound - value)
