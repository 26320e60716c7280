"""Ratings with decimal commas and thousands, labels in words: read, asked about or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.data.cells.understood import questions, understood
from promptrec.data.reading.table import table_of
from promptrec.errors import DataError


def read(cells, column="rating", **answers):
    table, notes = understood(table_of("x.csv", {column: cells}), answers)
    return table.columns[column].cells.tolist(), [str(note) for note in notes]


READ = [
    (["4,5", "3"], ["4.5", "3"]),
    (["4,50", "3,25"], ["4.50", "3.25"]),
    (["1,234.5", "2"], ["1234.5", "2"]),
    (["1.234,5", "2.500"], ["1234.5", "2500"]),
    (["1,234,567", "3"], ["1234567", "3"]),
    (["1 234,5", "3"], ["1234.5", "3"]),
    (["1\u00a0234", "3"], ["1234", "3"]),
    (["1'234.50"], ["1234.50"]),
    (["４.５", "3"], ["4.5", "3"]),
    (["12,345", "4,5"], ["12.345", "4.5"]),
    (["-1,5", ""], ["-1.5", ""]),
]


@pytest.mark.parametrize(("cells", "wanted"), READ)
def test_numbers_of_other_countries_are_plain_ones_and_that_is_told(cells, wanted):
    found, notes = read(cells)
    assert found == wanted
    assert len(notes) == 1


@pytest.mark.parametrize(
    "cells", [["4", "3.5"], ["0.123", "1.234"], ["4/5", "3"], ["85%"], ["1e3"], ["good"]]
)
def test_plain_numbers_and_what_is_none_stay(cells):
    assert read(cells) == (cells, [])


@pytest.mark.parametrize(
    ("cells", "decimal", "thousands"),
    [
        (["1,234", "987"], ["1.234", "987"], ["1234", "987"]),
        (["1.234", "12.345"], ["1.234", "12.345"], ["1234", "12345"]),
    ],
)
def test_three_digits_behind_every_sign_are_asked_about(cells, decimal, thousands):
    (question,) = questions(table_of("x.csv", {"rating": cells}))
    assert question.name == "comma"
    with pytest.raises(DataError, match="Nothing is guessed"):
        read(cells)
    assert read(cells, comma="decimal")[0] == decimal
    assert read(cells, comma="thousands")[0] == thousands


def test_commas_and_points_in_one_column_are_refused_at_their_rows():
    with pytest.raises(
        DataError, match=r"data row 2.*'4,5' has a decimal comma, '3\.5' in data row 1"
    ):
        read(["3.5", "4,5"])


def test_yes_and_no_are_labels_in_english_and_chinese():
    assert read(["Yes", "no"], "label")[0] == ["1", "0"]
    found, notes = read(["是", "否", "是"], "label")
    assert found == ["1", "0", "1"]
    assert "是 was read as 1" in notes[0]
    assert read(["yes", "perhaps"], "label") == (["yes", "perhaps"], [])


@given(st.lists(st.integers(-(10**6), 10**6).map(lambda n: n / 100), min_size=1, max_size=6))
def test_a_decimal_comma_never_changes_a_number(values):
    cells = [f"{value:.2f}".replace(".", ",") for value in values]
    found, _ = read(cells)
    assert [float(cell) for cell in found] == pytest.approx(values)


@given(st.lists(st.text("0123456789.,' -", max_size=8), min_size=1, max_size=4))
def test_any_cells_are_read_or_refused_in_a_sentence(cells):
    try:
        found, _ = read(cells)
    except DataError as error:
        assert str(error).endswith(".")
    else:
        assert len(found) == len(cells)
