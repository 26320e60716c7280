"""Tables of any layout, written as a folder in the documented format."""

import shutil

import pytest

from promptrec.data.loading import load
from promptrec.data.reading.writing import write_tables
from promptrec.data.shipped import open_dataset, tables_of


def test_what_is_written_loads_to_the_same_data_set(tiny_folder, tiny_dataset, tmp_path):
    write_tables(tables_of(str(tiny_folder)), tmp_path)
    again = load(tmp_path)
    assert again.fingerprint() == tiny_dataset.fingerprint()
    assert again.about == tiny_dataset.about


def test_implicit_and_label_sets_and_facts_survive_writing(tmp_path):
    files = {
        "interactions.csv": "user_id,item_id,split,user\nu,i1,test,NA\nu,i2,,\n",
        "items.csv": 'item_id,title\ni1,"a ""b"", c\rd\ne"\ni2,\n',
        "facts.csv": "item_id,relation,value\ni2,directed by,X\n",
    }
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    for name, text in files.items():
        (tmp_path / "in" / name).write_bytes(text.encode())
    dataset = load(tmp_path / "in")
    assert dataset.implicit
    assert "item.facts" in dataset.fields
    write_tables(tables_of(str(tmp_path / "in")), tmp_path / "out")
    assert load(tmp_path / "out").fingerprint() == dataset.fingerprint()


@pytest.mark.parametrize("archive", [False, True])
def test_a_foreign_layout_is_written_in_ours(tmp_path, archive):
    source = tmp_path / "ml"
    source.mkdir()
    (source / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,2,4.5,1260000000\n")
    (source / "movies.csv").write_text(
        'movieId,title,genres\n2,"Matrix, The (1999)",Action|Sci-Fi\n'
    )
    place = shutil.make_archive(str(tmp_path / "packed"), "zip", source) if archive else str(source)
    (tmp_path / "out").mkdir()
    write_tables(tables_of(place), tmp_path / "out")
    again, before = load(tmp_path / "out"), open_dataset(place)
    assert again.about == before.about
    assert again.interactions.equals(before.interactions)
    assert again.items.equals(before.items)
    assert again.items["title"].tolist() == ["The Matrix"]
