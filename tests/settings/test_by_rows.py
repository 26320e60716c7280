"""Epochs and rate that nobody says are chosen by the number of rows, from one measured table."""

import dataclasses
import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.methods import METHODS
from promptrec.settings import PRESETS, RunSettings, SearchSettings
from promptrec.settings.by_rows import BY_ROWS, Course, chosen_by_rows, course_of, told_course
from promptrec.words.table import LANGUAGES, table

PLAIN = RunSettings(dataset="movies", template="{item.title}")
PAGE = Path(__file__).parents[2] / "docs" / "defaults.md"
BEFORE = (3, 1.0)  # epochs and times of the method's own rate of every run, whatever its rows
TUNING = [name for name in METHODS if METHODS[name].tunes]


def test_the_table_is_complete_and_nothing_in_it_rises_with_the_rows() -> None:
    assert BY_ROWS[0].rows == 0
    for fewer, more in itertools.pairwise(BY_ROWS):
        assert fewer.rows < more.rows
        assert fewer.epochs >= more.epochs and fewer.times >= more.times
        assert (fewer.epochs, fewer.times) != (more.epochs, more.times)
    for language in LANGUAGES:
        assert {f"sentence.by_rows_{one.why}" for one in BY_ROWS} <= set(table(language))


@pytest.mark.parametrize("course", BY_ROWS[1:], ids=lambda course: f"from {course.rows}")
def test_one_row_more_begins_the_next_course(course: Course) -> None:
    assert course_of(course.rows) == course != course_of(course.rows - 1)


@pytest.mark.parametrize("rows", [1000, 2000, 50_000, 10_000_000])
def test_a_run_on_many_rows_learns_as_it_always_did(rows: int) -> None:
    course = course_of(rows)
    assert (course.epochs, course.times) == BEFORE


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_more_rows_are_never_read_more_often(one: int, other: int) -> None:
    fewer, more = (chosen_by_rows(PLAIN, rows) for rows in sorted((one, other)))
    assert fewer.epoch_count >= more.epoch_count >= 1
    assert fewer.rate >= more.rate > 0


@pytest.mark.parametrize("method", TUNING)
def test_the_rate_is_so_many_times_that_of_the_method(method: str) -> None:
    for course in BY_ROWS:
        found = chosen_by_rows(dataclasses.replace(PLAIN, method=method), course.rows)
        assert found.learning_rate == pytest.approx(METHODS[method].learning_rate * course.times)
        assert found.epochs == course.epochs


@pytest.mark.parametrize("rows", [0, 40, 256, 5000])
def test_what_a_person_gives_stays(rows: int) -> None:
    for own in (
        dataclasses.replace(PLAIN, epochs=5),
        dataclasses.replace(PLAIN, epochs=5, learning_rate=3e-4),
        dataclasses.replace(PLAIN, **PRESETS["classic"].settings),
        dataclasses.replace(PLAIN, method="none"),
        dataclasses.replace(PLAIN, method="none", epochs=9),
    ):
        assert chosen_by_rows(own, rows) == own
    rate = chosen_by_rows(dataclasses.replace(PLAIN, learning_rate=3e-4), rows)
    assert (rate.learning_rate, rate.epochs) == (3e-4, course_of(rows).epochs)


def test_only_epochs_and_rate_are_chosen_and_once() -> None:
    found = chosen_by_rows(PLAIN, 64)
    assert dataclasses.replace(found, epochs=None, learning_rate=None, patience=None) == PLAIN
    assert chosen_by_rows(found, 5000) == found
    assert found.untuned == PLAIN.untuned


def test_a_course_is_not_broken_off_after_a_few_steps_unless_somebody_said_so() -> None:
    assert [course.patience for course in BY_ROWS] == [max(2, one.epochs // 2) for one in BY_ROWS]
    for course in BY_ROWS:
        assert chosen_by_rows(PLAIN, course.rows).patience == course.patience
        own = dataclasses.replace(PLAIN, patience=1)
        assert chosen_by_rows(own, course.rows).patience == 1
    assert dataclasses.replace(PLAIN, epochs=9).patience == 2
    assert dataclasses.replace(PLAIN, epochs=9, patience=0).patience == 0


def test_epochs_that_nobody_chose_are_no_number_to_train_with() -> None:
    with pytest.raises(ValueError, match="by_rows"):
        _ = PLAIN.epoch_count


@pytest.mark.parametrize("rows", [40, 256, 5000])
def test_settings_that_were_stored_with_their_epochs_mean_what_they_meant(rows: int) -> None:
    kept = {**PLAIN.as_dict(), "epochs": 3, "learning_rate": None, "patience": 2}
    stored = RunSettings.from_json(json.dumps(kept))
    assert chosen_by_rows(stored, rows) == stored
    assert (stored.epoch_count, stored.rate) == (3, METHODS["lora"].learning_rate)
    assert json.loads(stored.to_json()) == json.loads(json.dumps(kept))
    assert RunSettings.from_json(PLAIN.to_json()) == PLAIN
    search = SearchSettings(base=PLAIN)
    assert SearchSettings.from_json(search.to_json()) == search


def test_the_reason_is_told_in_one_sentence_and_own_numbers_beside_what_the_table_says() -> None:
    course = course_of(256)
    rate = METHODS["lora"].learning_rate * course.times
    told = told_course(PLAIN, 256)
    assert told.startswith(f"256 rows: {course.epochs} epochs at {rate:g}, because ")
    assert told.endswith("measured in docs/defaults.md")
    assert told.in_language("zh").startswith(f"256 行：{course.epochs} 轮")
    assert told_course(chosen_by_rows(PLAIN, 256), 256) == told
    own = told_course(dataclasses.replace(PLAIN, epochs=course.epochs + 1), 256)
    assert f"your own {course.epochs + 1} epochs at 0.001 stay" in own
    assert f"it would be {course.epochs} at {rate:g}" in own
    only_rate = told_course(dataclasses.replace(PLAIN, learning_rate=3e-4), 256)
    assert only_rate.startswith(f"256 rows: {course.epochs} epochs, because ")
    assert f"at your own rate 0.0003 instead of {rate:g};" in only_rate
    assert told_course(PLAIN, 5000).startswith("5,000 rows: 3 epochs at 0.001, because ")
    assert told_course(dataclasses.replace(PLAIN, method="none"), 256) == ""


def test_the_documents_show_the_table_in_force() -> None:
    shown = re.findall(
        r"^\| (\d[\d,]*) (?:to|and) \S+ \| (\d+) \| (\S+) ×", PAGE.read_text("utf-8"), re.MULTILINE
    )
    found = [
        (int(rows.replace(",", "")), int(epochs), float(times)) for rows, epochs, times in shown
    ]
    assert found == [(max(1, one.rows), one.epochs, one.times) for one in BY_ROWS]
