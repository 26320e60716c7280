"""How far an explanation is: a function that is handed in and gets the share done, 0 to 1."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Report = Callable[[float], None]
Thing = TypeVar("Thing")


def silent(_: float) -> None:
    """Nobody watches."""


def between(report: Report, low: float, high: float) -> Report:
    """A report for one part of the work: its 0 is low, its 1 is high.

    >>> between(print, 0.5, 1.0)(0.5)
    0.75
    """
    return lambda share: report(low + share * (high - low))


def told(things: Sequence[Thing], report: Report) -> Iterator[tuple[Thing, Report]]:
    """Each thing with the report of its own part; the share is told when a thing is done.

    >>> [thing for thing, _ in told("ab", print)]
    0.5
    1.0
    ['a', 'b']
    """
    for at, thing in enumerate(things):
        yield thing, between(report, at / len(things), (at + 1) / len(things))
        report((at + 1) / len(things))


def counted(report: Report) -> Callable[[int, int], None]:
    """The same report for a scorer, which tells how many of how many prompts are done."""
    return lambda done, every: report(done / every)
