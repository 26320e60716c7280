"""The tables of a data set from somebody's files and what they said about the columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from promptrec.data.cells.understood import understood
from promptrec.data.dataset import About
from promptrec.data.nearest import shown
from promptrec.data.reading.csvfile import check_header
from promptrec.data.reading.mapping import (
    TABLES,
    Choice,
    guess,
    map_columns,
    one_row_each,
    others,
    titled,
)
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.tables import Tables
from promptrec.data.rules import FieldRule
from promptrec.words.table import Sentence, sentence

HEADED = {"interactions.csv": {"user_id", "item_id"}, "items.csv": {"item_id", "title"}}
FACTS = ("item_id", "relation", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One table of the data set: which file it is made from, and how."""

    table: TextTable
    choice: Choice
    lists: Mapping[str, str] = field(default_factory=dict)  # column of the file -> what joins it


def mapped_tables(
    parts: Mapping[str, Mapped], facts: TextTable | None, about: About
) -> tuple[Tables, list[Sentence]]:
    """Interactions, items and users as they were mapped, and notes on what was left out.

    Items and users may come from the file of interactions: then the first row of each counts.
    Without a file of items the ids stand for them. Moments and numbers become those of the
    documented format; how they were read is in the notes, and in `notes` of the data set.
    """
    rows = parts["interactions"]
    interactions = map_columns(rows.table, "interactions", rows.choice)
    interactions, read = understood(interactions, rows.choice.answers)
    found: dict[str, TextTable] = {}
    notes = unread_ratings(rows)
    by_id = {"item_id": rows.choice.columns["item_id"]}
    bare = Mapped(table=rows.table, choice=Choice(columns=by_id))
    for part, key in (("items", "item_id"), ("users", "user_id")):
        mapped = parts.get(part, bare if part == "items" else None)
        if mapped is None:
            continue
        found[part] = map_columns(mapped.table, part, mapped.choice)
        if mapped.table is rows.table:
            found[part], note = one_row_each(found[part], key)
            notes += [note] if note else []
    if facts is not None:
        check_header(facts.file, list(facts.columns), FACTS)
    tables = Tables(
        about=replace(about, rules={**list_rules(parts), **about.rules}),
        interactions=interactions,
        items=titled(found["items"]),
        users=found.get("users"),
        facts=facts,
    )
    return tables, [*read, *notes]


def unread_ratings(rows: Mapped) -> list[Sentence]:
    """That a column called like a rating or a label is none, where there is no other one."""
    columns = rows.choice.columns
    if "rating" in columns or "label" in columns:
        return []
    named = guess(rows.table.columns, ("rating", "label")).items()
    left = [theirs for _, theirs in named if theirs not in columns.values()]
    return [
        sentence(
            "sentence.unread_ratings",
            file=rows.table.file,
            column=name,
            cell=shown(rows.table.columns[name].cell(0)),
            row=rows.table.number(0),
        )
        for name in left[:1]
    ]


def with_notes(tables: Tables, notes: Sequence[Sentence]) -> Tables:
    """The tables of a data set that tells how its files were read, whenever it is opened."""
    about = tables.about
    told = dict.fromkeys((*about.read_as, *notes))
    return replace(tables, about=replace(about, read_as=tuple(told)))


def list_rules(parts: Mapping[str, Mapped]) -> dict[str, FieldRule]:
    """The field rules of columns that were lists in their file."""
    sides = {"interactions": "context", "items": "item", "users": "user"}
    return {
        f"{sides[part]}.{name}": FieldRule(separator=mapped.lists[name])
        for part, mapped in parts.items()
        for name in mapped.choice.kept
        if name in mapped.lists
    }


def documented(tables: Mapping[str, TextTable]) -> dict[str, Mapped] | None:
    """Tables by name that are named and headed as the format wants, as they are; else None.

    DataError for an optional file without its columns.
    """
    for file, wanted in HEADED.items():
        if file not in tables or not wanted <= set(tables[file].columns):
            return None
    found = {}
    for part, (columns, _, needed) in TABLES.items():
        table = tables.get(f"{part}.csv")
        if table is not None:
            check_header(table.file, list(table.columns), needed)
            own = {name: name for name in columns if name in table.columns}
            found[part] = Mapped(
                table=table, choice=Choice(columns=own, kept=others(table, part, own))
            )
    return found
