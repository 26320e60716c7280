"""The Data page as rows and sentences: profile, split, words, mends, uploads."""

from pathlib import Path

import pandas as pd
import pytest

from promptrec.data.dataset import Dataset
from promptrec.data.loading import load
from promptrec.data.mending.mends import NAMES, UNRATED, Offer
from promptrec.data.reading.given import read_given
from promptrec.data.reading.mapping import Choice
from promptrec.data.reading.proposed import likely_files
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.uploaded import Mapped
from promptrec.data.rules import FieldRule
from promptrec.data.split import make_split
from promptrec.settings import SplitSettings
from promptrec.ui.data.profile import cold_share, newcomer_rows, with_ids, without_stop
from promptrec.ui.data.split import parts_table, people_words
from promptrec.ui.data.upload import tables_among
from promptrec.ui.data.upload_files import frame_of, telling_rows
from promptrec.ui.data.upload_form import what_is_left_out
from promptrec.ui.data.warnings import label
from promptrec.ui.data.words import plain_fields, raw_values, rules_in_force, words_table


def table_of(text: str, name: str = "any.csv") -> TextTable:
    return read_given(name, text.encode(), "utf-8").table


def test_each_split_says_who_is_new_and_one_that_cannot_be_made_says_why(
    tiny_dataset: Dataset,
) -> None:
    rows, reasons = newcomer_rows(tiny_dataset)
    by_name = {name: cells for name, *cells in rows}
    assert len(by_name) == len(rows)
    refused = [name for name, cells in by_name.items() if cells == ["–", "–"]]
    assert len(reasons) <= len(refused) and bool(reasons) == bool(refused)
    assert all(cell.endswith("%)") for cells in by_name.values() for cell in cells if cell != "–")


def test_nobody_new_is_nought_per_cent_even_without_a_test_part() -> None:
    assert cold_share(0, 0) == "0 (0 %)"
    assert cold_share(1, 3) == "1 (25 %)"


def test_the_first_rows_have_ids_titles_and_dates(tiny_dataset: Dataset) -> None:
    rows = with_ids(tiny_dataset)
    first = tiny_dataset.interactions.iloc[0]
    assert rows["user"].iloc[0] == tiny_dataset.users.index[first["user"]]
    assert rows["item"].iloc[0] == tiny_dataset.items["title"].iloc[first["item"]]
    assert rows["timestamp"].iloc[0].year == 1970
    assert tiny_dataset.interactions["user"].dtype != object  # the data is left as it was


def test_a_full_stop_may_follow_what_is_said_of_a_source() -> None:
    assert [without_stop(one) for one in ("CC BY 4.0.", " ours ", "")] == ["CC BY 4.0", "ours", "–"]


def test_the_parts_of_a_split_have_rows_and_shares(tiny_dataset: Dataset) -> None:
    split = make_split(tiny_dataset, SplitSettings(name="random"))
    table = parts_table(split, len(tiny_dataset.interactions))
    assert table.iloc[:, 1].astype(int).sum() == len(tiny_dataset.interactions)
    assert parts_table(split, 0).iloc[0, 2].endswith("%")
    people = split.warm_cold(tiny_dataset)
    assert f"**{people.warm_users}**" in people_words(people)


def test_words_are_tried_on_raw_cells_the_most_frequent_first(tiny_dataset: Dataset) -> None:
    values = raw_values(tiny_dataset, "user.gender")
    assert list(values) == sorted(values, reverse=True) and "" not in values.index
    shown = words_table(values, FieldRule(table={"F": "woman"}))
    assert dict(zip(shown.iloc[:, 0], shown.iloc[:, 1], strict=True))["F"] == "woman"
    assert list(raw_values(tiny_dataset, "context.weather").index) == ["sunny", "rainy"]


