"""Drafts that keep themselves: reload, second tab, another data set, nothing typed is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from promptrec.data.dataset import Dataset
from promptrec.prompt.template import Template
from promptrec.store.editor import KeptDraft
from promptrec.ui.shared import draft
from promptrec.ui.shared.draft import A, B
from promptrec.ui.shared.drafts import kept_draft
from promptrec.ui.shared.template_list import template_choices
from promptrec.ui.state import keys, store
from promptrec.ui.state.key import kept_keys

HERE, THERE = "tiny", "other"


def end_visit() -> None:
    """As closing the tab does."""
    for key in kept_keys():
        key.forget()


@pytest.fixture(autouse=True)
def a_visit_of_its_own() -> Iterator[None]:
    yield
    end_visit()


def typed(text: str, side: draft.DraftSide = A) -> None:
    """As a keystroke leaves it, and the page after it."""
    draft.keep_text(text, side)
    kept_draft.keep(keys.DRAFT_OF.get())


def begin(data: Dataset) -> None:
    """The page with the first template of the list, which nobody chose."""
    kept_draft.take_up(HERE)
    if not draft.has_draft():
        key = next(iter(template_choices(data)))
        kept_draft.begin(template_choices(data)[key], key)
        kept_draft.keep(HERE)


def test_what_was_typed_survives_a_reload(home: Path, tiny_dataset: Dataset) -> None:
    begin(tiny_dataset)
    assert store().drafts(HERE) == {}  # nobody typed anything
    typed("{item.title} and half a {")
    typed("the other one", B)
    end_visit()
    kept_draft.take_up(HERE)
    assert draft.draft_text() == "{item.title} and half a {"
    assert draft.draft_text(B) == "the other one"
    assert draft.draft_base() == next(iter(template_choices(tiny_dataset)))


def test_each_data_set_has_drafts_of_its_own(home: Path, tiny_dataset: Dataset) -> None:
    begin(tiny_dataset)
    draft.keep_text("typed in the moment before")  # no page ran since
    kept_draft.take_up(THERE)
    assert not draft.has_draft()
    typed("there")
    kept_draft.take_up(HERE)
    assert draft.draft_text() == "typed in the moment before"
    kept_draft.take_up(THERE)
    assert draft.draft_text() == "there"


def test_a_tab_shows_what_another_one_wrote_unless_it_has_something_newer(
    home: Path, tiny_dataset: Dataset
) -> None:
    begin(tiny_dataset)
    typed("mine")
    store().keep_draft(HERE, "a", KeptDraft("theirs"))
    force = draft.draft_force()
    kept_draft.take_up(HERE)
    assert draft.draft_text() == "theirs" and draft.draft_force() > force  # the editor shows it
    draft.keep_text("typed here")
    store().keep_draft(HERE, "a", KeptDraft("typed there"))
    kept_draft.take_up(HERE)
    assert draft.draft_text() == "typed here"  # and the last one to write wins
    assert store().drafts(HERE)["a"].text == "typed here"


def test_taking_up_what_is_in_hand_leaves_the_editor_alone(
    home: Path, tiny_dataset: Dataset
) -> None:
    begin(tiny_dataset)
    for text in ("one", "two"):
        typed(text)
        force = draft.draft_force()
        kept_draft.take_up(HERE)
        assert (draft.draft_text(), draft.draft_force()) == (text, force)


def test_a_draft_that_another_tab_discarded_is_gone_here_too(
    home: Path, tiny_dataset: Dataset
) -> None:
    begin(tiny_dataset)
    typed("mine")
    store().keep_draft(HERE, "a", None)
    kept_draft.take_up(HERE)
    assert not draft.has_draft()


def test_choosing_another_template_keeps_what_it_writes_over(
    home: Path, tiny_dataset: Dataset
) -> None:
    begin(tiny_dataset)
    first = draft.draft_text()
    kept_draft.replace(tiny_dataset, Template("t", "{item.year}"), "")
    assert keys.DRAFT_BEFORE.get() is None  # what it wrote over is in the list
    typed("my own words")
    kept_draft.replace(tiny_dataset, Template("t", first), "")
    kept_draft.keep(HERE)
    end_visit()
    kept_draft.take_up(HERE)
    kept_draft.bring_back()
    assert draft.draft_text() == "my own words"
    kept_draft.bring_back()
    assert draft.draft_text() == first


def test_a_discarded_draft_is_what_it_began_as_and_can_be_brought_back(
    home: Path, tiny_dataset: Dataset
) -> None:
    begin(tiny_dataset)
    first, base = draft.draft_text(), draft.draft_base()
    typed("gone")
    kept_draft.discard(tiny_dataset)
    kept_draft.keep(HERE)
    assert (draft.draft_text(), draft.draft_base()) == (first, base)
    assert "a" not in store().drafts(HERE)
    kept_draft.bring_back()
    assert draft.draft_text() == "gone"


def test_a_draft_is_changed_by_its_words_and_language_too(
    home: Path, tiny_dataset: Dataset
) -> None:
    begin(tiny_dataset)
    assert not draft.is_changed(tiny_dataset)
    A.words.set("good/bad")
    assert draft.is_changed(tiny_dataset)
    kept_draft.keep(HERE)
    assert store().drafts(HERE)["a"].words == "good/bad"
    A.words.set("")
    A.language.set("zh")
    assert draft.is_changed(tiny_dataset)


def test_a_text_of_twenty_thousand_characters_is_kept_whole(
    home: Path, tiny_dataset: Dataset
) -> None:
    begin(tiny_dataset)
    typed("长{item.title} " * 1_300)
    end_visit()
    kept_draft.take_up(HERE)
    assert len(draft.draft_text()) > 18_000 and draft.draft_text().endswith("长{item.title} ")
