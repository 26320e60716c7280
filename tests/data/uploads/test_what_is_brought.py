"""A brought data set is in the documented format and tells how it was read, in both languages."""

import pytest

from promptrec.data.assemble import assemble
from promptrec.data.formats.opened import read_any
from promptrec.data.loading import load
from promptrec.data.mending.mends import Mends
from promptrec.data.reading.brought import Brought
from promptrec.data.reading.proposed import proposed
from promptrec.data.reading.writing import write_tables, zipped
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError

LINES = (
    b'{"user":"a","sku":"x","stars":"4,5","when":"24.08.2025","tags":["new","red"],"title":"A"}\n'
    b'{"user":"b","sku":"x","stars":"3","when":"25.08.2025","tags":["new","red"],"title":"A"}\n'
    b'{"user":"a","sku":"y","stars":"2","when":"26.08.2025","tags":["old"],"title":"B"}\n'
    b'{"user":"b","sku":"y","stars":"1","when":"27.08.2025","tags":["old"],"title":"B"}\n'
    b'{"user":"c","sku":"y","stars":"1","when":"27.08.2025","tags":["old"],"title":"B"}\n'
)


@pytest.fixture
def brought():
    given = {one.table.file: one for one in read_any("orders.jsonl", LINES)}
    return Brought(parts=proposed(given, {}, {}), language="zh")


def test_what_is_kept_loads_to_the_same_data_set_and_tells_how_it_was_read(brought, tmp_path):
    tables = brought.tables("orders")
    write_tables(tables, tmp_path)
    kept = load(tmp_path)
    assert kept.fingerprint() == assemble(tables).fingerprint()
    assert kept.interactions["timestamp"].tolist()[:2] == [1755993600, 1756080000]
    assert kept.interactions["rating"].tolist()[0] == 4.5
    assert "was read as dates with the day first" in kept.notes[0]
    assert "日在前的日期" in kept.notes[0].in_language("zh")
    assert kept.about.language == "zh"


def test_a_list_of_the_file_is_a_list_field(brought):
    data = assemble(brought.tables("orders"))
    assert data.items["tags"].tolist() == ["new|red", "old"]
    assert data.about.rules["item.tags"].separator == "|"


def test_a_zip_of_it_opens_as_it_was(brought, tmp_path):
    tables = brought.tables("orders")
    (tmp_path / "orders.zip").write_bytes(zipped(tables, "orders"))
    again = open_dataset(str(tmp_path / "orders.zip"))
    assert again.fingerprint() == assemble(tables).fingerprint()
    assert again.notes == assemble(tables).notes


def test_mends_that_were_chosen_are_in_force():
    text = b"user,item,stars\na,x,5\na ,y,4\nb,x,1\nb,x,1\n"
    given = {one.table.file: one for one in read_any("x.csv", text)}
    mend = Mends(strip_blanks=True, drop_copies=True)
    data = assemble(Brought(parts=proposed(given, {}, {}), mend=mend).tables("x"))
    assert len(data.users) == 2
    assert len(data.interactions) == 3
    assert data.about.mend == mend
    assert any(note.startswith("Mended") for note in data.notes)


@pytest.mark.parametrize("value", ['"one"', "[1]", "{}"])
def test_notes_that_are_no_list_of_texts_are_a_fault(tmp_path, value):
    (tmp_path / "interactions.csv").write_text("user_id,item_id\na,x\n")
    (tmp_path / "items.csv").write_text("item_id,title\nx,X\n")
    (tmp_path / "dataset.toml").write_text(f'name = "x"\nread_as = {value}\n')
    with pytest.raises(DataError, match="read_as"):
        load(tmp_path)
