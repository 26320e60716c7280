"""The Templates page without a page: draft, values, cards, live scores, lint notes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from promptrec.data.dataset import Dataset
from promptrec.data.loading import load
from promptrec.errors import TemplateError
from promptrec.examples.lint.finding import Example, Finding
from promptrec.examples.pair import pairs_by_id
from promptrec.model.meaning import KEPT
from promptrec.model.reading import reader_for
from promptrec.prompt.template import Template
from promptrec.records import Answers, Cut
from promptrec.ui.shared import draft
from promptrec.ui.shared.draft import is_changed
from promptrec.ui.shared.template_list import (
    LIBRARY,
    MADE,
    OWN,
    template_choices,
    template_or_error,
)
from promptrec.ui.shared.template_pick import is_of_run, label_of
from promptrec.ui.shared.variant_pick import untuned
from promptrec.ui.state import keys, store
from promptrec.ui.state.key import kept_keys
from promptrec.ui.templates.example_cards import cut_words, score_html
from promptrec.ui.templates.field_palette import LONGEST, value_words, values_of
from promptrec.ui.templates.lint_notes import note
from promptrec.ui.templates.live_score import Scored, value_at, with_changes
from promptrec.ui.templates.text_box import problems, read_items
from promptrec.ui.templates.word_hints import places_in, put_in


@pytest.fixture(autouse=True)
def a_visit_of_its_own() -> Iterator[None]:
    yield
    for key in kept_keys():
        key.forget()


def answers(*scores: float) -> Answers:
    values = np.array(scores)
    return Answers(score=values, words=(), word_probability=np.zeros((len(values), 0)))


def test_scores_move_from_those_of_the_saved_version() -> None:
    found = with_changes(answers(1.0, 2.0), answers(0.5, 2.5))
    assert [(one.score, one.change) for one in found] == [(1.0, 0.5), (2.0, -0.5)]
    assert [one.change for one in with_changes(answers(1.0), None)] == [None]


def test_what_is_no_number_is_nothing() -> None:
    assert value_at(np.array([0.5, np.nan]), 0) == 0.5
    assert value_at(np.array([0.5, np.nan]), 1) is None
    assert value_at(None, 0) is None


def test_a_card_has_a_probability_only_where_there_is_one_and_colours_what_moved() -> None:
    assert "78 %" in score_html(Scored(1.25, 0.777, None))
    assert "%" not in score_html(Scored(1.25, None, None))
    assert "pr-up" in score_html(Scored(1.0, None, 0.5))
    assert "pr-down" in score_html(Scored(1.0, None, -0.5))
    still = score_html(Scored(1.0, None, 0.001))
    assert "+0.00" in still and "pr-up" not in still


def test_a_cut_says_how_much_is_left() -> None:
    words = cut_words(Cut("history.liked", kept=3, dropped=9))
    assert all(one in words for one in ("history.liked", "3", "9"))


def test_every_field_of_the_data_has_a_value_for_a_pair(home: Path, tiny_dataset: Dataset) -> None:
    values = values_of(tiny_dataset, pairs_by_id(tiny_dataset, [("u1", "i4")]))
    assert list(values) == list(tiny_dataset.fields)
    assert values["item.title"] == "Heat" and values["item.genres"] == ("Action", "Crime")


@pytest.mark.slow
def test_texts_are_read_when_a_draft_first_asks_what_is_similar(
    home: Path, sequels_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    data = load(sequels_folder)
    pair = pairs_by_id(data, [("u3", "i9")])
    read_items(data, Template("t", "{history.alike} {item.title}"))
    assert not KEPT.is_kept(data)
    before = values_of(data, pair)
    assert list(before) == list(data.fields) and not before["history.similar"]
    read_items(data, Template("t", "{history.similar_liked:3} {item.title}"))
    assert KEPT.is_kept(data) and values_of(data, pair)["history.similar"]


def test_a_long_value_is_cut_and_an_empty_one_is_a_dash() -> None:
    assert value_words("x" * 200) == "x" * LONGEST + "…"
    assert value_words(("a", "b")) == "a, b"
    assert value_words(("甲", "乙"), "、") == "甲、乙"
    assert value_words("") == value_words(()) == "–"


def test_a_draft_is_what_was_loaded_until_it_is_changed(home: Path, tiny_dataset: Dataset) -> None:
    assert not draft.has_draft() and draft.draft_template(tiny_dataset) is None
    store().save_template(name="mine", text="{item.title}", verbalizer="", language="en", note="")
    saved = template_choices(tiny_dataset)[f"{OWN}mine"]
    draft.load_draft(saved, f"{OWN}mine")
    assert draft.draft_name(tiny_dataset) == "mine" and draft.draft_force() == 1
    draft.append_text("{item.year}")
    assert draft.draft_text() == "{item.title} {item.year}" and draft.draft_force() == 2
    assert draft.draft_name(tiny_dataset) == "mine (draft)"


def test_a_draft_of_nothing_saved_has_no_name_of_its_own(home: Path, tiny_dataset: Dataset) -> None:
    draft.keep_text("{item.title}")
    found = draft.draft_template(tiny_dataset)
    assert isinstance(found, Template) and (found.name, found.language) == ("draft", "en")
    draft.keep_text("{item.title")
    assert isinstance(draft.draft_template(tiny_dataset), TemplateError)


def test_own_templates_stand_before_those_of_the_library(home: Path, tiny_dataset: Dataset) -> None:
    store().save_template(name="mine", text="{item.title}", verbalizer="", language="en", note="")
    first, *others = template_choices(tiny_dataset)
    assert first == f"{OWN}mine" and others
    assert all(one.startswith((LIBRARY, MADE)) for one in others)


def test_data_that_the_library_does_not_know_begins_with_what_is_made_from_its_columns(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    rows = [f"u{at % 9},i{at % 7},{at % 2}" for at in range(63)]
    (folder / "interactions.csv").write_text("\n".join(["user_id,item_id,label", *rows, ""]))
    items = [f"i{at},Thing {at},{'ab'[at % 2]}" for at in range(7)]
    (folder / "items.csv").write_text("\n".join(["item_id,title,brand", *items, ""]))
    store().save_template(name="mine", text="{item.title}", verbalizer="", language="en", note="")
    first, second, *_ = template_choices(load(folder))
    assert first == f"{MADE}From your columns"
    assert second == f"{OWN}mine"


def test_a_field_that_the_data_does_not_have_is_a_problem(tiny_dataset: Dataset) -> None:
    (problem,) = problems(Template("t", "{item.title} {item.director}"), tiny_dataset)
    assert "item.director" in str(problem)
    assert not problems(Template("t", "{item.title}"), tiny_dataset)
    assert not problems(None, tiny_dataset)
    broken = template_or_error("t", "{item.title", "", "en")
    assert isinstance(broken, TemplateError) and problems(broken, tiny_dataset) == (broken,)


def test_a_draft_is_read_by_an_untuned_model() -> None:
    settings = untuned("tiny", Template("t", "{item.title}"), "minilm")
    assert (settings.method, settings.model, settings.template_name) == ("none", "minilm", "t")
    assert is_of_run(Template("t", "{item.title}"), settings)
    assert not is_of_run(Template("t", "{item.title}!"), settings)


def test_a_template_is_listed_by_where_it_comes_from() -> None:
    template = Template("t", "{item.title}")
    assert "t" in label_of(keys.TEMPLATE_OF_RUN.name, template)
    assert label_of(f"{OWN}mine", template).startswith("mine · ")


def test_a_finding_is_shown_without_markup_of_the_data() -> None:
    found = Finding(
        rule="empty_field",
        severity="warning",
        message="*bold*",
        fix="Mend it.",
        line=2,
        column=5,
        example=Example(row=7, user_id="u1", item_id="i4", text="<b>"),
    )
    words = note(found)
    assert words.startswith("▲") and r"\*bold\*" in words and r"\<b>" in words and "7" in words


def test_a_link_may_take_the_place_of_a_saved_draft_and_of_no_other(
    home: Path, tiny_dataset: Dataset
) -> None:
    assert not is_changed(tiny_dataset)
    name = next(iter(template_choices(tiny_dataset)))
    draft.load_draft(template_choices(tiny_dataset)[name], name)
    assert not is_changed(tiny_dataset)
    draft.append_text("and more")
    assert is_changed(tiny_dataset)
    draft.load_draft(Template("t", "{item.title}"), "")  # as a search leaves it
    assert is_changed(tiny_dataset)


def test_words_that_may_be_replaced_are_listed_with_their_places_and_put_in(
    home: Path, tiny_dataset: Dataset
) -> None:
    template = Template("t", "a film like a film: {item.title} is {mask}.", verbalizer="good/bad")
    draft.load_draft(template, "")
    reader = reader_for(untuned("tiny", template, "tiny"))
    every = places_in(template, reader, tuned=False)
    assert [one.label for one in every][1:3] == ["film (line 1, column 3)", "like"]
    assert [one.label for one in every][-2:] == ["answer word: good", "answer word: bad"]
    assert not any(one.fixed is None for one in places_in(template, reader, tuned=True))
    second = next(one for one in every if one.key == "film 14")
    put_in(template, reader, second, "movie")
    assert draft.draft_text() == "a film like a movie: {item.title} is {mask}."
    put_in(template, reader, every[-1], "poor")
    assert keys.DRAFT_WORDS.get() == "good/poor"


def test_one_click_takes_the_model_that_reads_the_words() -> None:
    from streamlit.testing.v1 import AppTest

    def page(install: str) -> None:
        import streamlit as st

        from promptrec.examples.lint.finding import finding
        from promptrec.ui.state import keys
        from promptrec.ui.templates.lint_notes import offer
        from promptrec.ui.templates.score_with import take_model
        from promptrec.words.table import sentence

        keys.DRAFT_MODEL.begin("minilm")
        keys.SCORE_WITH.begin("e0001")
        st.selectbox("Model", ["minilm", "reads-zh"], key=keys.DRAFT_MODEL.name)
        st.selectbox("Scorer", ["nothing", "e0001"], key=keys.SCORE_WITH.name)
        words = sentence("sentence.lint_other_model")
        one = finding("language", "error", words, words, language="zh")
        object.__setattr__(one, "use_model", "reads-zh")
        object.__setattr__(one, "install", install)
        offer(one, take_model, "")

    app = AppTest.from_function(page, args=("",)).run()
    (button,) = app.button
    assert button.label == "Use reads-zh: reads Chinese"
    after = button.click().run()
    assert [one.value for one in after.selectbox] == ["reads-zh", "nothing"]
    told = AppTest.from_function(page, args=("--no-deps reads",)).run()
    assert (len(told.button), told.code[0].value) == (0, "pip install --no-deps reads")
