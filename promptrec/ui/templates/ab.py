"""Two templates side by side: A is the draft, B another one; the same examples score both.

Only this part reruns while somebody types in either; the one that stands still is not scored again.
"""

from dataclasses import dataclass

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import PromptRecError
from promptrec.examples.pair import pairs_by_id
from promptrec.records import Answers
from promptrec.settings import RunSettings
from promptrec.ui.shared import draft
from promptrec.ui.shared.draft import SIDES, A, B, DraftSide
from promptrec.ui.shared.drafts import kept_draft
from promptrec.ui.shared.template_list import choice_label, template_choices
from promptrec.ui.shared.variant_pick import untuned
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.hub_box import show_error
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys
from promptrec.ui.templates.ab_table import ab_table
from promptrec.ui.templates.decide import decide
from promptrec.ui.templates.example_cards import Cards, Ids, notices, prompt_cards
from promptrec.ui.templates.lint_notes import lint_notes
from promptrec.ui.templates.live_score import same_head, score, with_changes
from promptrec.ui.templates.score_with import NOTHING, UNTUNED, take_model
from promptrec.ui.templates.text_box import (
    draft_state,
    read_items,
    text_box,
    words_row,
)

COPY = "copy"
WIDTH = 360  # pixels of a list; on a phone it takes a line of its own


@dataclass(frozen=True, slots=True, eq=False)
class Pane:
    """One side that can be read: under which settings, and the prompt of the pair in sight."""

    settings: RunSettings
    cards: Cards


def open_ab(data: Dataset) -> None:
    """Put a second template beside the draft: the one of before, else a copy."""
    keys.AB_OPEN.set(True)
    if not draft.has_draft(B):
        begin_b(data, COPY)


def close_ab() -> None:
    """Show the draft alone; the second template stays as it is until it is opened again."""
    keys.AB_OPEN.set(False)


def begin_b(data: Dataset, key: str) -> None:
    """Begin the second template as a copy of the draft, or as one of the list."""
    held = draft.in_hand(A)
    if key != COPY:
        draft.load_draft(template_choices(data)[key], key, B)
    elif held is not None:
        draft.put_draft(held, B)


@st.fragment
@guarded
def two_templates(source: str, data: Dataset, ids: Ids, scorer: str, model: str) -> None:
    """What reruns at every keystroke."""
    if not draft.has_draft(B):  # another data set
        begin_b(data, COPY)
    try:
        start_row(data)
        panes = [pane for pane in two_panes(source, data, ids, scorer, model) if pane]
        if len(panes) == len(SIDES):
            both(source, data, ids, scorer, panes)
    finally:
        kept_draft.keep(source)


def start_row(data: Dataset) -> None:
    """What B begins as, and the way back to one template."""

    def begin() -> None:
        key = keys.AB_START.get()
        if key:
            begin_b(data, key)
            keys.AB_START.set("")

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            say("ab.start"),
            ["", COPY, *template_choices(data)],
            format_func=lambda key: start_label(key),
            key=keys.AB_START.name,
            on_change=begin,
            help=say("ab.start_help"),
            width=WIDTH,
        )
        if st.button(say("ab.close"), on_click=close_ab):
            st.rerun()


def start_label(key: str) -> str:
    """How a beginning of B is shown; none is what stands there now."""
    if key in ("", COPY):
        return say("ab.copy" if key else "ab.as_it_is")
    return choice_label(key)


def two_panes(source: str, data: Dataset, ids: Ids, scorer: str, model: str) -> list[Pane | None]:
    """Both editors, then under each the prompt of the pair in sight; None where it cannot be read.

    On a phone A with its prompt stands above B with its own.
    """
    columns = st.columns(2, gap="large")
    found = []
    for side, column in zip(SIDES, columns, strict=True):
        with column:
            st.markdown(f"**{say(f'ab.{side.name}')}**")
            template = text_box(data, side)
            pane = None
            if template is None:
                st.info(say("templates.wait"))
            else:
                read_items(data, template)
                pane = pane_of(data, untuned(source, template, model), ids, scorer, side)
            found.append(pane)
            words_row(side)
            if side is A:
                draft_state(data)
            if pane is not None:
                lint_notes(data, pane.settings, take_model, side.name)
    return found


def pane_of(
    data: Dataset, settings: RunSettings, ids: Ids, scorer: str, side: DraftSide
) -> Pane | None:
    """The prompt of the pair in sight; None where the run that scores cannot read the template."""
    try:
        cards = prompt_cards(data, settings, ids[:1], scorer, f"ab_{side.name}")
    except PromptRecError as error:
        show_error(error)
        return None
    notices(cards, scorer)
    return Pane(settings, cards)


def both(source: str, data: Dataset, ids: Ids, scorer: str, panes: list[Pane]) -> None:
    """Scores of both, what they differ in, and the way to a decision."""
    drafts = [pane.settings for pane in panes]
    if scorer == NOTHING:
        for pane in panes:
            pane.cards.fill([None])
        st.info(say("ab.unscored"))
    else:
        answers = scores_of(data, ids, scorer, panes)
        if scorer == UNTUNED and not same_head(data, *drafts):
            st.info(say("ab.two_heads"))
        else:
            ab_table(source, data, ids, scorer, answers)
    decide(data, drafts, scorer)


def scores_of(data: Dataset, ids: Ids, scorer: str, panes: list[Pane]) -> list[Answers]:
    """Answers of both to all examples; the first ones stand under the prompts, too."""
    pairs = pairs_by_id(data, ids)
    found = []
    with st.spinner(say("templates.scoring"), show_time=True):
        for pane in panes:
            answers = score(data, pane.settings, pairs, scorer)
            pane.cards.fill(with_changes(answers, None)[:1])
            found.append(answers)
    return found
