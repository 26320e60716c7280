"""Somebody's own table is read right however it is written, or refused in one sentence."""

import pytest

from promptrec.data.reading.csvfile import read_csv
from promptrec.data.reading.encoding import encodings_of
from promptrec.data.reading.given import read_given
from promptrec.data.reading.table import table_of
from promptrec.data.reading.writing import write_table
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError


def rows_of(table):
    cells = [column.cells.tolist() for column in table.columns.values()]
    return [list(table.columns), *map(list, zip(*cells, strict=True))]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_is_found_by_header_and_rows(separator):
    rows = [["user", "item", "said"], ["1", "10", "a: b"], ["2", "11", "c. d"]]
    text = "\n".join(separator.join(row) for row in rows)
    found = read_given("x.csv", text.encode())
    assert found.dialect.separator == separator
    assert rows_of(found.table) == rows


def test_a_separator_inside_cells_is_none():
    text = "user;item;price, EUR\n1;2;3,50\n2;3;4,50\n"
    assert rows_of(read_given("x.csv", text.encode()).table)[1] == ["1", "2", "3,50"]
    assert rows_of(read_given("x.csv", b"id,title\n1,a;b\n2,c;d|e\n").table)[1] == ["1", "a;b"]


def test_a_first_line_that_names_the_separator_is_no_header():
    found = read_given("x.csv", b"sep=;\r\na,b;c\r\n1,2;3\r\n")
    assert rows_of(found.table) == [["a,b", "c"], ["1,2", "3"]]


QUOTES = [
    (b'"a";"b"\n"1";"Rites \\"of\\" P; x"\n', ["1", 'Rites "of" P; x']),
    (b'"a";"b"\n"1";"AC\\DC \\"live\\""\n', ["1", 'AC\\DC "live"']),
    (b'"a";"b"\n"1";"\\\\ \\"x\\""\n', ["1", '\\ "x"']),
    (b'a;b\n1;C:\\"x\n', ["1", 'C:\\"x']),
    (b'a,b\n1,"C:\\"\n', ["1", "C:\\"]),
    (b'a,b\n1,"one, ""two"""\n', ["1", 'one, "two"']),
    (b'a\tb\n1\t"Hello\n2\tyou"\n', ["1", '"Hello']),
    (b'a\tb\n1\t"Heroes"\n2\tLow\n', ["1", '"Heroes"']),
    (b'a\tb\n1\t"Hello"\n2\t"you"\n', ["1", "Hello"]),
    (b'"a"\t"b"\n1\t2\n', ["1", "2"]),
    (b'a\tb\n1\t"""Heroes"" x"\n2\tLow\n', ["1", '"Heroes" x']),
    (b'a\tb\n1\t"one\ttwo"\n2\tx\n', ["1", "one\ttwo"]),
    (b'a\tb\tc\n1\t"x\t5\n2\t"\t4\n', ["1", '"x', "5"]),
]


@pytest.mark.parametrize(("content", "first"), QUOTES)
def test_quotes_are_read_as_they_were_meant(content, first):
    assert rows_of(read_given("x.tsv", content).table)[1] == first


BLANKS = [
    b"a,b\n1,2\n,\n , \n,,,\n\n3,4\n",
    b"\n,\na,b\n1,2\n3,4\n,\n",
    b"a,b,\n1,2,\n3,4, \n",
    b"a;b;;\n1;2;;\n3;4;;\n",
    b"a,b,\n1,2\n3,4\n",
    b"a\tb\n1\t2\n\t\n3\t4\n",
]


@pytest.mark.parametrize("content", BLANKS)
def test_blank_rows_and_nameless_empty_columns_at_the_end_are_left_out(content):
    assert rows_of(read_given("x.csv", content).table) == [["a", "b"], ["1", "2"], ["3", "4"]]


