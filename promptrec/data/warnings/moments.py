"""Timestamps that are no seconds, or that are all the same."""

import functools
from collections.abc import Callable, Iterator

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.mending.copies import repeated_moments
from promptrec.data.mending.spelling import is_scientific
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.tables import Tables
from promptrec.data.warnings.finding import (
    NOTE,
    WRONG,
    DataWarning,
    cell,
    data_warning,
    number,
    where,
)
from promptrec.records import Bools, Floats, Ints

MILLISECONDS = 1e11  # seconds: the year 5138; larger moments are rather milliseconds
MICROSECONDS = 1e14
SMALL = 100_000  # ranks, hours
DAYS = (20_000, 80_000)  # since 1900: 1954 to 2119
FEW = 6  # rows, too few to say that moments are all alike
ENOUGH = 11  # rows, of which one can say such a thing
NEARLY_ALL = 0.9  # of a user's rows
MOST = 0.5  # of users, of rows
OUR_TIME = (631_152_000, 4_102_444_800)  # seconds: 1990 to 2099
UNITS = {"sentence.warn_minutes": 60, "sentence.warn_hours": 3600}
IN_FRACTIONS = ("sentence.warn_milliseconds", "sentence.warn_microseconds")


def moment_findings(tables: Tables, dataset: Dataset, paired: Ints) -> Iterator[DataWarning]:
    """All that is odd about the column timestamp; `paired` are rows whose pair stands twice."""
    if not dataset.timed:
        return
    rows = tables.interactions
    yield from short_moments(rows)
    equal = list(equal_moments(rows, dataset, paired))
    yield from equal
    if not equal:
        yield from unit_findings(rows, dataset.interactions["timestamp"].to_numpy(np.float64))


def cut_moments(rows: TextTable) -> list[int]:
    """Codes of timestamps that a spreadsheet shortened to a few digits: 1.26E+09."""
    column = rows.columns.get("timestamp")
    if column is None or "e" not in "\n".join(column.values).lower():  # a million are soon seen
        return []
    texts = enumerate(column.values)
    return [at for at, text in texts if is_scientific(text) and is_cut(text)]


def short_moments(rows: TextTable) -> Iterator[DataWarning]:
    """Moments of which three digits of ten are left."""
    short = cut_moments(rows)
    hits = rows.columns["timestamp"].rows_with(short)
    if len(hits):
        yield data_warning(
            "sentence.warn_short_times",
            weight=WRONG,
            count=number(len(hits)),
            rows=number(rows.rows),
            kinds=number(len(short)),
            cell=cell(rows, "timestamp", int(hits[0])),
            where=where(rows, int(hits[0])),
        )


def is_cut(text: str) -> bool:
    """True for a short form with fewer digits than the number has.

    >>> is_cut("1.26E+09"), is_cut("1.260759144E+09")
    (True, False)
    """
    digits, _, power = text.strip().lower().partition("e")
    return sum(map(str.isdigit, digits)) <= int(power)


def equal_moments(rows: TextTable, dataset: Dataset, paired: Ints) -> Iterator[DataWarning]:
    """Users whose rows share one moment; one moment in most rows."""
    own = np.ones(rows.rows, bool)
    own[repeated_moments(rows, paired)] = False
    total, stuck = stuck_users(dataset.user[own], dataset.when[own])
    if own.sum() >= FEW and len(stuck) > MOST * total:
        row = int(np.flatnonzero(np.isin(dataset.user, stuck))[0])
        yield data_warning(
            "sentence.warn_same_moment",
            weight=WRONG,
            count=number(len(stuck)),
            total=number(total),
            cell=cell(rows, "timestamp", row),
            where=where(rows, row),
        )
        return
    counts = np.bincount(dataset.when)
    if len(dataset.when) >= ENOUGH and counts.max() > MOST * len(dataset.when):
        row = int(np.argmax(dataset.when == counts.argmax()))
        yield data_warning(
            "sentence.warn_one_moment",
            weight=WRONG,
            count=number(counts.max()),
            rows=number(len(dataset.when)),
            cell=cell(rows, "timestamp", row),
            where=where(rows, row),
        )


