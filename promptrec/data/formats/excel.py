"""Excel workbooks: each sheet that holds cells is a table.

Merged blocks are filled with their value, as people read them. Numbers keep the zeros in front that
their format shows. What a sheet hides, or could not work out, is told.
"""

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from promptrec.data.formats.cells import text_of
from promptrec.data.formats.sheetparts import SheetParts, sheet_parts
from promptrec.data.nearest import shown
from promptrec.data.reading.csvfile import check_header, check_length
from promptrec.data.reading.frame import (
    frame_of,
    has_no_header,
    said_above,
    said_below,
    without_totals,
)
from promptrec.data.reading.given import Given
from promptrec.data.reading.huge import MOST_CELLS, MOST_COLUMNS, too_wide
from promptrec.data.reading.table import table_of_rows
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence

OLD = b"\xd0\xcf\x11\xe0"  # .xls, and workbooks behind a password
PADDED = re.compile(r"0{2,}")
LARGEST_WHOLE = 10**15  # larger numbers have lost digits in a spreadsheet
Rows = list[list[str]]


def read_excel(file: str, content: bytes) -> list[Given]:
    """The tables of a workbook. DataError for one that cannot be read, or has no table."""
    if content.startswith(OLD):
        raise DataError("sentence.excel_old", file=file)
    parts = sheet_parts(file, content)
    book = opened(file, content)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    found: list[Given] = []
    for sheet in sheets:
        named = file if len(sheets) == 1 else f"{file} · {sheet.title}"
        table = sheet_table(named, sheet, parts.get(sheet.title, SheetParts((), 0, ())))
        found += [table] if table else []
    if not found:
        raise DataError("sentence.file_no_rows", file=file)
    if hidden:
        note = sentence("sentence.hidden_sheets", file=file, sheets=", ".join(hidden))
        found[0] = with_note(found[0], note)
    return found


def opened(file: str, content: bytes) -> Any:
    """The workbook as openpyxl streams it."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise DataError("sentence.excel_missing", file=file) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are no cells, such as pictures
            return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises what its XML and its zip raise
        raise DataError("sentence.file_damaged", file=file, kind="Excel") from error


def sheet_table(file: str, sheet: Any, parts: SheetParts) -> Given | None:
    """The table of a sheet; None for a sheet without cells."""
    if parts.unsaved:
        values = {"count": len(parts.unsaved), "cell": parts.unsaved[0]}
        raise DataError("sentence.formulas_unsaved", file=file, **values)
    notes: list[Sentence] = []
    rows = cells_of(file, sheet, notes)
    if not any(any(row) for row in rows):
        return None
    fill(file, rows, parts, notes)
    lines = [at for at, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    rows = [rows[at - 1] for at in lines]
    frame = frame_of(rows)
    end = len(rows) - frame.below
    notes += said_above(file, rows[: frame.above]) + said_below(file, rows[end:])
    rows, lines = rows[frame.above : end], lines[frame.above : end]
    header, skipped = header_of(file, rows, lines, parts, notes)
    if not rows[skipped:]:
        raise DataError("sentence.file_no_rows", file=file)
    if parts.hidden:
        notes.append(sentence("sentence.hidden_rows", file=file, count=f"{parts.hidden:,}"))
    form = sentence("sentence.form_excel", sheet=sheet.title)
    return finished(file, header, rows[skipped:], form, notes)


def finished(file: str, header: Rows, rows: Rows, form: Sentence, notes: list[Sentence]) -> Given:
    """The table of a header and the rows under it, without columns that hold nothing."""
    names = [" ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*header, strict=True)]
    kept = [at for at, name in enumerate(names) if name or any(row[at].strip() for row in rows)]
    names = [names[at] for at in kept]
    check_header(file, names, ())
    table = table_of_rows(file, names, ([row[at] for at in kept] for row in rows))
    check_length(table)
    table, more = without_totals(table)
    return Given(table, form=form, notes=(*notes, *more))


def with_note(given: Given, note: Sentence) -> Given:
    """The same with one more note."""
    return Given(given.table, form=given.form, notes=(*given.notes, note), lists=given.lists)


def cells_of(file: str, sheet: Any, notes: list[Sentence]) -> Rows:
    """All cells as text, each row as wide as the widest."""
    rows: Rows = []
    faults: list[str] = []
    long: list[str] = []
    try:
        for cells in whole_rows(file, sheet):
            rows.append([cell_text(cell, faults, long) for cell in cells])
    except DataError:
        raise
    except Exception as error:  # openpyxl raises what its XML and its zip raise
        raise DataError("sentence.file_damaged", file=file, kind="Excel") from error
    width = max(map(len, rows), default=0)
    if faults:
        count = f"{len(faults):,}"
        notes.append(sentence("sentence.excel_faults", file=file, count=count, cell=faults[0]))
    if long:
        count = f"{len(long):,}"
        notes.append(sentence("sentence.long_numbers", file=file, count=count, cell=long[0]))
    return [row + [""] * (width - len(row)) for row in rows]


def whole_rows(file: str, sheet: Any) -> Iterator[Sequence[Any]]:
    """The rows of a sheet up to the last with a cell, as wide as their cells, whatever it says.

    DataError for one that would fill the memory, as a cell in the last corner does.
    """
    sheet.reset_dimensions()
    widest, count, blank = 1, 0, 0
    for cells in sheet.iter_rows():
        if not any(cell.value is not None for cell in cells):
            blank += 1
            continue
        widest, count = max(widest, len(cells)), count + blank + 1
        if widest > MOST_COLUMNS:
            raise DataError("sentence.at_header", file=file, what=too_wide())
        if count * widest > MOST_CELLS:
            raise DataError("sentence.many_cells", file=file, most=f"{MOST_CELLS:,}")
        yield from [()] * blank
        yield cells
        blank = 0


def cell_text(cell: Any, faults: list[str], long: list[str]) -> str:
    """One cell as people see it; what a spreadsheet could not work out is nothing."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        faults.append(str(value))
        return ""
    text = text_of(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) >= LARGEST_WHOLE:
            long.append(text)
        form = str(cell.number_format)
        if PADDED.fullmatch(form) and text.isdecimal():
            return text.zfill(len(form))
    return text


def fill(file: str, rows: Rows, parts: SheetParts, notes: list[Sentence]) -> None:
    """Put the value of each merged block into all its cells."""
    blocks = 0
    for top, bottom, left, right in parts.merged:
        if top > len(rows) or left > len(rows[0]):
            continue
        value = rows[top - 1][left - 1]
        blocks += bool(value)
        for row in rows[top - 1 : bottom]:
            row[left - 1 : right] = [value] * len(row[left - 1 : right])
    if blocks:
        notes.append(sentence("sentence.merged_filled", file=file, count=f"{blocks:,}"))


def header_of(
    file: str, rows: Rows, lines: Sequence[int], parts: SheetParts, notes: list[Sentence]
) -> tuple[Rows, int]:
    """The rows of the header, and how many rows of the sheet they are.

    Two where a block of the first is merged over several columns; none where the first row is a
    row like the others: then names are made up.
    """
    across = any(
        top <= lines[0] <= bottom and left < right for top, bottom, left, right in parts.merged
    )
    if across and len(rows) > 2:
        notes.append(sentence("sentence.two_headers", file=file))
        return rows[:2], 2
    if has_no_header(rows[0], rows[1:200]):
        first = ", ".join(rows[0])[:100]
        notes.append(sentence("sentence.no_header", file=file, first=shown(first)[1:-1]))
        return [[f"column {at}" for at in range(1, len(rows[0]) + 1)]], 0
    return rows[:1], 1