FAULTS = [
    (b"a,b,c,d\n1,2,3,4,5\n1,2,3,4,5\n", "x.csv, data row 1, column d: the row has 5 cells"),
    (b"a;b\n1;2\n;\n3;4;5\n", "x.csv, data row 2, column b: the row has 3 cells, the header has 2"),
    (b"a|b\n1|2\n3\n", "between two separators (here: vertical bar)"),
    (b"a,,c\n1,2,3\n", "x.csv, header, column 2: has no name"),
    (b",a\n7,1\n", "x.csv, header, column 1: has no name"),
    (b"a,b,\n1,2,\n3,4,5\n", "x.csv, header, column 3: has no name"),
    (b"a,b\n1,2,\n3,4,\n", "x.csv, data row 1, column b: the row has 3 cells"),
    (b'a;b\n;\n1;2\n3;"4\n5;6\n', "x.csv, data row 2, column b: a double quote is opened"),
    (b'a;b\n1;"x \\"y\\""\n2;"t\\";M"\n3\n', "x.csv, data row 3, column b: the row has 1 cells"),
    (b"a\tb\n1\t" + b"x" * 150_000, "x.csv, data row 1, column b: the cell has 150,000 characters"),
    (b"a;b\n1;2\0\n", "x.csv, data row 1, column b: holds a NUL byte"),
    (b"a;a\n1;2\n", "x.csv, header, column a: stands 2 times"),
    (b"a;b\n;\n", "x.csv has a header but no rows"),
    (b"\xef\xbb\xbf\n", "x.csv is empty"),
    (b"a;b\n1;2\n3;caf\xe9\n", "x.csv, data row 2, column b: byte 0xe9 is not UTF-8. Save it as"),
    ("a,b\n".encode("utf-16"), "x.csv is written in UTF-16, not in UTF-8. Save it as UTF-8."),
]


@pytest.mark.parametrize(("content", "words"), FAULTS)
def test_a_malformed_table_is_one_sentence_with_file_and_row(content, words):
    with pytest.raises(DataError) as caught:
        read_given("x.csv", content)
    assert words in str(caught.value)
    assert caught.value.sentence.key


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("a,b\n1,café\n", "windows-1252"),
        ("a,b\n1,“x” 5 €\n", "windows-1252"),
        ("a,b\n1,红楼梦\n", "gb18030"),
        ("a,b\n1,红楼梦\n", "utf-16"),
        ("a,b\n1,红楼梦\n", "utf-8"),
    ],
)
def test_the_likeliest_encoding_comes_first(text, encoding):
    content = text.encode(encoding)
    assert encodings_of(content)[0] == encoding
    found = read_given("x.csv", content, encoding)
    assert rows_of(found.table)[1] == text.split("\n")[1].split(",")


def test_only_encodings_that_can_be_read_are_offered():
    assert encodings_of(b"a,b\n1,\x81 \xe9 x\n") == ("latin-1",)
    assert encodings_of(b"a\0\xe9") == ("utf-8",)  # whose fault names the place
    with pytest.raises(DataError, match=r"byte 0x81 is not windows-1252\. Choose another"):
        read_given("x.csv", b"a,b\n1,\x81\n", "windows-1252")


def test_what_is_kept_of_a_table_reads_back(tmp_path):
    cells = {"a": ["x\ry", "x\ny", 'q"', " "], "b, c": ["", "1,2", "é;\t|", "\\"]}
    table = table_of("x.csv", cells)
    write_table(table, tmp_path / "x.csv")
    assert rows_of(read_csv(tmp_path / "x.csv")) == rows_of(table)


def test_a_folder_may_spell_its_files_in_capitals(tmp_path):
    (tmp_path / "Interactions.CSV").write_text("user_id,item_id\nu,i\n", encoding="utf-8")
    (tmp_path / "ITEMS.CSV").write_text("item_id,title\ni,Heat\n", encoding="utf-8")
    (tmp_path / "DATASET.TOML").write_text('name = "loud"\n', encoding="utf-8")
    assert open_dataset(str(tmp_path)).about.name == "loud"
    (tmp_path / "ITEMS.CSV").write_text("item_id,title\n,Heat\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"ITEMS\.CSV, data row 1"):
        open_dataset(str(tmp_path))


def test_a_layout_may_spell_its_files_in_capitals(tmp_path):
    files = {
        "RATINGS.DAT": "1::10::5::978300760\n",
        "MOVIES.DAT": "10::Heat (1995)::Action\n",
        "USERS.DAT": "1::F::1::10::48067\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert open_dataset(str(tmp_path)).users.loc["1", "gender"] == "F"
