"""Numbers that count time since 1970, in one unit or another."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from promptrec.data.cells.dates import SECOND

UNITS = {  # in how many nanoseconds each is counted, from which size on
    "seconds": (SECOND, 0),
    "milliseconds": (10**6, 10**11),
    "microseconds": (10**3, 10**14),
    "nanoseconds": (1, 10**17),
}
FAR = 4_102_444_800  # the year 2100, in seconds: larger numbers are rather milliseconds of 1970
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_ZERO = 25_569  # 1970-01-01 as spreadsheets count days

Read = Callable[[str], int | None]  # a cell -> nanoseconds


def unit_of(text: str) -> str:
    """The unit that a number of this size counts."""
    size = abs(Decimal(text.strip()))
    return [name for name, (_, least) in UNITS.items() if size >= least][-1]


def reader(name: str) -> Read:
    """How numbers of a unit are read."""
    if name == "days":
        day = 86_400 * SECOND
        return lambda text: int(round((Decimal(text.strip()) - DAY_ZERO) * day, -6))
    size, _ = UNITS[name]
    return lambda text: int(Decimal(text.strip()) * size)


def seconds(value: int) -> str:
    """Nanoseconds as Unix seconds, whole where they are.

    >>> seconds(86_400_000_000_000), seconds(1_500_000_000), seconds(-1)
    ('86400', '1.5', '-0.000000001')
    """
    whole = Decimal(value) / SECOND
    text = f"{whole:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def readable(value: int, *, day: bool = False) -> str:
    """Nanoseconds as a date, with its time of day where it has one."""
    try:
        moment = EPOCH + timedelta(microseconds=value // 1000)
    except OverflowError:
        return "–"
    bare = day or (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    if moment.year < 1000:
        return "–"
    return f"{moment:%Y-%m-%d}" if bare else f"{moment:%Y-%m-%d %H:%M}"
