"""Titles above a header, totals below a table, no header at all: left out or named, and told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.data.reading.given import read_given
from promptrec.errors import DataError


def read(text, encoding="utf-8"):
    given = read_given("x.csv", text.encode(encoding), encoding)
    cells = [column.cells.tolist() for column in given.table.columns.values()]
    rows = [list(row) for row in zip(*cells, strict=True)]
    return list(given.table.columns), rows, " ".join(map(str, given.notes))


TABLE = ["user;item;stars", "1;2;3", "2;3;4"]
NAMES, ROWS = ["user", "item", "stars"], [["1", "2", "3"], ["2", "3", "4"]]
AROUND = [
    (["Sales report 2025", "", *TABLE], "lines left out above the header: 1"),
    (["Sales report 2025;;", ";;", *TABLE], "the first is 'Sales report 2025'"),
    (["Report, all of it", "Period: 2025", *TABLE], "above the header: 2"),
    ([*TABLE, "Source: ERP, exported today"], "lines left out below the table: 1"),
    ([*TABLE, "", "Total"], "below the table"),
    ([*TABLE, "Total;;7"], "data row 3 was left out: it holds totals"),
    ([*TABLE, "合计;5;7"], "holds totals"),
    (["", "", *TABLE], ""),
    (["sep=;", "Report", *TABLE], "above the header"),
]


@pytest.mark.parametrize(("lines", "words"), AROUND)
def test_what_a_report_puts_around_a_table_is_left_out_and_told(lines, words):
    names, rows, notes = read("\n".join(lines) + "\n")
    assert (names, rows) == (NAMES, ROWS)
    assert words in notes
    assert bool(words) == bool(notes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings_make_no_difference_to_it(encoding):
    names, rows, notes = read("销售报表\n\n用户;商品;评分\n1;2;3\n2;3;4\n", encoding)
    assert names == ["用户", "商品", "评分"]
    assert rows == ROWS
    assert "销售报表" in notes


KEPT = [
    "item;title;stars\n1;Total;3\n2;Sum;5\n3;Total;1\n",  # a title is no total
    "title;item;stars\nUp;1;3\nHeat;2;5\nTotal;9;1\n",  # nothing is summed up, nothing is missing
    "user;item;stars\n1;2;3\nTotal;3;\n",  # two rows are too few to know
]


@pytest.mark.parametrize("text", KEPT)
def test_a_row_that_only_has_the_word_stays(text):
    _, rows, notes = read(text)
    assert len(rows) == text.count("\n") - 1
    assert not notes


REFUSED = [
    ("user,item,stars\n1,2,3\n12\n", "data row 2"),  # a file that was cut off
    ("user,item,stars\n1,2,3\n2,3\n", "data row 2"),
    ("a,b\n1,2\n3\n", "data row 2"),
    (",a,b\n7,1,2\n9,3,4\n", "header, column 1: has no name"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_a_damaged_table_is_still_a_fault_with_its_row(text, words):
    with pytest.raises(DataError, match=words):
        read(text)


@pytest.mark.parametrize("start", [0, 1])
def test_a_nameless_first_column_that_counts_rows_is_left_out_and_told(start):
    names, rows, notes = read(f",user,item,stars\n{start},1,2,3\n{start + 1},2,3,4\n")
    assert (names, rows) == (NAMES, ROWS)
    assert "counts the rows" in notes


def test_a_table_without_a_header_loses_no_row():
    names, rows, notes = read("u1,i1,3\nu2,i2,4\n")
    assert names == ["column 1", "column 2", "column 3"]
    assert rows == [["u1", "i1", "3"], ["u2", "i2", "4"]]
    assert "has no header" in notes
    assert read("user,101,102\n1,5,4\n")[0] == ["user", "101", "102"]


WORDS = st.text("abc xyz", min_size=1, max_size=12).filter(str.strip)


@given(st.lists(WORDS, max_size=3), st.integers(3, 6), st.integers(2, 8))
def test_any_lines_above_a_wide_table_change_none_of_its_cells(above, width, height):
    names = [f"name{at}" for at in range(width)]
    rows = [[f"c{row}_{at}" for at in range(width)] for row in range(height)]
    text = "\n".join([*above, ";".join(names), *(";".join(row) for row in rows)]) + "\n"
    found = read(text)
    assert found[:2] == (names, rows)
    assert bool(found[2]) == bool(above)
