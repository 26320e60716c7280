"""The table [mend] of dataset.toml, and what mending leaves as it was."""

import pytest
from odd_data import TOML, made, rows

from promptrec.data.about import read_about
from promptrec.data.mending.mends import Mends, Offer, one_each
from promptrec.data.reading.writing import write_tables
from promptrec.data.shipped import open_dataset, shipped_names, tables_of
from promptrec.errors import DataError
from promptrec.words.table import Sentence


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("strip_blank = true", "unknown key 'strip_blank'.*Nearest: strip_blanks"),
        ("xyz = true", r"unknown key 'xyz'; known are .*unrated\."),
        ('strip_blanks = "yes"', "strip_blanks must be true or false"),
        ("unrated = 0", "unrated must be a list of numbers"),
        ("unrated = [true]", "unrated must be a list of numbers"),
    ],
)
def test_a_wrong_mend_is_one_sentence(tmp_path, line, said):
    with pytest.raises(DataError, match=said):
        made(tmp_path, toml=f"{TOML}[mend]\n{line}\n")
    with pytest.raises(DataError, match="mend must be a table"):
        made(tmp_path, toml=f"{TOML}mend = 3\n")


def test_a_mend_that_leaves_no_row_is_an_error(tmp_path):
    with pytest.raises(DataError, match="no row is left after the mends"):
        made(tmp_path, toml=f"{TOML}[mend]\nunrated = [3]\n", interactions=rows(lambda _: 3))


def test_a_mend_with_nothing_to_do_says_nothing_and_changes_nothing(tmp_path):
    plain = made(tmp_path / "a")
    all_of_them = "strip_blanks = true\njoin_decimals = true\ndrop_copies = true\nclean_text = true"
    mended = made(tmp_path / "b", toml=f"{TOML}[mend]\n{all_of_them}\nunrated = [-1]\n")
    assert mended.notes == ()
    assert mended.fingerprint() == plain.fingerprint()


def test_errors_after_a_mend_name_the_row_of_the_file(tmp_path):
    bad = rows(lambda at: 0 if at % 2 else 4).replace(",4,1266048000", ",4,never")
    with pytest.raises(
        DataError, match=r"interactions\.csv, data row 71, column timestamp: 'never'"
    ):
        made(tmp_path, toml=f"{TOML}[mend]\nunrated = [0]\n", interactions=bad)


def test_nobody_is_left_of_whom_every_row_went(tmp_path):
    interactions = rows(lambda at: 0 if at % 6 == 5 else at % 5 + 1)
    dataset = made(tmp_path, toml=f"{TOML}[mend]\nunrated = [0]\n", interactions=interactions)
    assert list(dataset.users.index) == list("12345")


def test_offers_of_one_switch_are_one():
    offers = [Offer("clean_text", 2), Offer("unrated", 3, 0.0), Offer("clean_text", 5)]
    assert one_each(offers) == (Offer("clean_text", 7), Offer("unrated", 3, 0.0))
    assert Mends().with_offer(offers[1]).with_offer(offers[0]) == Mends(
        clean_text=True, unrated=(0.0,)
    )


def test_mends_are_written_and_read_back(tmp_path):
    made(tmp_path, toml=f"{TOML}[mend]\nclean_text = true\nunrated = [0, -1]\n")
    write_tables(tables_of(str(tmp_path)), tmp_path)
    assert read_about(tmp_path).mend == Mends(clean_text=True, unrated=(-1.0, 0.0))


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_data_is_not_warned_of(name):
    dataset = open_dataset(name)
    assert dataset.warnings == ()
    assert dataset.offers == ()


def test_every_warning_can_be_said_in_chinese(tmp_path):
    items = 'item_id,title\n1,A &amp; B\n2,\n3,"var x = 1;"\n'
    lines = (
        "user_id,item_id,rating,timestamp\n7,1,0,1\n7 ,2,0,1\n7,1,0,1\n7,3,2,1\n7,2,4,1\n7,2,0,1\n"
    )
    dataset = made(tmp_path, toml="[mend]\ndrop_copies = true\n", items=items, interactions=lines)
    assert len(dataset.warnings) > 4
    for text in (*dataset.warnings, *dataset.notes):
        assert isinstance(text, Sentence)
        said = text.in_language("zh")
        assert "。" in said
        assert "data row" not in said
