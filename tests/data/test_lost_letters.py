"""Texts whose letters were lost on the way, and cells that swallowed rows, are told; none other."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.cli.main import main
from promptrec.data.formats.jsonrows import read_json
from promptrec.data.layouts.jsonlines import objects
from promptrec.data.layouts.titles import split_year
from promptrec.data.mending.markup import plain_words
from promptrec.data.mending.spelling import difference
from promptrec.data.warnings.letters import swallows, unscrambled

HEAD = "user,game,stars\n"
COLUMNS = ["--column", "user_id=user", "--column", "item_id=game", "--column", "rating=stars"]


@pytest.fixture
def brought(tmp_path, capsys):
    """brought(text, options): what `import` of one table says, as JSON, and the rows it wrote."""

    def one(text, *options):
        (tmp_path / "r.csv").write_bytes(text.encode())
        home = ["--home", str(tmp_path / "home"), "--json"]
        command = ["import", str(tmp_path / "r.csv"), "--out", str(tmp_path / "out")]
        assert main([*command, *(options or COLUMNS), *home]) == 0
        said = json.loads(capsys.readouterr().out)
        return json.dumps(said, ensure_ascii=False), (tmp_path / "out/interactions.csv").read_text()

    return one


@pytest.mark.parametrize(
    ("title", "meant"),
    [("CafÃ©", "Café"), ("Donâ€™t", "Don’t"), ("çº¢æ¥¼æ¢¦", "红楼梦"), ("ÐœÐ¸Ñ€", "Мир")],
)
def test_letters_of_a_wrong_encoding_are_told_with_what_they_should_be(brought, title, meant):
    said, _ = brought(f"{HEAD}1,{title},5\n1,Emma,2\n2,{title},4\n")
    assert "read in a wrong encoding before" in said
    assert meant in said


def test_a_letter_that_was_lost_is_told(brought):
    said, _ = brought(f"{HEAD}1,Caf\ufffd,5\n1,Emma,2\n")
    assert "a letter was lost before this file was saved" in said


def test_letters_of_many_languages_are_right_as_they_are(brought):
    said, _ = brought(f"{HEAD}1,Café,5\n1,红楼梦,2\n2,Мир,4\n2,Ã,3\n3,naïve “x”,1\n")
    assert "encoding" not in said and "lost" not in said


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_scrambled_comes_back(text):
    if not text.isascii():
        assert unscrambled(text.encode().decode("latin-1")) == text


def test_rows_that_an_open_quote_swallowed_are_told(brought):
    said, rows = brought(f'{HEAD}1,"a,5\n2,c,4\n3,d",4\n4,e,1\n')
    assert "3 lines" in said and "these rows are missing" in said
    assert "4,e,1" in rows


@pytest.mark.parametrize(
    "text", ["Red, white\nand blue, too", "a,b\nc,d", "one\ntwo\nthree", "x,y\nz\nw,v", "a,b,c"]
)
def test_a_text_of_several_lines_is_no_swallowed_table(text):
    assert not swallows(text, 3)


def test_an_id_is_on_one_line(brought):
    said, _ = brought(f'{HEAD}1,"a\nb",5\n2,c,1\n')
    assert "2 lines" in said


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_header_that_stands_in_the_middle_is_no_row(brought, mark):
    text = f"user_id,item_id\n1,a\n2,b\n{mark}user_id,item_id\n3,a\n"
    said, rows = brought(text, "--language", "en")
    assert "1 rows repeat the header (first data row 3)" in said
    assert rows.split() == ["user_id,item_id", "1,a", "2,b", "3,a"]


def test_a_column_that_was_chosen_for_one_thing_is_not_guessed_for_another(brought):
    _, rows = brought("user,title,stars\n1,a,5\n2,b,3\n", "--column", "item_id=title")
    assert "1,5,a" in rows or "1,a,5" in rows


def test_ids_with_accents_of_two_kinds_are_told_by_their_name():
    assert difference("Caf\u00e9", "Cafe\u0301") == "accents"
    assert difference("\uff21", "A") == "width"


def test_marks_of_joined_files_are_no_part_of_a_line(tmp_path):
    file = tmp_path / "a.json"
    file.write_bytes(
        b'\xef\xbb\xbf\xef\xbb\xbf{"a": 1}\n\xef\xbb\xbf{"a": 2}\n\xef\xbb\xbf\n{"a": 3}'
    )
    assert [one["a"] for _, one in objects(file)] == [1, 2, 3]


def test_a_year_is_found_before_a_full_stop():
    assert split_year("Odd (1995). ") == ("Odd", "1995")
    assert split_year("Mr. (1990) Smith.") == ("Mr. (1990) Smith.", "")


def test_the_code_between_tags_is_no_title():
    assert plain_words("<script>var a=1;</script>") == ""
    assert plain_words("<style>.a{color:red}</style> Good <b>Cable</b>") == "Good Cable"


def test_an_error_of_a_spreadsheet_is_told_and_no_value(brought):
    said, _ = brought(f"{HEAD}1,#REF!,5\n1,#N/A,2\n2,a,4\n")
    assert "an error of a spreadsheet" in said and "#REF!" in said


@pytest.mark.parametrize("cells", [("five", "two"), ("4/5", "2/5"), ("80%", "20%"), ("★★★", "★")])
def test_a_column_called_rating_that_is_none_is_told(brought, cells):
    text = "user_id,item_id,rating\n1,a,{}\n1,b,{}\n".format(*cells)
    said, rows = brought(text, "--language", "en")
    assert "so it is left out and every row counts as liked" in said and cells[0] in said
    assert rows.startswith("user_id,item_id\n")


def test_a_label_beside_a_rating_is_left_out_without_ado(brought):
    said, _ = brought("user_id,item_id,rating,label\n1,a,5,good\n1,b,2,bad\n", "--language", "en")
    assert "left out" not in said


@pytest.mark.parametrize(
    "columns",
    [
        {"user_id": [1, 2], "item_id": ["a", "b"], "rating": [4, 5]},
        {"user_id": {"0": 1, "1": 2}, "item_id": {"0": "a", "1": "b"}, "rating": {"0": 4, "1": 5}},
    ],
)
def test_json_of_columns_is_read_as_rows(columns):
    table = read_json("a.json", json.dumps(columns).encode()).table
    assert {name: one.cells.tolist() for name, one in table.columns.items()} == {
        "user_id": ["1", "2"],
        "item_id": ["a", "b"],
        "rating": ["4", "5"],
    }


def test_one_object_with_lists_is_one_row():
    table = read_json("a.json", b'{"user_id": "u", "item_id": "i", "tags": ["a", "b"]}').table
    assert table.rows == 1
