"""Field rules that do nothing: words, bins or a separator that the column does not have."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from promptrec.data.mending.spelling import fold, stripped, undotted
from promptrec.data.nearest import shown
from promptrec.data.reading.numbers import number as as_number
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.tables import Tables
from promptrec.data.rules import FieldRule
from promptrec.data.warnings.finding import NOTE, WRONG, DataWarning, data_warning, number, where
from promptrec.data.warnings.ids import how_words, offers_for
from promptrec.words.table import sentence

MOST = 0.5  # of the cells
ENOUGH = 2  # different numbers that bins should tell apart
SEPARATORS = ("|", ";", ",", "/")
SHOWN = 3  # words or values that a sentence names


@dataclass(frozen=True, slots=True)
class Ruled:
    """A column with a rule: its entries, how often each stands there, and where first."""

    field: str
    rule: FieldRule
    table: TextTable
    column: str
    counts: Mapping[str, int]
    codes: Mapping[str, int]  # entry -> code of the first value that holds it

    def place(self, entry: str) -> object:
        """File and row of an entry."""
        row = self.table.columns[self.column].first([self.codes[entry]])
        return where(self.table, row or 0)


def word_findings(tables: Tables) -> Iterator[DataWarning]:
    """All that is odd about field rules."""
    for field, rule in tables.about.rules.items():
        side, column = field.split(".", 1)
        table = tables.side(side)
        if table is None or column not in table.columns:
            continue
        ruled = entries_of(field, rule, table, column)
        if not ruled.counts:
            continue
        if rule.separator:
            yield from separator_findings(ruled)
        if rule.table:
            yield from table_findings(ruled)
        if rule.bins:
            yield from bin_findings(ruled)


def entries_of(field: str, rule: FieldRule, table: TextTable, column: str) -> Ruled:
    """Each entry of a column that is not empty."""
    cells = table.columns[column]
    rows = np.bincount(cells.codes, minlength=len(cells.values)).tolist()
    counts: Counter[str] = Counter()
    codes: dict[str, int] = {}
    for code, text in enumerate(cells.values):
        parts = map(str.strip, text.split(rule.separator)) if rule.separator else (text,)
        for part in parts:
            if part.strip():
                counts[part] += rows[code]
                codes.setdefault(part, code)
    return Ruled(field, rule, table, column, counts, codes)


def table_findings(ruled: Ruled) -> Iterator[DataWarning]:
    """A table of words that reads none, or few, of the values."""
    words, counts = ruled.rule.table, ruled.counts
    folded = {fold(key): key for key in reversed(list(words))}
    missed = [entry for entry in counts if entry not in words]
    near = [entry for entry in missed if fold(entry) in folded]
    total, count = sum(counts.values()), sum(counts[entry] for entry in missed)
    common: dict[str, Any] = {"field": ruled.field, "total": number(total)}
    if near:
        yield near_miss(ruled, near, folded[fold(near[0])])
    elif len(missed) == len(counts):
        keys = ", ".join(shown(key) for key in list(words)[:SHOWN])
        one = missed[0]
        yield data_warning(
            "sentence.warn_words_none",
            weight=WRONG,
            **common,
            keys=keys,
            one=shown(one),
            where=ruled.place(one),
        )
    elif (
        missed and all(map(is_code, missed)) and (count > MOST * total or set(words) - set(counts))
    ):
        one = max(missed, key=lambda entry: counts[entry])
        yield data_warning(
            "sentence.warn_words_few",
            **common,
            count=number(count),
            one=shown(one),
            where=ruled.place(one),
        )


def near_miss(ruled: Ruled, near: Sequence[str], key: str) -> DataWarning:
    """Values that miss their word by a blank, a case or a zero; `key`: of the first of them."""
    one, counts = near[0], ruled.counts
    return data_warning(
        "sentence.warn_words_near",
        weight=WRONG,
        offers=offers_for(one, key, len(near)) if is_mendable(key) else [],
        field=ruled.field,
        count=number(sum(counts[entry] for entry in near)),
        total=number(sum(counts.values())),
        one=shown(one),
        where=ruled.place(one),
        other=shown(key),
        how=how_words(one, key),
        mend=sentence("sentence.mend_words"),
    )


def is_mendable(key: str) -> bool:
    """True where the mends, which change cells and not words, lead to this key of the table."""
    return undotted(stripped(key)) == key


def is_code(entry: str) -> bool:
    """True for a value that is no word of its own: a number, one or two letters."""
    return as_number(entry) is not None or (len(entry) <= 2 and entry.isascii())


def bin_findings(ruled: Ruled) -> Iterator[DataWarning]:
    """Bins over values that are no numbers, or that all lie in one of them."""
    numbers = {entry: as_number(entry) for entry in ruled.counts}
    odd = [entry for entry, value in numbers.items() if value is None]
    common: dict[str, Any] = {"field": ruled.field, "total": number(sum(ruled.counts.values()))}
    if odd:
        yield data_warning(
            "sentence.warn_bins_text",
            weight=WRONG if len(odd) == len(numbers) else NOTE,
            **common,
            count=number(sum(ruled.counts[entry] for entry in odd)),
            one=shown(odd[0]),
            where=ruled.place(odd[0]),
        )
    values = [value for value in numbers.values() if value is not None]
    bins = ruled.rule.bins
    in_one = values and bisect_right(bins, min(values)) == bisect_right(bins, max(values))
    if in_one and len(set(values)) >= ENOUGH:
        one = next(entry for entry, value in numbers.items() if value is not None)
        yield data_warning(
            "sentence.warn_bins_outside",
            weight=WRONG,
            **common,
            word=shown(str(FieldRule(bins=bins, words=ruled.rule.words).apply(one))),
            one=shown(one),
            where=ruled.place(one),
        )


def separator_findings(ruled: Ruled) -> Iterator[DataWarning]:
    """A separator that no cell holds, where most cells hold another."""
    separator, counts = ruled.rule.separator, ruled.counts
    cells = ruled.table.columns[ruled.column].values
    if any(separator in text for text in cells):
        return
    for other in SEPARATORS:
        holders = [entry for entry in counts if other in entry]
        if len(holders) > MOST * len(counts):
            yield data_warning(
                "sentence.warn_separator",
                weight=WRONG,
                field=ruled.field,
                separator=shown(separator),
                other=shown(other),
                count=number(sum(counts[entry] for entry in holders)),
                one=shown(holders[0]),
                where=ruled.place(holders[0]),
            )
            return
