"""Excel workbooks, written here cell by cell: what people see is what is read, or it is told."""

import datetime as dt
import io
import sys
import zipfile

import pytest

from promptrec.data.formats.opened import read_any
from promptrec.errors import DataError

openpyxl = pytest.importorskip("openpyxl")


def book(fill):
    workbook = openpyxl.Workbook()
    fill(workbook)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def sheet(*rows, then=lambda page: None):
    def fill(workbook):
        for row in rows:
            workbook.active.append(row)
        then(workbook.active)

    return book(fill)


def read(content, file="x.xlsx"):
    tables = []
    for given in read_any(file, content):
        cells = [column.cells.tolist() for column in given.table.columns.values()]
        rows = [list(row) for row in zip(*cells, strict=True)]
        tables.append((list(given.table.columns), rows, " ".join(map(str, given.notes))))
    return tables


def test_cells_are_text_as_a_person_would_have_typed_it():
    moment = dt.datetime(2025, 8, 24, 10, 30)
    rows = [("a", "b", "c", "d"), (7, 4.5, moment, "x"), (8, 4.0, dt.date(2025, 8, 25), True)]
    ((_, found, notes),) = read(sheet(*rows))
    assert found == [
        ["7", "4.5", "2025-08-24 10:30:00", "x"],
        ["8", "4", "2025-08-25", "true"],
    ]
    assert not notes


def test_dates_of_either_calendar_of_excel_are_those_days():
    def since_1904(workbook):
        workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        workbook.active.append(["user", "when"])
        workbook.active.append(["a", dt.date(2025, 8, 24)])

    assert read(book(since_1904))[0][1] == [["a", "2025-08-24"]]


def test_zeros_in_front_that_a_format_shows_are_kept():
    def padded(page):
        page["A2"].number_format = page["A3"].number_format = "00000"

    ((_, found, _),) = read(sheet(("id", "x"), (7, 1), (1234567, 2), then=padded))
    assert [row[0] for row in found] == ["00007", "1234567"]


def test_numbers_longer_than_a_spreadsheet_keeps_are_told():
    ((_, _, notes),) = read(sheet(("id", "x"), (1234567890123456789, 1), (3, 2)))
    assert "numbers of more than 15 digits" in notes


def test_a_title_above_and_totals_below_are_left_out():
    rows = [("Sales 2025",), (), ("user", "sku", "stars"), ("a", "s", 4), ("b", "s", 3)]
    ((names, found, notes),) = read(sheet(*rows, ("Total", None, 7)))
    assert names == ["user", "sku", "stars"]
    assert found == [["a", "s", "4"], ["b", "s", "3"]]
    assert "above the header: 1" in notes
    assert "data row 3 was left out: it holds totals" in notes


def test_merged_blocks_are_filled_and_two_rows_of_header_are_joined():
    def merge(page):
        for block in ("A1:B1", "C1:D1", "A3:A4", "B3:B4"):
            page.merge_cells(block)

    rows = [
        ("Customer", None, "Product", None),
        ("id", "age", "id", "name"),
        (1, 30, "a", "Hat"),
        (None, None, "b", "Coat"),
        (2, 31, "a", "Hat"),
    ]
    ((names, found, notes),) = read(sheet(*rows, then=merge))
    assert names == ["Customer id", "Customer age", "Product id", "Product name"]
    assert found[1] == ["1", "30", "b", "Coat"]
    assert "merged blocks that were filled with their value: 4" in notes
    assert "header has two rows" in notes


def test_a_title_that_is_merged_over_the_table_is_no_header():
    rows = [("Orders", None, None), ("user", "sku", "stars"), ("a", "s", 4), ("b", "s", 3)]
    ((names, _, notes),) = read(sheet(*rows, then=lambda page: page.merge_cells("A1:C1")))
    assert names == ["user", "sku", "stars"]
    assert "above the header: 1, the first is 'Orders'" in notes


def test_every_sheet_with_cells_is_a_table_and_hidden_ones_are_told():
    def fill(workbook):
        workbook.active.title = "Orders"
        workbook.active.append(["user", "sku"])
        workbook.active.append(["a", "s"])
        items = workbook.create_sheet("Items")
        items.append(["sku", "title"])
        items.append(["s", "Hat"])
        items.row_dimensions[2].hidden = True
        workbook.create_sheet("Empty")
        old = workbook.create_sheet("Old")
        old.append(["x"])
        old.sheet_state = "hidden"

    content = book(fill)
    orders, items = read(content)
    assert [given.table.file for given in read_any("b.xlsx", content)] == [
        "b.xlsx · Orders",
        "b.xlsx · Items",
    ]
    assert "hidden sheets were left out: Old" in orders[2]
    assert "rows that the sheet hides were read like the others: 1" in items[2]


def test_formulas_without_a_saved_result_are_refused_not_read_as_nothing():
    with pytest.raises(DataError, match="formulas without a saved result: 1, the first in cell B2"):
        read(sheet(("a", "b"), (1, "=A2+1")))


def test_errors_of_a_spreadsheet_count_as_empty_and_are_told():
    def fault(page):
        page["B2"].data_type = "e"

    ((_, found, notes),) = read(sheet(("a", "b"), (1, "#N/A"), (2, "x"), then=fault))
    assert found == [["1", ""], ["2", "x"]]
    assert "an error of the spreadsheet (#N/A) count as empty: 1" in notes


def test_a_sheet_without_a_header_loses_no_row():
    ((names, found, notes),) = read(sheet((1, 2), (3, 4)))
    assert names == ["column 1", "column 2"]
    assert found == [["1", "2"], ["3", "4"]]
    assert "has no header" in notes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (sheet(("a", "a"), (1, 2)), "header, column a: stands 2 times"),
        (sheet(("a", None), (1, 2)), "header, column 2: has no name"),
        (sheet(("a", "b")), "has a header but no rows"),
        (sheet(), "has a header but no rows"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old or locked spreadsheet"),
        (b"PK\x03\x04 damaged", "is no Excel file that can be read"),
        (b"user,item\n1,2\n", "is no Excel file that can be read"),
        (sheet(("a", "b"), (1, 2))[:900], "is no Excel file that can be read"),
    ],
)
def test_what_is_no_table_is_one_sentence(content, words):
    with pytest.raises(DataError, match=words):
        read(content)


def test_a_workbook_is_known_by_its_content_whatever_its_name():
    assert read(sheet(("a", "b"), (1, 2)), "export.csv")[0][1] == [["1", "2"]]


def test_a_damaged_sheet_inside_a_sound_zip_is_one_sentence():
    content, file = sheet(("a", "b"), (1, 2)), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            body = old.read(member)
            new.writestr(member, body[: len(body) // 2] if "sheet1.xml" in member else body)
    with pytest.raises(DataError, match="is no Excel file"):
        read(file.getvalue())


def test_a_missing_package_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(DataError, match="pip install openpyxl"):
        read(sheet(("a", "b"), (1, 2)))
