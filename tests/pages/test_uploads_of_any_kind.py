"""The Upload tab takes any kind of file, proposes, asks what is open, and offers mends."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from promptrec.data.mending.mends import Mends
from promptrec.data.shipped import open_dataset

Open = Callable[..., AppTest]
DATA = "pages/prepare/data.py"
COLUMNS = {
    "customer": ["a", "a", "b", "b", "c"],
    "sku": ["x", "y", "x", "y", "x"],
    "stars": [5, 3, 2, 4, 1],
    "ordered_at": ["03/04/2025", "05/06/2025", "01/02/2025", "02/03/2025", "07/08/2025"],
    "title": ["Hat", "Coat", "Hat", "Coat", "Hat"],
    "brand": ["A", "B", "A", "B", "A"],
}
ROWS = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]


def csv() -> bytes:
    lines = [";".join(COLUMNS), *(";".join(map(str, row.values())) for row in ROWS)]
    return ("\n".join(lines) + "\n").encode()


def jsonl() -> bytes:
    return "\n".join(map(json.dumps, ROWS)).encode()


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(COLUMNS), file)
    return file.getvalue()


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("export/orders.csv", csv())
    return file.getvalue()


def workbook() -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (["Orders of the summer"], [], list(COLUMNS), *(list(row.values()) for row in ROWS)):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    "orders.csv": csv,
    "orders.jsonl": jsonl,
    "orders.parquet": parquet,
    "orders.zip": zipped,
    "orders.xlsx": workbook,
}


def press(app: AppTest, name: str = "mine") -> AppTest:
    app.text_input(key="upload_name").set_value(name).run()
    next(one for one in app.button if one.label == "Check and save").click()
    return app.run()


@pytest.mark.parametrize("file", KINDS)
def test_every_kind_of_file_needs_one_answer_and_a_name(
    upload: Callable[..., AppTest], home: Path, file: str
) -> None:
    app = upload((file, KINDS[file]()))
    assert not app.error and not app.exception
    assert app.selectbox(key="map_interactions.csv_user_id").value == "customer"
    assert app.selectbox(key="map_items").value.startswith("orders")
    question = app.radio(key="map_interactions.csv_ask_dates")
    assert question.value is None  # nothing is guessed
    assert question.options == ["Day first: 2025-04-03", "Month first: 2025-03-04"]
    press(app)
    assert "Nothing is guessed" in app.error[0].value
    assert not (home / "datasets" / "mine").exists()
    app.radio(key="map_interactions.csv_ask_dates").set_value("month-first").run()
    assert any("read as dates with the month first" in one.value for one in app.markdown)
    press(app)
    assert not app.error and not app.exception
    kept = open_dataset(str(home / "datasets" / "mine"))
    assert kept.interactions["timestamp"].tolist()[0] == 1741046400
    assert kept.items["brand"].tolist() == ["A", "B"]  # it describes the items
    assert any("month first" in note for note in kept.notes)
    assert "mine is saved" in app.success[0].value  # the first tab is open, with what is next
    assert any("month first" in one.value for one in app.info)  # told whenever it is opened


def test_the_name_begins_with_that_of_the_file_and_is_free(
    upload: Callable[..., AppTest], home: Path
) -> None:
    (home / "datasets" / "orders").mkdir()
    app = upload(("orders.csv", csv()))
    assert app.text_input(key="upload_name").value == "orders-2"
    app.text_input(key="upload_name").set_value("").run()
    assert not app.text_input(key="upload_name").value  # begun once, then it is the visitor's


def test_a_question_is_asked_in_chinese_too(upload: Callable[..., AppTest]) -> None:
    app = upload(("orders.csv", csv()), lang="中文")
    assert "日在前还是月在前" in app.radio(key="map_interactions.csv_ask_dates").label


def test_another_file_under_the_same_name_is_asked_about_anew(
    upload: Callable[..., AppTest],
) -> None:
    app = upload(("orders.csv", csv()))
    app.radio(key="map_interactions.csv_ask_dates").set_value("month-first").run()
    app.file_uploader(key="upload_files").set_value([("orders.csv", csv() + b"\n", "text/csv")])
    assert app.run().radio(key="map_interactions.csv_ask_dates").value is None


def test_mends_are_offered_before_anything_is_kept(
    upload: Callable[..., AppTest], home: Path
) -> None:
    table = b"user,item,stars\na,x,5\na ,y,4\nb,x,1\nb,x,1\nc,y,2\n"
    app = upload(("r.csv", table))
    assert {one.value for one in app.toggle} == {False}
    next(one for one in app.toggle if one.label.startswith("Take blanks off")).set_value(True).run()
    press(app)
    assert not app.error
    kept = open_dataset(str(home / "datasets" / "mine"))
    assert kept.about.mend == Mends(strip_blanks=True)
    assert len(kept.users) == 3
    assert len(kept.interactions) == 5  # copies were not asked to go


def test_documented_files_may_have_dates_too(upload: Callable[..., AppTest], home: Path) -> None:
    rows = b"user_id,item_id,timestamp\nu,i,2025-08-24T10:00:00Z\n"
    app = upload(("interactions.csv", rows), ("items.csv", b"item_id,title\ni,Heat\n"))
    assert "map_interactions" not in {one.key for one in app.selectbox}
    press(app)
    assert not app.error
    kept = open_dataset(str(home / "datasets" / "mine"))
    assert kept.interactions["timestamp"].tolist() == [1756029600]


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("x.zip", b"PK damaged", "x.zip"),
        ("x.parquet", b"nothing", "is no Parquet file"),
        ("x.jsonl", b"nope", "x.jsonl, line 1"),
        ("x.xls", b"\xd0\xcf\x11\xe0", "old or locked"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_nothing_is_kept(
    upload: Callable[..., AppTest], home: Path, file: str, content: bytes, words: str
) -> None:
    app = upload((file, content))
    assert not app.exception
    assert [words in one.value for one in app.error] == [True]
    assert not (home / "datasets" / "mine").exists()
