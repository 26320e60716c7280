"""Whatever bytes somebody uploads under whatever name: tables, or one plain sentence."""

import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.data.assemble import assemble
from promptrec.data.formats.opened import members_of, read_any
from promptrec.data.reading.brought import Brought
from promptrec.data.reading.proposed import proposed
from promptrec.errors import DataError

NAMES = ["x.csv", "x.tsv", "x.jsonl", "x.json", "x.parquet", "x.xlsx", "x.csv.gz", "x"]


def plain(error):
    text = str(error)
    assert text.endswith((".", "?")), text
    assert len(text) < 700


def parquet():
    file = io.BytesIO()
    pq.write_table(pa.table({"user": ["a", "b"], "item": ["x", "y"]}), file)
    return file.getvalue()


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "user,item\n1,2\n")
    return file.getvalue()


SOUND = [
    b"user,item,stars\na,x,5\nb,y,4\n",
    b'{"user":"a","item":"x","n":{"k":[1,2]}}\n{"user":"b","item":"y"}\n',
    parquet(),
    zipped(),
]
PIECES = st.sampled_from([b"", b"\0", b'"', b"\n", b"{", b"]", b"\xff\xfe", b"PAR1", b"9" * 40])


@given(st.sampled_from(NAMES), st.binary(max_size=120))
def test_any_bytes_are_tables_or_a_sentence(name, content):
    try:
        read_any(name, content)
    except DataError as error:
        plain(error)


@given(st.sampled_from(NAMES), st.sampled_from(SOUND), st.integers(0, 400), PIECES)
def test_a_damaged_file_is_tables_or_a_sentence(name, content, at, piece):
    at %= len(content)
    content = content[:at] + piece + content[at + 1 :]
    try:
        found = read_any(name, content)
        members_of("x.zip", content)
    except DataError as error:
        plain(error)
    else:
        assert found


CELLS = st.sampled_from(
    ["a", "b", "x", "1", "4,5", "03/04/2025", "2025-08-24", "", "true", "Total"]
)


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=8))
def test_any_table_under_usual_names_is_a_data_set_or_a_sentence(rows):
    lines = ["user;item;stars;when", *(";".join(row) for row in rows)]
    try:
        given_tables = {one.table.file: one for one in read_any("x.csv", "\n".join(lines).encode())}
        parts = proposed(given_tables, {}, {})
        data = assemble(Brought(parts=parts).tables("x"))
    except DataError as error:
        plain(error)
    else:
        assert len(data.interactions) <= len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_at_all_is_a_sentence(name):
    with pytest.raises(DataError) as caught:
        read_any(name, b"")
    plain(caught.value)
