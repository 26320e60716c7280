"""Archives and files that want more than a table needs are one sentence, soon."""

import io
import sys
import zipfile

import openpyxl
import pytest

from benchmarks.faults.big_inputs import BIG, HEAD
from benchmarks.faults.hostile_zips import archive, hostile, tried
from promptrec.cli.main import main
from promptrec.data.formats.opened import encoding_of, members_of, read_any
from promptrec.data.reading.csvfile import parse_csv
from promptrec.data.reading.huge import LARGE
from promptrec.data.reading.names import file_name
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.ui.data.uploads import save_files

ROW = b"user_id,item_id\nu,i\n"


@pytest.mark.parametrize("what", [what for what, _ in hostile()])
def test_a_hostile_archive_is_a_sentence_and_nothing_is_written(what):
    said = tried(dict(hostile())[what]())
    assert not said.startswith(("TAKEN", "TRACEBACK"))
    assert len(said) < 250


@pytest.mark.parametrize("what", list(BIG))
def test_what_is_no_table_is_refused_before_it_is_cut_into_cells(what):
    content = BIG[what](60_000_000)
    name = "f.json" if "JSON" in what else "f.csv"
    with pytest.raises(DataError, match=r"^f\.(csv|json)\b.*\.$"):
        read_any(name, content, encoding_of(name, content))
    if name == "f.csv":
        with pytest.raises(DataError, match=r"^f\.csv\b.*\.$"):
            parse_csv(name, content)


def test_a_large_file_without_a_fault_is_read_as_a_small_one():
    row = b'u%d,"i ""%d""\n ' + b"b" * 200 + b'",4\n'
    content = HEAD + b"".join(row % (at, at % 99) for at in range(90_000))
    assert len(content) > LARGE
    table = read_any("f.csv", content)[0].table
    assert table.rows == 90_002
    assert table.columns["item_id"].cell(table.rows - 1) == f'i "{89_999 % 99}"\n {"b" * 200}'


def test_rows_that_follow_two_megabytes_of_nothing_are_read():
    blank = b"\n" * 1_900_000 + (b" " * 200 + b"\n") * 90_000
    for content in (blank + HEAD, HEAD.splitlines(keepends=True)[0] + blank + b"u,i,3\n"):
        assert len(content) > LARGE
        assert parse_csv("f.csv", content).rows in (1, 2)


def test_a_fault_far_down_in_a_large_file_keeps_its_row():
    content = HEAD + (b"u1," + b"i" * 200 + b",4\n") * 90_000 + b"u1,i1\n"
    assert len(content) > LARGE
    with pytest.raises(DataError, match=r"data row 90003, column rating: .*2 cells"):
        parse_csv("f.csv", content)


def test_several_archives_share_what_they_may_unpack_to(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("promptrec.cli.bring.MOST_BYTES", 30_000)
    for name in ("a", "b"):
        (tmp_path / f"{name}.zip").write_bytes(archive((f"{name}.csv", ROW + b"u,i\n" * 5_000)))
    files = [str(tmp_path / f"{name}.zip") for name in ("a", "b")]
    out = str(tmp_path / "out")
    assert main(["import", *files, "--out", out, "--home", str(tmp_path / "home")]) == 2
    assert "b.zip unpacks to more than 9,980 bytes" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def far_cell() -> bytes:
    """A workbook whose second cell stands in the last corner."""
    return sheet(
        f'<c r="A1" t="n"><v>1</v></c></row><row r="{2**20}"><c r="XFD{2**20}"><v>1</v></c>'
    )


def sheet(cells: str, dimension: str = "A1:XFD1048576") -> bytes:
    """A workbook of one sheet, which says to be as large as one can be."""
    made, packed = openpyxl.Workbook(), io.BytesIO()
    made.active.append([1])
    made.save(packed)
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content = (
                    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                    f'<dimension ref="{dimension}"/><sheetData><row r="1">{cells}</row></sheetData>'
                    "</worksheet>"
                )
            target.writestr(name, content)
    return out.getvalue()


def test_a_cell_in_the_last_corner_of_a_sheet_is_a_sentence():
    with pytest.raises(DataError, match="more than 2,000 columns"):
        read_any("f.xlsx", far_cell())


def test_what_a_sheet_says_of_its_size_is_not_believed():
    cells = '<c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="A2"><v>1</v></c>'
    assert read_any("f.xlsx", sheet(cells))[0].table.columns["a"].values == ["1"]


def test_a_parquet_file_of_one_value_a_million_times_over_is_a_sentence():
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    pq.write_table(pa.table({"a": pa.array([1] * 20_000_000, pa.int8())}), out)
    with pytest.raises(DataError, match="more than 200 times its size"):
        read_any("f.parquet", out.getvalue())


@pytest.mark.parametrize("depth", [900, 990, 100_000])
def test_a_deep_json_object_is_a_sentence_or_a_table(depth):
    text = '{"a": ' * depth + "1" + "}" * depth
    try:
        read_any("f.jsonl", text.encode())
    except DataError as error:
        assert str(error).startswith("f.jsonl")


@pytest.mark.parametrize("name", ["", ".", "..", "a/..", "\\", "a\0b", "x" * 300, "a\nb"])
def test_an_upload_that_has_no_name_is_a_sentence(name):
    with pytest.raises(DataError, match="is no name for a file"):
        file_name(name)


@pytest.mark.parametrize("name", [".", "..", "..zip", "a\0b.csv"])
def test_an_upload_under_such_a_name_leaves_nothing(tmp_path, monkeypatch, name):
    monkeypatch.setenv("PROMPTREC_HOME", str(tmp_path))
    with pytest.raises(DataError):
        save_files({name: ROW}, "mine")
    assert not [path for path in tmp_path.rglob("*") if "mine" in path.name]
    if sys.platform == "linux":
        with pytest.raises(DataError, match="cannot be unpacked"):
            members_of(name, ROW)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("u.data", b"1\t2\t3\t4\n"),
        ("ratings.dat", b"1::2::3::4\n"),
        ("BX-Book-Ratings.csv", b'"User-ID";"ISBN";"Book-Rating"\n'),
    ],
)
def test_a_public_layout_with_an_endless_line_is_a_sentence(tmp_path, name, head):
    others = {"u.data": "u.item", "ratings.dat": "movies.dat"}
    (tmp_path / others.get(name, "BX-Books.csv")).write_bytes(
        b'"ISBN";"Book-Title"\n' + b"x" * 17_000_000
    )
    (tmp_path / name).write_bytes(head + b"x" * 17_000_000)
    with pytest.raises(DataError, match="longer than 16,000,000 bytes"):
        open_dataset(str(tmp_path))