def test_a_list_is_shown_with_its_parts_apart(tiny_dataset: Dataset) -> None:
    values = raw_values(tiny_dataset, "item.genres")
    shown = words_table(values, FieldRule(separator="|"))
    assert "Crime" in set(shown.iloc[:, 1])
    assert any(" · " in words for words in shown.iloc[:, 1])


def test_only_fields_from_a_column_can_have_a_rule_those_of_users_first(
    tiny_dataset: Dataset,
) -> None:
    fields = plain_fields(tiny_dataset)
    assert {"user.gender", "item.genres", "context.weather"} <= set(fields)
    assert not {"item.title", "item.summary", "item.popularity", "user.user_id"} & set(fields)
    assert fields.index("user.gender") < fields.index("item.genres")


def test_a_rule_that_does_nothing_is_left_out_and_a_tried_one_wins() -> None:
    old, new = FieldRule(separator="|"), FieldRule(separator=";")
    assert rules_in_force({"a": old, "b": old}, {"a": new, "b": FieldRule()}) == {"a": new}


@pytest.mark.parametrize("name", NAMES)
def test_a_switch_says_how_often_it_mends(name: str) -> None:
    value = 0.0 if name == UNRATED else None
    assert label(Offer(name, 1234, value)).endswith(" (1,234)")
    assert not label(Offer(name, value=value)).endswith("(0)")


def test_files_are_told_apart_by_their_columns() -> None:
    tables = {
        "views.csv": table_of("user_id,item_id,rating\nu,i,1\n"),
        "people.csv": table_of("user_id,age\nu,3\n"),
        "films.csv": table_of("item_id,title\ni,Heat\n"),
    }
    found = likely_files(tables)
    assert found == {"interactions": "views.csv", "items": "films.csv", "users": "people.csv"}


def test_one_file_with_everything_is_interactions_and_items() -> None:
    found = likely_files({"all.csv": table_of("user_id,item_id,title\nu,i,Heat\n")})
    assert found == {"interactions": "all.csv", "items": "all.csv"}


def test_columns_and_files_that_do_not_count_are_named() -> None:
    tables = {"views.csv": table_of("a,b,c\n1,2,3\n"), "spare.csv": table_of("x\n1\n")}
    choice = Choice(columns={"user_id": "a"}, kept=["b"])
    parts = {"interactions": Mapped(table=tables["views.csv"], choice=choice)}
    assert what_is_left_out(tables, parts) == ({"views.csv": ["c"]}, ["spare.csv"])


def test_rows_with_foreign_letters_show_whether_an_encoding_is_right() -> None:
    table = table_of("title,year\nHeat,1995\nAmélie,2001\nUp,2009\n")
    assert telling_rows(table) == [1]
    assert list(frame_of(table, [1]).index) == [2]  # as errors number them
    assert isinstance(frame_of(table, []), pd.DataFrame)


def test_the_profile_of_data_without_timestamps_has_no_dates(tmp_path: Path) -> None:
    (tmp_path / "interactions.csv").write_text("user_id,item_id,rating\nu,i,5\nv,i,1\n")
    (tmp_path / "items.csv").write_text("item_id,title\ni,Heat\n")
    (tmp_path / "dataset.toml").write_text('name = "bare"\nlike_at = 3\n')
    assert list(with_ids(load(tmp_path))["user"]) == ["u", "v"]


@pytest.mark.parametrize(
    ("files", "tables"),
    [
        (["a.CSV", "b.tsv", "notes.txt"], ["a.CSV", "b.tsv"]),
        (["a.txt"], ["a.txt"]),
        (["a.csv", "all.zip"], []),  # a zip that is left is a layout
        (
            ["a.xlsx", "b.jsonl.gz", "dataset.toml", "c.parquet"],
            ["a.xlsx", "b.jsonl.gz", "c.parquet"],
        ),
        (["dataset.toml"], []),
    ],
)
def test_only_tables_are_mapped(files: list[str], tables: list[str]) -> None:
    assert tables_among(files) == tables
