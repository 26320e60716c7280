"""The Upload tab takes tables as other programs write them, or says what is wrong with them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset

Open = Callable[..., AppTest]
DATA = "pages/prepare/data.py"
RATINGS = b"userId,movieId,rating\n1,10,5\n1,11,2\n2,10,4\n"


@pytest.fixture
def saved(home: Path) -> Callable[[AppTest], Dataset]:
    """Name the upload, press the button, open what was kept."""

    def kept(app: AppTest, name: str = "mine") -> Dataset:
        press(app, name)
        assert not app.error, app.error[0].value
        return open_dataset(str(home / "datasets" / name))

    return kept


def press(app: AppTest, name: str = "mine") -> AppTest:
    app.text_input(key="upload_name").set_value(name).run()
    next(one for one in app.button if one.label == "Check and save").click()
    return app.run()


def choose(app: AppTest, **columns: str) -> None:
    for key, value in columns.items():
        part, _, column = key.partition("__")
        app.selectbox(key=f"map_{part}.csv_{column}" if column else f"map_{part}").set_value(value)
        app.run()


Upload = Callable[..., AppTest]
Saved = Callable[[AppTest], Dataset]


def test_an_upper_case_suffix_is_that_suffix(upload: Upload, saved: Saved) -> None:
    app = upload(("RATINGS.CSV", RATINGS))
    assert app.selectbox(key="map_interactions.csv_user_id").value == "userId"
    assert len(saved(app).interactions) == 3


def test_items_may_stand_in_the_file_of_the_interactions(upload: Upload, saved: Saved) -> None:
    table = b"user,book_id,title,stars,shop\n1,10,Emma,5,x\n1,11,Persuasion,2,y\n2,10,Emma II,4,y\n"
    app = upload(("all.csv", table))
    choose(app, items="all.csv", items__item_id="book_id", items__title="title")
    assert "something else of 1 items in a later row (first in data row 3" in app.warning[-1].value
    data = saved(app)
    assert data.items["title"].tolist() == ["Emma", "Persuasion"]
    assert list(data.context) == ["shop"]  # the title describes the item, not the row


def test_users_may_stand_there_too_with_the_columns_that_are_ticked(
    upload: Upload, saved: Saved
) -> None:
    table = b"user,book,age,stars\n1,10,30,5\n1,11,30,2\n2,10,41,4\n"
    app = upload(("all.csv", table))
    choose(app, interactions__item_id="book", users="all.csv")
    app.multiselect(key="map_users.csv_other").set_value(["age"]).run()
    data = saved(app)
    assert data.users["age"].tolist() == ["30", "41"]
    assert not data.context


def test_columns_that_nobody_mapped_do_not_count(upload: Upload, saved: Saved) -> None:
    table = b"userId,movieId,rating,label,split,note,same\n1,10,5,good,A,a,x\n1,11,2,bad,B,b,x\n"
    app = upload(("r.csv", table))
    assert app.multiselect(key="map_interactions.csv_other").value == ["note"]
    assert any("label, split, same" in one.value for one in app.caption)
    data = saved(app)
    assert data.rated
    assert list(data.context) == ["note"]
    assert "split" not in data.interactions


LATIN = "User-ID;ISBN;Book-Rating\n1;café;5\n1;b;0\n".encode("latin-1")
CHINESE = "用户,user_id,item_id\n甲,1,红楼梦\n乙,2,三国\n".encode("gb18030")


@pytest.mark.parametrize(
    ("content", "encoding", "item"),
    [
        (LATIN, "windows-1252", "café"),
        (b"\xef\xbb\xbf" + LATIN, "latin-1", "café"),
        (CHINESE, "gb18030", "红楼梦"),
        (CHINESE.decode("gb18030").encode("utf-16"), "utf-16", "红楼梦"),
    ],
)
def test_a_file_that_is_not_utf_8_is_kept_in_utf_8(
    upload: Upload, saved: Saved, content: bytes, encoding: str, item: str
) -> None:
    app = upload(("BX-Ratings.csv", content))
    app.selectbox(key="encoding_BX-Ratings.csv").set_value(encoding).run()
    assert item in app.dataframe[-1].value.to_string()  # seen before it is kept
    assert item in saved(app).items.index


def test_quotes_behind_backslashes_are_quotes(upload: Upload, saved: Saved) -> None:
    ratings = b'"User-ID";"ISBN";"Book-Rating"\n"1";"a";"0"\n"2";"b";"5"\n'
    books = b'"ISBN";"Book-Title"\n"a";"Plain: A Novel"\n"b";"Rites \\"of\\" Passage; or so"\n'
    app = upload(("BX-Book-Ratings.csv", ratings), ("BX-Books.csv", books))
    app.toggle(key="upload_as_layout").set_value(False).run()  # the zeros are meant
    assert app.selectbox(key="map_items").value == "BX-Books.csv"
    assert saved(app).items.loc["b", "title"] == 'Rites "of" Passage; or so'


def test_rows_of_separators_only_are_no_rows(upload: Upload, saved: Saved) -> None:
    assert len(saved(upload(("ratings.csv", RATINGS + b",,\n , ,\n"))).interactions) == 3


def test_our_own_names_with_other_separators_need_no_form(upload: Upload, saved: Saved) -> None:
    app = upload(
        ("INTERACTIONS.CSV", b"user_id;item_id\nu;i\n"),
        ("items.csv", "item_id|title|kind\ni|Café|a\n".encode("latin-1")),
    )
    assert "map_interactions" not in {one.key for one in app.selectbox}
    assert saved(app).items.loc["i"].tolist() == ["Café", "a"]


UNREADABLE = [
    (
        b"user-id,game-title,what,value\n1,G,play,1.0,0\n",
        "x.csv, data row 1, column value: the row",
    ),
    (b"userId,,rating\n1,10,5\n", "x.csv, header, column 2: has no name"),
    (b"userId,rating,rating\n1,10,5\n", "x.csv, header, column rating: stands 2 times"),
    (b'userId;movieId\n1;10\n,;\n2;"11\n', "x.csv, data row 3, column movieId: a double quote"),
    (b"userId,movieId\n1,1\0\n", "x.csv, data row 1, column movieId: holds a NUL byte"),
    (b"userId,movieId\n", "x.csv has a header but no rows"),
    (b"", "x.csv is empty"),
]


@pytest.mark.parametrize(("content", "words"), UNREADABLE)
def test_a_table_that_cannot_be_read_is_one_sentence_and_nothing_is_kept(
    upload: Upload, home: Path, content: bytes, words: str
) -> None:
    app = upload(("x.csv", content))
    assert [words in one.value for one in app.error] == [True]
    press(app)
    assert len({one.value for one in app.error}) == 1
    assert not (home / "datasets" / "mine").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"reader,book,stars\n1,10,5\n,11,2\n", "x.csv, data row 2, column reader: is empty"),
        (b"reader,book,stars\n1,,5\n2,11,2\n", "x.csv, data row 1, column book: is empty"),
        (
            b"reader,book,stars\n1,10,5\n\n,,\n2,11,good\n",
            "x.csv, data row 2, column stars: 'good'",
        ),
    ],
)
def test_a_fault_in_a_cell_names_the_file_and_column_that_were_given(
    upload: Upload, home: Path, content: bytes, words: str
) -> None:
    app = upload(("x.csv", content))
    choose(app, interactions__user_id="reader", interactions__item_id="book")
    press(app)
    assert [words in one.value for one in app.error] == [True]
    assert not (home / "datasets" / "mine").exists()


def test_a_fault_between_two_files_names_both(upload: Upload) -> None:
    app = upload(("r.csv", RATINGS), ("films.csv", b"movieId,title\n10,Heat\n"))
    press(app)
    assert app.error[0].value.startswith(
        "r.csv, data row 2, column movieId: unknown item '11'. Add"
    )
    assert "films.csv" in app.error[0].value


def test_what_is_not_said_or_said_twice_is_asked_for(upload: Upload) -> None:
    app = upload(("r.csv", RATINGS))
    choose(app, interactions__item_id="userId")
    assert "The column userId of r.csv is chosen twice" in app.info[-1].value
    choose(app, interactions__item_id="")
    assert "which column of r.csv is this: Item id" in app.info[-1].value
    press(app)
    assert "which column of r.csv is this: Item id" in app.error[0].value


def test_a_file_that_is_given_twice_is_refused(upload: Upload) -> None:
    app = upload(("r.csv", RATINGS), ("R.csv", RATINGS))
    assert "R.csv is given twice" in app.error[0].value


def test_a_fault_is_told_in_chinese_too(upload: Upload) -> None:
    app = upload(("x.csv", UNREADABLE[0][0]), lang="中文")
    assert "这一行有 5 格，表头有 4 格。含逗号的格" in app.error[0].value
