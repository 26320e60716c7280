"""Whatever bytes somebody uploads: a data set or one plain sentence, never a traceback."""

import contextlib
import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from promptrec.data.loading import load
from promptrec.data.reading.csvfile import parse_csv
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError

GOOD = {
    "interactions.csv": "user_id,item_id,rating,timestamp,mood\nu1,i1,4,10,a\nu2,i2,1.5,20,\n",
    "items.csv": 'item_id,title\ni1,"Alien, ""1"""\ni2,Babe\n',
    "dataset.toml": 'name = "x"\nlike_at = 4\n[fields."context.mood"]\nwords = { a = "b" }\n',
}
PIECES = st.sampled_from(
    ['"', '""', ",", "\n", "\n\n", "\r", "\0", "", " ", "-", "[", "=", "u1", "é", "\u2028", "nan"]
).map(str.encode) | st.sampled_from([b"\xff", b"\xef\xbb\xbf", b"1e999", b"9" * 400])


def changed(text, edits):
    content = text.encode()
    for at, length, piece in edits:
        start = at % (len(content) + 1)
        content = content[:start] + piece + content[start + length :]
    return content


EDITS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 6), PIECES), max_size=5)


def plain(error):
    text = str(error)
    assert text.endswith((".", "?")), text
    assert len(text) < 600


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_sentence(content):
    try:
        parse_csv("x.csv", content)
    except DataError as error:
        plain(error)


@given(st.sampled_from(sorted(GOOD)), EDITS)
def test_a_damaged_folder_is_a_data_set_or_a_sentence(name, edits):
    with tempfile.TemporaryDirectory() as folder:
        for file, text in GOOD.items():
            content = changed(text, edits) if file == name else text.encode()
            (Path(folder) / file).write_bytes(content)
        try:
            dataset = load(folder)
        except DataError as error:
            plain(error)
        else:
            assert len(dataset.interactions)
            assert len(dataset.fingerprint()) == 64


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), min_size=1, max_size=6))
def test_what_a_csv_writer_writes_is_read_back(rows):
    file = io.StringIO(newline="")
    cells = [[cell.replace("\0", "") for cell in row] for row in rows]
    cells = [row for row in cells if "".join(row).strip()]  # blank rows are no rows
    assume(cells)
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["a", "b"], *cells])
    with contextlib.suppress(UnicodeEncodeError):
        table = parse_csv("x.csv", file.getvalue().encode())
        found = zip(table.columns["a"].cells, table.columns["b"].cells, strict=True)
        assert [list(row) for row in found] == cells


LAYOUT_FILES = {
    "u.data": "196\t1\t3\t881250949\n",
    "u.item": "1|A (1995)|x||y" + "|1" * 19 + "\n",
    "u.user": "196|49|M|writer|55105\n",
}


@given(st.sampled_from(sorted(LAYOUT_FILES)), EDITS)
def test_a_damaged_layout_is_a_data_set_or_a_sentence(name, edits):
    with tempfile.TemporaryDirectory() as folder:
        for file, text in LAYOUT_FILES.items():
            content = changed(text, edits) if file == name else text.encode()
            (Path(folder) / file).write_bytes(content)
        try:
            open_dataset(folder)
        except DataError as error:
            plain(error)


@pytest.mark.parametrize("line", [b"[" * 100_000, b'{"a":' * 60_000, b"\xff", b"1" * 9_000, b"{}"])
def test_a_hostile_review_file_is_a_sentence(tmp_path, line):
    review = b'{"reviewerID":"A","asin":"B","overall":3,"unixReviewTime":1362182400}\n'
    (tmp_path / "reviews.json").write_bytes(review + line + b"\n")
    with pytest.raises(DataError) as caught:
        open_dataset(str(tmp_path))
    plain(caught.value)
    (tmp_path / "reviews.json").write_bytes(review)
    (tmp_path / "meta.json").write_bytes(line + b"\n")
    with contextlib.suppress(DataError):
        open_dataset(str(tmp_path))
