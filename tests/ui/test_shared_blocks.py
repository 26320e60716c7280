"""What pages share: items and their labels, the language switch, addresses, kept results."""

from pathlib import Path

import pytest

from promptrec.data.dataset import Dataset
from promptrec.errors import DataError
from promptrec.lesson.steps import ENGLISH, STEPS
from promptrec.prompt.template import Template
from promptrec.report.lesson.words import LessonWords
from promptrec.settings import RunSettings
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.explain.edits import is_edits, read_edits
from promptrec.ui.explain.link import NAMES, OF_VIEW, PLAIN, address, template_address
from promptrec.ui.lesson.view import address_of
from promptrec.ui.shared import start_run
from promptrec.ui.shared.origin import about_of
from promptrec.ui.shared.pickers import find_items, item_label, items_of, popular_items, typed_item
from promptrec.ui.shared.variant_pick import UNTUNED
from promptrec.ui.shell.frame import is_choice, translated
from promptrec.ui.shell.guard import guard
from promptrec.ui.shell.say import say
from promptrec.ui.start.flow_picture import flow_picture
from promptrec.ui.state import (
    dataset_name,
    dataset_names,
    dataset_source,
    keys,
    remember_folder,
    served,
)
from promptrec.ui.state.home import datasets_folder, log_file
from promptrec.ui.state.results import MOST, Results
from promptrec.worker.life.spare import KEEP_VARIABLE


def test_items_of_a_user_stand_newest_first_and_once(tiny_dataset: Dataset) -> None:
    found = items_of(tiny_dataset, 3)
    rows = tiny_dataset.interactions[tiny_dataset.user == 3]
    newest = rows.sort_values("timestamp", ascending=False)["item"]
    assert list(found) == list(dict.fromkeys(newest))
    assert list(items_of(tiny_dataset, 3, at_most=2)) == list(found[:2])


def test_the_most_met_items_are_the_popular_ones(tiny_dataset: Dataset) -> None:
    counts = tiny_dataset.interactions["item"].value_counts()
    found = popular_items(tiny_dataset)
    assert [counts[code] for code in found] == sorted(counts, reverse=True)


@pytest.mark.parametrize("words", ["i4", "Heat", "heat", "Heat · i4"])
def test_an_item_is_found_by_id_title_or_label(tiny_dataset: Dataset, words: str) -> None:
    assert typed_item(tiny_dataset, words) == "i4"


def test_an_item_that_is_not_here_is_one_sentence(tiny_dataset: Dataset) -> None:
    with pytest.raises(DataError, match="Brazil"):
        typed_item(tiny_dataset, "Brazil")


def test_a_title_is_searched_as_it_is_typed_not_as_a_pattern(tiny_dataset: Dataset) -> None:
    assert not len(find_items(tiny_dataset, ".*"))
    assert item_label(tiny_dataset, "i4") == "Heat · i4"


def test_a_choice_is_handed_again_but_no_button_and_no_table() -> None:
    assert all(map(is_choice, ("a", 3, 0.5, ["a", 2], ())))
    assert not any(map(is_choice, (True, None, object(), [True])))


def test_a_tab_keeps_its_place_when_the_language_changes() -> None:
    assert translated("上传", "zh") == say("data.upload")
    assert translated("no label of ours", "zh") == "no label of ours"


def test_an_address_says_the_run_the_pair_and_the_view() -> None:
    assert address("r1", "u1", "i4", "fields") == {
        "run": "r1",
        "user": "u1",
        "item": "i4",
        "view": "fields",
    }


def test_an_untuned_template_stands_in_the_address_as_its_text() -> None:
    who = RunSettings(dataset="tiny", template="{item.title} {mask}", model="minilm", method="none")
    found = address(who, "u1", "i4", "fields")
    assert (found["run"], found["template"], found["model"]) == (UNTUNED, who.template, "minilm")
    assert "words" not in found
    assert "words" in template_address(Template("", "{item.title} {mask}", "a/b"), "minilm")


