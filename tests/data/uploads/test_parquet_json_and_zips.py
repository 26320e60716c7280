"""Parquet, JSON and zips of tables, their bytes written here."""

import datetime as dt
import gzip
import io
import zipfile
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from promptrec.data.formats.opened import members_of, read_any
from promptrec.errors import DataError


def read(file, content):
    (given,) = read_any(file, content)
    columns = {name: column.cells.tolist() for name, column in given.table.columns.items()}
    return columns, given


def parquet(**columns):
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def zipped(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


NS = 1260759144123456789
PARQUET = [
    (pa.array([1, 2, None]), ["1", "2", ""]),
    (pa.array([1.0, 2.0, None]), ["1", "2", ""]),  # whole numbers with gaps, as pandas keeps them
    (pa.array([4.1, 4.0, float("nan")], pa.float32()), ["4.1", "4", ""]),
    (pa.array([Decimal("12.50"), Decimal("3.00"), None]), ["12.50", "3.00", ""]),
    (pa.array([dt.date(2025, 8, 24)] * 3), ["2025-08-24"] * 3),
    (pa.array([NS] * 3, pa.timestamp("ns")), ["2009-12-14 02:52:24.123456789"] * 3),
    (pa.array([NS // 10**6] * 3, pa.timestamp("ms")), ["2009-12-14 02:52:24.123"] * 3),
    (
        pa.array([NS // 10**9] * 3, pa.timestamp("s", tz="Europe/Berlin")),
        ["2009-12-14 02:52:24.000Z"] * 3,
    ),
    (pa.array([True, False, None]), ["true", "false", ""]),
    (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
    (pa.array([["a", "b"], [], None]), ["a|b", "", ""]),
    (pa.array([["a", "b|c"], ["d"], None]), ["a;b|c", "d", ""]),
    (pa.array([2**60, 1, 0]), [str(2**60), "1", "0"]),
]


@pytest.mark.parametrize(("column", "cells"), PARQUET)
def test_every_kind_of_parquet_column_is_text_without_loss(column, cells):
    assert read("x.parquet", parquet(a=column))[0]["a"] == cells


def test_nested_columns_are_named_by_their_path_and_lists_of_objects_are_told():
    content = parquet(
        a=pa.array([1, 2]),
        meta=pa.array([{"price": 1.5, "in": {"stock": 3}}] * 2),
        reviews=pa.array([[{"text": "x"}]] * 2),
    )
    columns, given = read("x.parquet", content)
    assert list(columns) == ["a", "meta.price", "meta.in.stock"]
    assert "were left out: reviews" in str(given.notes[0])


def test_the_index_of_a_data_frame_is_no_column():
    assert list(read("x.pq", parquet(__index_level_0__=[5, 6], a=["x", "y"]))[0]) == ["a"]


def test_a_damaged_parquet_file_is_one_sentence():
    for content in (parquet(a=[1])[:40], b"", b"hello"):
        with pytest.raises(DataError, match="is no Parquet file that can be read"):
            read("x.parquet", content)


LINES = b'{"user":"a","meta":{"tags":["x","y"]},"r":4}\n\n{"user":"b","r":null,"n":[{"a":1}]}\n'


def test_json_lines_may_nest_and_lack_keys():
    columns, given = read("x.jsonl", LINES)
    assert columns == {"user": ["a", "b"], "meta.tags": ["x|y", ""], "r": ["4", ""]}
    assert given.lists == {"meta.tags": "|"}
    said = " ".join(map(str, given.notes))
    assert "were left out: n" in said
    assert "columns that are empty in some rows: 2" in said


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_one_list_of_objects_is_a_table_too(mark):
    columns, _ = read("x.json", mark + b'[{"user":1,"ok":true},{"user":2,"ok":false}]')
    assert columns == {"user": ["1", "2"], "ok": ["true", "false"]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a":1}\nnope\n', "x.jsonl, line 2"),
        (b"[1,2]", "line 1: is no JSON object"),
        (b'[{"a":1}', "line 1"),
        (b"[" * 100_000, "line 1"),
        (b"{}\n", "no rows"),
        (b"", "no rows"),
    ],
)
def test_what_is_no_json_is_one_sentence_with_its_line(content, words):
    with pytest.raises(DataError, match=words):
        read("x.jsonl", content)


def test_packed_files_are_what_is_in_them():
    assert read("x.csv.gz", gzip.compress(b"a,b\n1,2\n"))[0] == {"a": ["1"], "b": ["2"]}
    assert read("x.jsonl.gz", gzip.compress(LINES))[0]["user"] == ["a", "b"]
    with pytest.raises(DataError, match="is no gzip file"):
        read("x.csv.gz", gzip.compress(b"a,b\n1,2\n")[:-6])


def test_a_zip_of_one_file_or_several_is_these_files():
    assert members_of("x.zip", zipped({"orders.csv": "a\n"})) == {"orders.csv": b"a\n"}
    found = members_of(
        "x.zip",
        zipped(
            {
                "data/a.csv": "1",
                "data/b.xlsx": "2",
                "data/dataset.toml": "3",
                "data/notes.pdf": "4",
                "__MACOSX/data/a.csv": "5",
                "data/.hidden.csv": "6",
            }
        ),
    )
    assert sorted(found) == ["a.csv", "b.xlsx", "dataset.toml"]


def test_files_of_one_name_are_called_by_their_folders():
    found = members_of("x.zip", zipped({"one/a.csv": "1", "two/a.csv": "2"}))
    assert found == {"one/a.csv": b"1", "two/a.csv": b"2"}


def test_a_zip_in_a_public_layout_is_left_to_it():
    content = zipped(
        {
            "ml/ratings.csv": "userId,movieId,rating,timestamp\n1,2,4.5,1260000000\n",
            "ml/movies.csv": "movieId,title,genres\n2,Heat (1995),Crime\n",
        }
    )
    assert members_of("x.zip", content) is None


def test_a_zip_without_tables_or_damaged_is_one_sentence():
    with pytest.raises(DataError, match="holds no table"):
        members_of("x.zip", zipped({"a.pdf": "1", "b.zip": "2"}))
    with pytest.raises(DataError, match=r"x\.zip"):
        members_of("x.zip", zipped({"a.csv": "1"})[:30])
    with pytest.raises(DataError, match="out of"):
        members_of("x.zip", zipped({"../a.csv": "1"}))
