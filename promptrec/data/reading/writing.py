"""Write the tables of a data set as a folder in the documented format, whatever layout they had.

Cells are written as they were read, so that field rules and mends can be tried out on the copy;
only what a spreadsheet would run as a formula gets an apostrophe, which reading takes off again.
"""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from promptrec.data.dataset import About
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.tables import Tables
from promptrec.data.rules import FieldRule
from promptrec.files import no_formula, whole_file, with_formula, write_whole
from promptrec.words.stored import to_text


def write_tables(tables: Tables, folder: Path) -> None:
    """All files of a data set, into a folder that exists."""
    parts = {
        "interactions.csv": tables.interactions,
        "items.csv": tables.items,
        "users.csv": tables.users,
        "facts.csv": tables.facts,
    }
    changed = False
    for file, table in parts.items():
        if table is not None:
            marked = each_cell(table, no_formula)
            changed = changed or marked is not table
            write_table(marked, folder / file)
    about = replace(tables.about, formulas_marked=changed)
    write_whole(folder / "dataset.toml", about_toml(about))


def each_cell(table: TextTable, change: Callable[[str], object]) -> TextTable:
    """The table with every name and cell changed; the table itself where nothing changes."""
    columns = {
        str(change(name)): column.mapped(lambda cell: str(change(cell)))
        if any(change(value) != value for value in column.values)
        else column
        for name, column in table.columns.items()
    }
    same = [*columns] == [*table.columns] and all(
        columns[name] is table.columns[name] for name in columns
    )
    return table if same else replace(table, columns=columns)


def as_before(tables: Tables) -> Tables:
    """What `write_tables` was given: text that a spreadsheet would run, without its mark."""
    if not tables.about.formulas_marked:
        return tables
    about = replace(tables.about, formulas_marked=False)
    return replace(tables.each(lambda table: each_cell(table, with_formula)), about=about)


def zipped(tables: Tables, name: str) -> bytes:
    """The same as the bytes of a zip that holds one folder of this name."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="promptrec-") as place:
        write_tables(tables, Path(place))
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(place).iterdir()):
                archive.write(file, f"{name}/{file.name}")
    return packed.getvalue()


def write_table(table: TextTable, path: Path) -> None:
    """One CSV file. With line ends of two signs, either of them in a cell is quoted."""
    with whole_file(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.columns)
        columns = (column.cells.tolist() for column in table.columns.values())
        writer.writerows(zip(*columns, strict=True))


def about_toml(about: About) -> str:
    """dataset.toml of what is known about a data set."""
    return "\n".join([*main_lines(about), *table_lines(about)]) + "\n"


def main_lines(about: About) -> Iterator[str]:
    """The lines above the first table."""
    for key in ("name", "language"):
        yield f"{key} = {quoted(getattr(about, key))}"
    for key in ("source", "licence", "domain"):
        if value := getattr(about, key):
            yield f"{key} = {quoted(value)}"
    yield f"synthetic = {str(about.synthetic).lower()}"
    if about.like_at is not None:
        yield f"like_at = {about.like_at!r}"
    if about.rating_scale is not None:
        yield f"rating_scale = [{about.rating_scale[0]!r}, {about.rating_scale[1]!r}]"
    if about.formulas_marked:
        yield "formulas_marked = true"
    if about.read_as:
        yield "read_as = ["
        yield from (f"    {quoted(to_text(said))}," for said in about.read_as)
        yield "]"


def table_lines(about: About) -> Iterator[str]:
    """Mends and field rules."""
    if lines := about.mend.toml():
        yield from ("", "[mend]", *lines)
    for field, rule in about.rules.items():
        yield from ("", f"[fields.{quoted(field)}]", *rule_lines(rule))


def rule_lines(rule: FieldRule) -> list[str]:
    """The lines of one field rule."""
    lines = []
    if rule.bins:
        lines.append(f"bins = [{', '.join(repr(edge) for edge in rule.bins)}]")
        lines.append(f"words = [{', '.join(quoted(word) for word in rule.words)}]")
    if rule.table:
        entries = ", ".join(f"{quoted(raw)} = {quoted(word)}" for raw, word in rule.table.items())
        lines.append(f"words = {{ {entries} }}")
    if rule.separator:
        lines.append(f"separator = {quoted(rule.separator)}")
    return lines


def quoted(text: str) -> str:
    """A TOML string: JSON strings are TOML strings, but for one sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
