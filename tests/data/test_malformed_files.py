"""A malformed folder is one sentence with file, row and column, and no data set."""

import re

import pytest

from promptrec.data.formats.opened import read_any
from promptrec.data.loading import load
from promptrec.errors import DataError

GOOD = {
    "interactions.csv": "user_id,item_id,rating,timestamp\nu1,i1,4,10\nu2,i2,1,20\n",
    "items.csv": "item_id,title,genres\ni1,Alien,a|b\ni2,Babe,c\n",
    "users.csv": "user_id,age\nu1,30\n",
    "dataset.toml": 'name = "good"\nlike_at = 4\nrating_scale = [1, 5]\n',
}


def write(folder, **changed):
    for name, content in {**GOOD, **changed}.items():
        if content is None:
            continue
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return folder


def message(folder, name, content):
    with pytest.raises(DataError) as caught:
        load(write(folder, **{name: content}))
    return str(caught.value)


def test_the_good_folder_loads(tmp_path):
    dataset = load(write(tmp_path))
    assert len(dataset.interactions) == 2
    assert dataset.warnings == ()


ROWS = "user_id,item_id,rating\nu1,i1,4\n"
HEAD = "user_id,item_id,rating\n"
CSV_FAULTS = [
    ("user_id,rating\nu1,4\n", "interactions.csv, header: column item_id is missing"),
    ("user_id;item_id\nu1;i1\n", "Separate the cells by commas"),
    (ROWS + "u2,i2,four\n", "interactions.csv, data row 2, column rating: 'four' is no finite"),
    (ROWS + "u2,i2,nan\n", "data row 2, column rating: 'nan' is no finite number"),
    (ROWS + "u2,i2,inf\n", "data row 2, column rating: 'inf' is no finite number"),
    (ROWS + "u2,i2,1_0\n", "data row 2, column rating: '1_0' is no finite number"),
    (ROWS + "u2,i2,\n", "data row 2, column rating: is empty"),
    (ROWS + "u2,i2,9\n", "data row 2, column rating: 9 is outside rating_scale [1, 5]"),
    ("user_id,item_id,label\nu1,i1,2\n", "data row 1, column label: '2' is no label"),
    ("user_id,item_id,label\nu1,i1,yes\n", "data row 1, column label: 'yes' is no finite"),
    ("user_id,item_id,rating,label\nu1,i1,4,1\n", "rating and label cannot both be given"),
    (ROWS + "u2,i9,4\n", "data row 2, column item_id: unknown item 'i9'"),
    (ROWS + "u2,,4\n", "data row 2, column item_id: is empty"),
    (ROWS + " ,i1,4\n", "data row 2, column user_id: is empty"),
    (ROWS + "u2,i2\n", "data row 2, column rating: the row has 2 cells, the header has 3"),
    (ROWS + "u2,i2,4,5\n", "data row 2, column rating: the row has 4 cells, the header has 3"),
    (ROWS + "\n\nu2,i9,4\n", "data row 2, column item_id: unknown item"),
    ("user_id,item_id,timestamp\nu1,i1,soon\n", "data row 1, column timestamp: 'soon'"),
    ("user_id,item_id,timestamp\nu1,i1,1e300\n", "data row 1, column timestamp: '1e300'"),
    ("user_id,item_id,split\nu1,i1,dev\n", "data row 1, column split: 'dev' is no part"),
    ("user_id,item_id,a,a\nu1,i1,1,2\n", "header, column a: stands 2 times"),
    ("user_id,item_id,\nu1,i1,1\n", "header, column 3: has no name"),
    (HEAD, "interactions.csv has a header but no rows"),
    ("", "interactions.csv is empty"),
    (" \n\n", "interactions.csv is empty"),
    (ROWS + 'u2,"i2,4\nu3,i1,4\n', "data row 2, column item_id: a double quote is opened"),
    (ROWS + 'u2,"i2"x,4\n', "data row 2, column item_id: text follows a closing double quote"),
    ('"user_id,item_id\nu1,i1\n', "header, column 1: a double quote is opened"),
    (ROWS.encode() + b"u2,i\xe92,4\n", "data row 2, column item_id: byte 0xe9 is not UTF-8"),
    (b"\xef\xbb\xbf" + ROWS.encode() + b"u2,i\xe92,4\n", "data row 2, column item_id: byte 0xe9"),
    (b"user_id,it\xe9m_id\n", "interactions.csv, header, column 2: byte 0xe9 is not UTF-8"),
    (ROWS.encode("utf-16"), "interactions.csv is written in UTF-16"),
    (ROWS.encode() + b"u2,i2,4\0\n", "data row 2, column rating: holds a NUL byte"),
    (
        ROWS + "u2," + "x" * 10_000_000 + ",4\n",
        "column item_id: the cell has 10,000,000 characters",
    ),
    (ROWS + 'u2,"' + "x" * 10_000_000 + '",4\n', "data row 2, column item_id: the cell has 10,0"),
    (ROWS + "u2," + "x" * 120_000 + ",4\n", "data row 2, column item_id: the cell has 120,000"),
    (ROWS + 'u2,"i2,4\n' + "u3,i1,4\n" * 50_000, "column item_id: a double quote is opened"),
    (None, "interactions.csv is missing"),
]


