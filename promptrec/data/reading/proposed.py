"""What somebody's tables probably are: proposed before anything is asked."""

from collections.abc import Mapping, Sequence

from promptrec.data.cells.asked import Answers
from promptrec.data.reading.contents import LEAST_AGAIN, follows
from promptrec.data.reading.given import Given
from promptrec.data.reading.mapping import TABLES, Choice, guess_of, others, telling
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.uploaded import Mapped


def likely_files(tables: Mapping[str, TextTable]) -> dict[str, str]:
    """Which file probably holds what, judged by names and columns."""
    found = {part: f"{part}.csv" for part in TABLES if f"{part}.csv" in tables}
    has = {file: guess_all(table) for file, table in tables.items()}
    both = [file for file, names in has.items() if {"user_id", "item_id"} <= names]
    first = found.setdefault("interactions", (both or list(tables))[0])
    titled = [file for file, names in has.items() if {"item_id", "title"} <= names]
    about_users = [file for file, names in has.items() if "user_id" in names - {"item_id"}]
    titled.sort(key=lambda file: file == first)  # a file of their own before that of interactions
    if titled:
        found.setdefault("items", titled[0])
    own = [file for file in about_users if file != first and "item_id" not in has[file]]
    if own:
        found.setdefault("users", own[0])
    for part in ("items", "users"):
        if part not in found and describing(tables[first], part):
            found[part] = first
    return found


def guess_all(table: TextTable) -> set[str]:
    """Our columns that a file probably holds."""
    return {name for part in TABLES for name in guess_of(table, part)}


def describing(table: TextTable, part: str) -> list[str]:
    """Columns of a file of interactions that say the same in every row of an item, or of a user.

    Only where ids stand in several rows, so that this is more than chance.
    """
    rows = guess_of(table, "interactions")
    key, other = (
        rows.get(name, "")
        for name in (("item_id", "user_id") if part == "items" else ("user_id", "item_id"))
    )
    if not key or table.rows - len(table.columns[key].values) < LEAST_AGAIN:
        return []
    taken = {*rows.values(), *guess_of(table, part).values()}
    names = [name for name in others(table, part, rows) if name not in taken]
    return [
        name
        for name in telling(table, names)
        if follows(table, name, key) and not (other and follows(table, name, other))
    ]


def start_others(table: TextTable, part: str, free: Sequence[str], *, shared: bool) -> list[str]:
    """Which columns beside the mapped ones are proposed to stay.

    shared: the table stands in the file of interactions.
    """
    found = describing(table, part) if shared else telling(table, free)
    return [name for name in found if name in free]


def proposed(
    given: Mapping[str, Given], columns: Mapping[str, str], answers: Answers
) -> dict[str, Mapped]:
    """The parts as they are proposed, under what was said of the columns: ours -> the file's.

    "" as a column of the file says that there is none.
    """
    tables = {file: one.table for file, one in given.items()}
    files = likely_files(tables)
    parts: dict[str, Mapped] = {}
    for part in ("items", "users", "interactions"):
        if part not in files:
            continue
        table = tables[files[part]]
        said = said_of(table, part, columns)
        guessed = guess_of(table, part).items()
        mapped = {ours: theirs for ours, theirs in guessed if theirs not in said.values()} | said
        mapped = {ours: theirs for ours, theirs in mapped.items() if theirs}
        shared = part != "interactions" and files[part] == files["interactions"]
        taken = taken_from(table, parts)
        free = [name for name in others(table, part, mapped) if name not in taken]
        kept = start_others(table, part, free, shared=shared)
        choice = Choice(columns=mapped, kept=kept, answers=answers)
        parts[part] = Mapped(table=table, choice=choice, lists=given[files[part]].lists)
    return {part: parts[part] for part in TABLES if part in parts}


def said_of(table: TextTable, part: str, columns: Mapping[str, str]) -> dict[str, str]:
    """What was said of the columns of one table."""
    return {
        ours: theirs
        for ours, theirs in columns.items()
        if ours in TABLES[part].columns and (not theirs or theirs in table.columns)
    }


def taken_from(table: TextTable, parts: Mapping[str, Mapped]) -> set[str]:
    """The columns of a table that parts are made from already."""
    return {
        name for mapped in parts.values() if mapped.table is table for name in columns_taken(mapped)
    }


def columns_taken(mapped: Mapped) -> set[str]:
    """The columns of its file that a table is made from."""
    return {*mapped.choice.columns.values(), *mapped.choice.kept}