def stuck_users(user: Ints, when: Ints) -> tuple[int, Ints]:
    """How many users have several rows, and those with nearly all of them at one moment."""
    moments = int(when.max()) + 1
    pairs, counts = np.unique(user * moments + when, return_counts=True)
    most = np.zeros(int(user.max()) + 1, np.int64)
    np.maximum.at(most, pairs // moments, counts)
    rows = np.bincount(user)
    several = rows > 1
    return int(several.sum()), np.flatnonzero(several & (most >= NEARLY_ALL * rows))


def unit_findings(rows: TextTable, values: Floats) -> Iterator[DataWarning]:
    """Milliseconds, dates written as one number, years, ranks."""
    for kind, fits, weight in KINDS:
        hits = fits(values)
        count = int(hits.sum())
        if not count:
            continue
        row = int(np.argmax(hits))
        mixed = mixed_with(kind, values[~hits])
        if mixed or count == len(values):
            key = mixed or kind
            yield data_warning(
                key,
                weight=WRONG if mixed else weight,
                count=number(count),
                rows=number(len(values)),
                cell=cell(rows, "timestamp", row),
                where=where(rows, row),
            )
            return


def mixed_with(kind: str, others: Floats) -> str:
    """The sentence of a kind beside other moments; "" where there are none, or these are odd too.

    Minutes are told from seconds only where the others are seconds of our time.
    """
    if not len(others):
        return ""
    if kind in IN_FRACTIONS:
        return "sentence.warn_mixed_times"
    ours = kind in UNITS and ((others >= OUR_TIME[0]) & (others < OUR_TIME[1])).all()
    return "sentence.warn_mixed_small" if ours else ""


def in_units(values: Floats, kind: str) -> Bools:
    """Moments of our time in minutes or hours; read as seconds they are of the early 1970s."""
    seconds = values * UNITS[kind]
    return (seconds >= OUR_TIME[0]) & (seconds < OUR_TIME[1])


def is_date(values: Floats) -> Bools:
    """20240131, or with hour, minute and second behind it."""
    result = np.zeros(len(values), bool)
    for digits in (14, 12, 8):
        days = np.floor(values / 10.0 ** (digits - 8))
        year, month, day = days // 10_000, days // 100 % 100, days % 100
        fits = (year >= 1900) & (year <= 2100) & (month >= 1) & (month <= 12)
        result |= fits & (day >= 1) & (day <= 31)
    return result


def is_year(values: Floats) -> Bools:
    """2024, or 202401."""
    months = (values >= 190_001) & (values <= 210_012) & (values % 100 >= 1)
    return ((values >= 1900) & (values <= 2100)) | (months & (values % 100 <= 12))


def is_small(values: Floats) -> Bools:
    """0 to 10 over and over, or days as spreadsheets count them (45,000 is in 2023)."""
    shared = 2 * len(np.unique(values)) <= len(values)
    days = (values >= DAYS[0]) & (values < DAYS[1])
    return (np.abs(values) < SMALL) & (shared | days) & (len(values) >= ENOUGH)


KINDS: tuple[tuple[str, Callable[[Floats], Bools], int], ...] = (
    ("sentence.warn_dates", is_date, NOTE),
    ("sentence.warn_microseconds", lambda values: np.abs(values) > MICROSECONDS, NOTE),
    ("sentence.warn_milliseconds", lambda values: np.abs(values) > MILLISECONDS, NOTE),
    ("sentence.warn_years", is_year, NOTE),
    *((kind, functools.partial(in_units, kind=kind), NOTE) for kind in UNITS),
    ("sentence.warn_small_times", is_small, NOTE),
)
