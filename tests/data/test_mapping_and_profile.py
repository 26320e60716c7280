"""Somebody's own columns, figures for the Data page, and writing a set back."""

import numpy as np
import pytest

from promptrec.data.assemble import Tables, assemble
from promptrec.data.dataset import About
from promptrec.data.profile import profile
from promptrec.data.reading.csvfile import parse_csv
from promptrec.data.reading.mapping import Choice, guess_of, map_columns, one_row_each
from promptrec.errors import DataError

OWN = b"uid,Book-ID,book_title,stars\n7,b1,Emma,5\n7,b2,Dune,1\n8,b1,Emma (again),4\n"


def test_one_file_with_its_own_names_becomes_a_data_set():
    table = parse_csv("books.csv", OWN)
    columns = guess_of(table, "interactions")
    assert columns == {"user_id": "uid", "item_id": "Book-ID", "rating": "stars"}
    rows = map_columns(table, "interactions", Choice(columns=columns))
    of_items = Choice(columns=guess_of(table, "items"))
    items, note = one_row_each(map_columns(table, "items", of_items), "item_id")
    assert "1 items in a later row (first in data row 3, column book_title)" in str(note)
    dataset = assemble(Tables(about=About(name="books"), interactions=rows, items=items))
    assert dataset.items["title"].tolist() == ["Emma", "Dune"]
    assert dataset.label.tolist() == [1, 0, 1]
    assert not dataset.context


def test_a_wrong_mapping_is_an_error():
    table = parse_csv("books.csv", OWN)
    ids = {"user_id": "uid", "item_id": "Book-ID"}
    faults = [
        (Choice(columns={**ids, "rating": "star"}), "no column 'star'.*Nearest: stars"),
        (Choice(columns={**ids, "label": "uid"}), r"column uid of books\.csv is chosen twice"),
        (Choice(columns=ids, kept=["uid"]), "column uid that is not mapped"),
        (Choice(columns={"item_id": "Book-ID"}), r"which column of books\.csv is this: User id"),
    ]
    for choice, words in faults:
        with pytest.raises(DataError, match=words):
            map_columns(table, "interactions", choice)


def test_profile_counts(tiny_dataset):
    found = profile(tiny_dataset)
    assert (found.users, found.items, found.interactions) == (12, 10, 144)
    assert sum(found.ratings.values()) == found.per_user.sum() == found.per_item.sum() == 144
    assert (np.diff(found.per_item) <= 0).all()