@pytest.mark.parametrize(("content", "expected"), CSV_FAULTS, ids=range(len(CSV_FAULTS)))
def test_a_fault_in_interactions_names_its_place(tmp_path, content, expected):
    found = message(tmp_path, "interactions.csv", content)
    assert expected in found
    assert len(found) < 400
    assert "\n" not in found


OTHER_FAULTS = [
    ("items.csv", "item_id,title\ni1,A\ni1,B\n", "items.csv, data row 2, column item_id: 'i1' alr"),
    ("items.csv", "item_id\ni1\n", "items.csv, header: column title is missing"),
    ("items.csv", "item_id,title\n,A\n", "items.csv, data row 1, column item_id: is empty"),
    ("items.csv", None, "items.csv is missing"),
    ("users.csv", "user_id,age\nu1,3\nu2,4\nu1,5\n", "users.csv, data row 3, column user_id: 'u1'"),
    ("users.csv", "user_id,age\n", "users.csv has a header but no rows"),
    ("users.csv", "id,age\nu1,3\n", "users.csv, header: column user_id is missing"),
    ("facts.csv", "item_id,relation,value\ni9,is,x\n", "facts.csv, data row 1, column item_id"),
    ("facts.csv", "item_id,relation,value\ni1,,x\n", "facts.csv, data row 1, column relation"),
    ("facts.csv", "item_id,value\ni1,x\n", "facts.csv, header: column relation is missing"),
    ("dataset.toml", "name = ", "dataset.toml is not valid TOML"),
    ("dataset.toml", b'name = "\xe9"', "dataset.toml is not UTF-8"),
    ("dataset.toml", "name = 3", "dataset.toml: name must be text"),
    ("dataset.toml", "likeat = 3", "unknown key 'likeat'"),
    ("dataset.toml", "likeat = 3", "Nearest: like_at"),
    ("dataset.toml", 'like_at = "4"', "like_at must be a number"),
    ("dataset.toml", "like_at = nan", "like_at must be a number"),
    ("dataset.toml", "rating_scale = [5, 1]", "rating_scale must rise"),
    ("dataset.toml", "rating_scale = 5", "rating_scale must be two numbers"),
    ("dataset.toml", "like_at = 9\nrating_scale = [1, 5]", "like_at = 9 is outside rating_scale"),
    ("dataset.toml", 'language = "fr"', "choose one of: en, zh"),
    ("dataset.toml", 'synthetic = "no"', "synthetic must be true or false"),
    ("dataset.toml", 'domain = "kind"', "domain = 'kind' is no column of items.csv"),
    ("dataset.toml", "fields = 3", "fields must be tables"),
    ("dataset.toml", "[fields.age]\nbins = [1]", 'write [fields."user.age"]'),
    ("dataset.toml", '[fields."user.agee"]\nbins = [1]\nwords = ["a", "b"]', "Nearest: user.age"),
    ("dataset.toml", '[fields."user.age"]\nbins = [1]\nwords = ["a"]', "1 bins need 2 words"),
    ("dataset.toml", '[fields."user.age"]\nbins = [2, 1]\nwords = ["a", "b", "c"]', "must rise"),
    ("dataset.toml", '[fields."user.age"]\nbins = ["a"]\nwords = ["a", "b"]', "list of numbers"),
    ("dataset.toml", '[fields."user.age"]\nwords = ["a"]', "a list of words needs bins"),
    ("dataset.toml", '[fields."user.age"]\nwords = { a = 1 }', "every entry of words must be text"),
    ("dataset.toml", '[fields."user.age"]\nbin = [1]', "unknown key 'bin'"),
    ("dataset.toml", '[fields."user.age"]\n', "the rule is empty"),
    ("dataset.toml", '[fields."item.genres"]\nseparator = ""', "separator must be text"),
    ("dataset.toml", '[fields."item.title"]\nseparator = "|"', "a title cannot be a list"),
]


