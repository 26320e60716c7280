"""Rows of named values, which may be lists or hold others -> a table of text.

Values inside others get the path of their keys as a name (`meta.price`); lists of plain values are
joined. Lists of objects are left out, and told.
"""

from collections.abc import Mapping, Sequence

from promptrec.data.formats.cells import flat, is_list_of_values, joint_of, text_of
from promptrec.data.reading.csvfile import check_header, check_length
from promptrec.data.reading.given import Given
from promptrec.data.reading.huge import MOST_COLUMNS, too_wide
from promptrec.data.reading.table import table_of
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence


def table_of_objects(file: str, rows: Sequence[Mapping[str, object]], form: Sentence) -> Given:
    """The table of some objects. DataError where there are none, or none has a value."""
    flattened = flat_rows(file, rows)
    names = list(dict.fromkeys(name for row in flattened for name in row))
    if len(names) > MOST_COLUMNS:
        raise DataError("sentence.at_header", file=file, what=too_wide())
    if not rows or not names:
        raise DataError("sentence.file_no_rows", file=file)
    columns: dict[str, list[str]] = {}
    lists: dict[str, str] = {}
    left: list[str] = []
    for name in names:
        values = [row.get(name) for row in flattened]
        found = [value for value in values if isinstance(value, list)]
        if not found:
            columns[name] = [text_of(value) for value in values]
        elif all(map(is_list_of_values, found)):
            lists[name], columns[name] = joined(values)
        else:
            left.append(name)
    named = {name: cells for name, cells in columns.items() if name.strip()}
    check_header(file, list(named), ())
    table = table_of(file, named)
    check_length(table)
    return Given(table, form=form, notes=tuple(notes_of(file, flattened, names, left)), lists=lists)


def flat_rows(file: str, rows: Sequence[Mapping[str, object]]) -> Sequence[Mapping[str, object]]:
    """Each row with its values by path. DataError for one that is deeper than a stack holds."""
    found: list[Mapping[str, object]] = []
    try:
        found.extend(map(flat, rows))
    except RecursionError:
        what = sentence("sentence.line_no_json", error=RecursionError.__name__)
        raise DataError(
            "sentence.at_file_line", file=file, line=len(found) + 1, what=what
        ) from None
    return found


def joined(values: Sequence[object]) -> tuple[str, list[str]]:
    """What joins lists of plain values, and each of them as one cell; no list is one entry."""
    entries = [
        [text_of(each) for each in value] if isinstance(value, list) else one_entry(value)
        for value in values
    ]
    joint = joint_of(entries)
    return joint, [joint.join(filter(None, each)) for each in entries]


def one_entry(value: object) -> list[str]:
    """A value that stands where others are lists."""
    return [text_of(value)] if value is not None else []


def notes_of(
    file: str, rows: Sequence[Mapping[str, object]], names: Sequence[str], left: Sequence[str]
) -> list[Sentence]:
    """Which columns are left out, and which are missing in some rows."""
    notes = []
    if left:
        notes.append(sentence("sentence.left_nested", file=file, columns=", ".join(left)))
    gaps = {name: sum(row.get(name) is None for row in rows) for name in names if name not in left}
    some = {name: count for name, count in gaps.items() if count}
    if some:
        most = max(some, key=some.__getitem__)
        values = {"count": len(some), "column": most, "rows": f"{some[most]:,}"}
        total = f"{len(rows):,}"
        notes.append(sentence("sentence.missing_keys", file=file, total=total, **values))
    return notes
