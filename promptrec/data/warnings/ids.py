"""Ids in two spellings, in a spreadsheet's short form, or of two files that do not meet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from promptrec.data.mending.mends import Offer
from promptrec.data.mending.spelling import (
    difference,
    fold,
    is_scientific,
    stripped,
    twins,
    undotted,
)
from promptrec.data.nearest import shown
from promptrec.data.reading.table import Column, TextTable
from promptrec.data.reading.tables import Tables
from promptrec.data.warnings.finding import (
    WRONG,
    DataWarning,
    by_switch,
    cell,
    data_warning,
    number,
    where,
)
from promptrec.words.table import Sentence, sentence

Pair = tuple[str, str]


def id_findings(tables: Tables) -> Iterator[DataWarning]:
    """All that is odd about ids."""
    rows, users, items = tables.interactions, tables.users, tables.items
    for table, column in ((rows, "user_id"), (users, "user_id"), (items, "item_id")):
        if table is not None:
            yield from short_ids(table, column)
            yield from twin_ids(table, column)
    if users is not None:
        yield from lost_profiles(rows, users)


def short_ids(table: TextTable, column: str) -> Iterator[DataWarning]:
    """Ids that a spreadsheet shortened, so that several may have become one."""
    ids = table.columns[column]
    short = [code for code, text in enumerate(ids.values) if is_scientific(text)]
    if short:
        hits = ids.rows_with(short)
        yield data_warning(
            "sentence.warn_short_ids",
            weight=WRONG,
            count=number(len(hits)),
            rows=number(table.rows),
            column=column,
            kinds=number(len(short)),
            cell=cell(table, column, int(hits[0])),
            where=where(table, int(hits[0])),
        )


def twin_ids(table: TextTable, column: str) -> Iterator[DataWarning]:
    """Two ids of one column that are probably one."""
    ids = table.columns[column]
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for text in ids.values:
        groups[fold(text)].append(text)
    if len(groups) == len(ids.values):
        return
    pairs = ((other, group[0]) for group in groups.values() for other in group[1:])
    for how, some in by_difference(pairs).items():
        one, other = some[0]
        row, beside = row_of(ids, one), row_of(ids, other)
        yield data_warning(
            "sentence.warn_twin_ids",
            weight=WRONG,
            offers=offers_for(one, other, len(some)),
            count=number(len(some)),
            total=number(len(ids.values)),
            column=column,
            how=sentence(f"sentence.how_{how}"),
            one=shown(one),
            where=where(table, row),
            other=shown(other),
            beside=where(table, beside),
            mend=how_mended(one, other),
        )


def lost_profiles(rows: TextTable, users: TextTable) -> Iterator[DataWarning]:
    """Users whose row of users.csv is not found: spelled otherwise, or the wrong file."""
    active, listed = rows.columns["user_id"], users.columns["user_id"]
    present = set(active.values)
    pairs = [pair for pair in twins(active.values, listed.values).items() if pair[1] not in present]
    for how, some in by_difference(pairs).items():
        one, other = some[0]
        yield data_warning(
            "sentence.warn_lost_profiles",
            weight=WRONG,
            offers=offers_for(one, other, len(some)),
            count=number(len(some)),
            total=number(len(present)),
            file=users.file,
            how=sentence(f"sentence.how_{how}"),
            one=shown(one),
            where=where(rows, row_of(active, one)),
            other=shown(other),
            beside=where(users, row_of(listed, other)),
            mend=how_mended(one, other),
        )
    if not pairs and not present & set(listed.values):
        yield data_warning(
            "sentence.warn_strangers",
            weight=WRONG,
            count=number(len(present)),
            file=users.file,
            one=cell(rows, "user_id", 0),
            where=where(rows, 0),
            other=cell(users, "user_id", 0),
            beside=where(users, 0),
        )


def by_difference(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """Pairs by what tells them apart."""
    result: defaultdict[str, list[Pair]] = defaultdict(list)
    for one, other in pairs:
        result[difference(one, other)].append((one, other))
    return result


def row_of(ids: Column, text: str) -> int:
    """The first row with an id."""
    return ids.first([list(ids.values).index(text)]) or 0


def how_words(one: str, other: str) -> Sentence:
    """What tells two ids apart, in words."""
    return sentence(f"sentence.how_{difference(one, other)}")


def offers_for(one: str, other: str, count: int = 0) -> list[Offer]:
    """The mends that make two ids one; none where only a person can decide."""
    if stripped(one) == stripped(other):
        return [Offer("strip_blanks", count)]
    if undotted(one) == undotted(other):
        return [Offer("join_decimals", count)]
    if undotted(stripped(one)) == undotted(stripped(other)):
        return [Offer("strip_blanks", count), Offer("join_decimals", count)]
    return []


def how_mended(one: str, other: str, *, page: bool = True) -> Sentence:
    """How two ids become one; without the Data page where the data cannot be opened."""
    offers = offers_for(one, other)
    return by_switch(offers, page=page) if offers else sentence("sentence.mend_alike")
