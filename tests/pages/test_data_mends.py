"""What is odd about a data set on the Data page, and the switches that mend it in a copy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.data.mending.mends import Mends
from promptrec.data.shipped import open_dataset

Open = Callable[..., AppTest]
DATA = "pages/prepare/data.py"
CLEAN, BLANKS = "Take entities, tags", "Take blanks off"


@pytest.fixture
def odd(home: Path) -> Path:
    """A data set with a copy, an id with a blank and HTML in a title."""
    folder = home / "datasets" / "odd"
    folder.mkdir()
    (folder / "interactions.csv").write_text(
        "user_id,item_id,rating,timestamp\n7,1,5,1260000000\n7 ,2,1,1260000050\n"
        "7,1,5,1260000000\n8,1,2,1260000090\n8,2,4,1260009000\n9,3,4,1260000030\n"
    )
    (folder / "items.csv").write_text("item_id,title\n1,Tom &amp; <b>Jerry</b>\n2,\n3,Dune\n")
    (folder / "dataset.toml").write_text('name = "odd"\nlike_at = 4\n')
    return folder


def switch(app: AppTest, words: str) -> AppTest:
    next(one for one in app.toggle if one.label.startswith(words)).set_value(True)
    return app.run()


@pytest.mark.usefixtures("odd")
def test_the_worst_warning_is_open_and_the_others_are_counted(open_page: Open) -> None:
    app = open_page(DATA, data="odd")
    assert app.warning[0].value.startswith("1 of 4 ids in the column user_id")
    assert "3 more warnings" in [one.label for one in app.expander]
    assert "\\<b>" in app.warning[2].value
    app.session_state["lang"] = "zh"
    assert "编号" in app.run().warning[0].value


def test_switches_mend_a_copy_and_leave_the_original(
    open_page: Open, home: Path, odd: Path
) -> None:
    app = open_page(DATA, data="odd")
    assert [one.value for one in app.toggle] == [False] * 3
    switch(app, CLEAN)
    switch(app, BLANKS)
    app.text_input(key="mend_name").set_value("clean").run()
    app.button(key="mend_name_save").click().run()
    assert [one.value for one in app.error] == []
    kept = open_dataset(str(home / "datasets" / "clean"))
    assert kept.about.mend == Mends(strip_blanks=True, clean_text=True)
    assert kept.items.loc["1", "title"] == "Tom & Jerry"
    assert open_dataset(str(odd)).offers != ()
    assert app.selectbox(key="data").value == "clean"
    assert [one.value.split(":")[0] for one in app.info] == ["Mended", "Mended"]
    assert sorted(one.value for one in app.toggle) == [False, True, True]


def test_data_with_nothing_odd_shows_no_switches(open_page: Open) -> None:
    app = open_page(DATA)
    assert not app.toggle
    assert not app.warning