def test_a_view_adds_its_own_choices_to_the_address() -> None:
    keys.EXPLAIN_TESTED.set("occlusion")
    assert address("r1", "u1", "i4", "truth")["tested"] == "occlusion"
    assert "tested" not in address("r1", "u1", "i4", "fields")
    keys.EXPLAIN_TESTED.forget()
    assert "tested" not in address("r1", "u1", "i4", "truth")


def test_every_choice_of_a_view_has_a_place_where_it_is_kept() -> None:
    assert {name for names in OF_VIEW.values() for name in names} <= set(PLAIN) <= set(NAMES)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', "3", "null"])
def test_what_is_no_object_of_texts_is_no_edit(text: str) -> None:
    assert not is_edits(text) and read_edits(text) is None


def test_edits_are_fields_with_texts() -> None:
    assert read_edits('{"item.title": "Alien"}') == {"item.title": "Alien"}


def test_a_step_leads_to_the_page_where_it_is_seen() -> None:
    for step in STEPS:
        found = address_of(step, ENGLISH)
        assert ("view" in found) == bool(step.view) and found["template"]
        words = LessonWords("en", ENGLISH, "a film")
        assert len({words.choice(one) for one in step.choices_on(ENGLISH)}) > 1


def test_the_picture_on_home_names_fields_and_shows_their_values() -> None:
    picture = flow_picture()
    assert "{item.title}" in picture and "The Matrix" in picture and picture.count("pr-step") == 4


def test_uploaded_data_is_listed_behind_the_shipped_sets(home: Path) -> None:
    names = dataset_names()
    assert names[0] == "movies" and names[-1] == "tiny"
    folder = str(home / "datasets" / "tiny")
    assert dataset_source("tiny") == folder and dataset_name(folder) == "tiny"


def test_a_folder_elsewhere_is_listed_once_a_run_was_made_with_it(
    home: Path, tiny_folder: Path
) -> None:
    remember_folder(str(tiny_folder))
    remember_folder(str(tiny_folder))
    assert dataset_names().count(str(tiny_folder)) == 1
    assert dataset_source(str(tiny_folder)) == str(tiny_folder)
    keys.DATA_FOLDERS.forget()


def test_data_without_a_readable_folder_has_no_origin(tmp_path: Path) -> None:
    assert about_of(str(tmp_path / "nowhere")) is None
    (tmp_path / "dataset.toml").write_text("name = ")
    assert about_of(str(tmp_path)) is None


def test_the_result_not_asked_for_longest_goes_first() -> None:
    kept = Results()
    for at in range(MOST):
        kept.put("a", at, result=at)
    assert kept.get("a", 0) == 0
    kept.put("one more", result=1)
    assert (kept.get("a", 0), kept.get("a", 1)) == (0, None)


def test_a_question_is_asked_once_for_each_prompt(home: Path) -> None:
    asked: list[object] = []

    def make(report: object) -> int:
        asked.append(report)
        return len(asked)

    first = [answer_of("count", f"{home} {at}", make, print) for at in (0, 0, 1)]
    assert first == [1, 1, 2] and asked == [print, print]


def test_a_page_that_fails_goes_on_but_stop_and_rerun_pass_through(home: Path) -> None:
    with guard():
        raise DataError("sentence.file_twice", file="a")
    with guard():
        raise ZeroDivisionError
    with pytest.raises(KeyboardInterrupt), guard():
        raise KeyboardInterrupt


def test_everything_is_kept_in_one_home(home: Path) -> None:
    assert datasets_folder().parent == home.resolve() == log_file().parents[1]


def test_a_process_for_the_next_run_begins_only_in_an_app_that_was_launched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Path] = []
    monkeypatch.setattr(served, "ensure_supervisor", begun.append)
    monkeypatch.setenv("PROMPTREC_HOME", str(tmp_path))
    monkeypatch.setenv(KEEP_VARIABLE, "60")
    start_run.get_ready()
    assert begun == []
    monkeypatch.setattr(start_run, "STANDING", [object()])
    start_run.get_ready()
    assert begun == [tmp_path.resolve()]
    monkeypatch.setenv(KEEP_VARIABLE, "0")
    start_run.get_ready()
    assert len(begun) == 1
