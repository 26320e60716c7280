"""The Data page beyond its first tab: splits, words for values, uploads with any column names."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from promptrec.data.shipped import open_dataset

Open = Callable[..., AppTest]
DATA = "pages/prepare/data.py"
RATINGS = b"reader;book;stars;when\nann;b1;5;100\nann;b2;2;200\nbob;b1;4;150\nbob;b3;1;250\n"


def tab(open_page: Open, name: str) -> AppTest:
    app = open_page(DATA)
    app.session_state["data_tab"] = name
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return app.run()


def test_two_users_are_shown_with_a_dash_and_its_reason(open_page: Open, home: Path) -> None:
    folder = home / "datasets" / "two"
    folder.mkdir(parents=True)
    (folder / "interactions.csv").write_text("user_id,item_id,rating\na,x,5\na,y,1\nb,x,4\n")
    (folder / "items.csv").write_text("item_id,title\nx,Heat\ny,Up\n")
    app = open_page(DATA)
    app.selectbox(key="data").set_value("two").run()
    assert not app.error and not app.exception
    table = app.table[0].value
    assert "–" in table.to_numpy()
    assert any("at least 3 users" in str(one.value) for one in app.caption)


def test_a_split_says_who_is_warm_and_who_is_cold(open_page: Open) -> None:
    app = tab(open_page, "Split")
    app.selectbox(key="run_split_name").set_value("cold_user").run()
    assert not app.error
    assert "are new (cold)" in "\n".join(str(one.value) for one in app.markdown)


def test_the_choice_of_histories_says_what_bends(open_page: Open) -> None:
    app = tab(open_page, "Split")
    assert app.selectbox(key="run_split_history").value == "frozen"
    app.selectbox(key="run_split_history").set_value("running").run()
    assert not app.error
    assert "bent" in "\n".join(str(one.value) for one in app.caption)


def test_words_for_a_field_are_tried_out_and_kept_as_another_data_set(
    open_page: Open, home: Path
) -> None:
    app = tab(open_page, "Values as words")
    app.selectbox(key="rule_field").set_value("user.age").run()
    app.text_input(key="rule_bins_user.age").set_value("30").run()
    assert "need 2 words" in app.error[0].value
    app.text_input(key="rule_words_user.age").set_value("young, old").run()
    assert not app.error
    app.text_input(key="rules_name").set_value("ages").run()
    press(app, "Save")
    assert not app.error
    kept = open_dataset(str(home / "datasets" / "ages"))
    assert kept.about.rules["user.age"].words == ("young", "old")
    assert app.selectbox(key="data").value == "ages"


def test_files_with_other_column_names_are_mapped(open_page: Open, home: Path) -> None:
    app = tab(open_page, "Upload")
    app.file_uploader(key="upload_files").upload("ratings.csv", RATINGS, "text/csv")
    app.run()
    app.selectbox(key="map_interactions.csv_user_id").set_value("reader")
    app.selectbox(key="map_interactions.csv_item_id").set_value("book")
    app.selectbox(key="map_interactions.csv_timestamp").set_value("when")
    app.text_input(key="upload_name").set_value("books")
    app.run()
    press(app, "Check and save")
    assert not app.error
    kept = open_dataset(str(home / "datasets" / "books"))
    assert len(kept.interactions) == 4
    assert kept.rated
    assert kept.timed


def test_files_of_a_public_layout_are_kept_without_a_form(open_page: Open, home: Path) -> None:
    app = tab(open_page, "Upload")
    ratings = b'"User-ID";"ISBN";"Book-Rating"\n"1";"a";"0"\n"2";"b";"5"\n"2";"a";"9"\n'
    books = b'"ISBN";"Book-Title"\n"a";"Plain"\n"b";"Rites \\"of\\" Passage; caf\xe9"\n'
    files = [("BX-Book-Ratings.csv", ratings, "text/csv"), ("BX-Books.csv", books, "text/csv")]
    app.file_uploader(key="upload_files").set_value(files)
    app.text_input(key="upload_name").set_value("crossing")
    app.run()
    assert not any("map" in str(one.key) for one in app.selectbox)
    press(app, "Check and save")
    assert not app.error
    kept = open_dataset(str(home / "datasets" / "crossing"))
    assert kept.items["title"].tolist() == ["Plain", 'Rites "of" Passage; café']
    assert kept.interactions["rating"].tolist() == [5, 9]


def test_a_public_file_in_no_layout_is_named_above_the_form(open_page: Open) -> None:
    app = tab(open_page, "Upload")
    events = b"timestamp,visitorid,event,itemid\n1433221332117,257597,view,355908\n"
    app.file_uploader(key="upload_files").upload("events.csv", events, "text/csv")
    app.run()
    said = "\n".join(str(one.value) for one in app.info)
    assert "Retailrocket" in said
    assert "visitorid as user, itemid as item" in said


def test_a_broken_upload_is_one_sentence_and_keeps_nothing(open_page: Open, home: Path) -> None:
    app = tab(open_page, "Upload")
    uploader = app.file_uploader(key="upload_files")
    uploader.set_value(
        [
            ("interactions.csv", b"user_id,item_id,rating\nu,i,much\n", "text/csv"),
            ("items.csv", b"item_id,title\ni,I\n", "text/csv"),
        ]
    )
    app.text_input(key="upload_name").set_value("broken")
    app.run()
    press(app, "Check and save")
    assert "interactions.csv" in app.error[0].value
    assert not (home / "datasets" / "broken").exists()