@pytest.mark.parametrize(("name", "content", "expected"), OTHER_FAULTS)
def test_a_fault_in_another_file_names_its_place(tmp_path, name, content, expected):
    assert expected in message(tmp_path, name, content)


def test_a_folder_that_is_none_and_one_without_data_are_refused(tmp_path):
    with pytest.raises(DataError, match="is no folder"):
        load(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"interactions\.csv is missing"):
        load(tmp_path)


def test_ids_and_words_stay_as_they_are_written(tmp_path):
    rows = "user_id,item_id,mood\n007,NA,null\n7,1.0,\n"
    items = "item_id,title\nNA,None\n1.0,nan\n"
    dataset = load(
        write(tmp_path, **{"interactions.csv": rows, "items.csv": items, "dataset.toml": ""})
    )
    assert list(dataset.users.index) == ["u1", "007", "7"]
    assert list(dataset.items.index) == ["NA", "1.0"]
    assert dataset.items["title"].tolist() == ["None", "nan"]
    assert dataset.interactions["mood"].tolist() == ["null", ""]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_byte_order_mark_and_other_line_ends_are_accepted(tmp_path, end):
    rows = "\ufeff" + GOOD["interactions.csv"].replace("\n", end)
    items = "\ufeff" + GOOD["items.csv"].replace("\n", end) + end
    dataset = load(write(tmp_path, **{"interactions.csv": rows, "items.csv": items}))
    assert dataset.items.loc["i1", "genres"] == "a|b"


def test_a_quoted_cell_may_hold_commas_quotes_and_line_ends(tmp_path):
    items = 'item_id,title\ni1,"One, ""two""\nthree"\ni2,Babe\n'
    dataset = load(write(tmp_path, **{"items.csv": items}))
    assert dataset.items.loc["i1", "title"] == 'One, "two"\nthree'


def test_without_dataset_toml_there_are_defaults_and_warnings(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    dataset = load(write(folder, **{"dataset.toml": None}))
    assert (dataset.about.name, dataset.about.language) == ("mine", "en")
    assert dataset.about.like_at == 4
    assert dataset.about.rating_scale == (1, 4)
    assert len(dataset.warnings) == 2
    assert re.search("4 or more counts as liked", dataset.warnings[1])


def test_a_context_column_may_be_called_user(tmp_path):
    rows = "user_id,item_id,user,x{y\nu1,i1,me,1\n"
    dataset = load(write(tmp_path, **{"interactions.csv": rows, "dataset.toml": ""}))
    assert "context.user" in dataset.fields
    assert dataset.interactions[dataset.context["user"]].tolist() == ["me"]
    assert dataset.interactions["user"].tolist() == [0]
    assert "context.x{y" not in dataset.fields
    assert any("x{y" in text for text in dataset.warnings)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("f.json", b'[{"user": 1, "score": 2}, {"user": 1, "score": 2, "user": 3}]', "f.json: an"),
        ("f.jsonl", b'{"user": 1}\n{"user": 1, "user": 3}\n', "f.jsonl, line 2: names"),
    ],
)
def test_an_object_that_names_a_key_twice_is_refused(name, content, said):
    """Most readers keep the last of two and say nothing."""
    with pytest.raises(DataError) as caught:
        read_any(name, content)
    assert str(caught.value).startswith(said) and "'user' twice" in str(caught.value)
