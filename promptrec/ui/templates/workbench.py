"""The template editor and what the model will read, side by side.

Only the two rerun while somebody types: every other widget stands outside the fragment, which keeps
the way from a key to the new preview short.
"""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.ui.shared.drafts import kept_draft
from promptrec.ui.shared.pickers import pick_item, pick_model, pick_user
from promptrec.ui.shared.variant_pick import untuned
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys, store
from promptrec.ui.templates.ab import two_templates
from promptrec.ui.templates.example_cards import example_cards
from promptrec.ui.templates.lint_notes import lint_notes
from promptrec.ui.templates.score_with import pick_scorer, take_model
from promptrec.ui.templates.text_box import (
    draft_state,
    proposed_words,
    read_items,
    text_box,
    words_row,
)
from promptrec.ui.templates.word_hints import hint_box

MOST_PINS = 5


def workbench(source: str, data: Dataset) -> tuple[str, str]:
    """Whose example it is, then editor and examples; returns that user and item."""
    places = st.columns([2, 4, 1, 4, 2], vertical_alignment="bottom")
    with places[0]:
        user = pick_user(data)
    with places[1]:
        item = pick_item(data, user)
    with places[2]:
        pin_button(source, user, item)
    with places[3]:
        scorer = pick_scorer(source, data)
    with places[4]:
        model = pick_model(keys.DRAFT_MODEL.name)
    pins = [(pin.user, pin.item) for pin in store().pins(source)][:MOST_PINS]
    ids = list(dict.fromkeys([(user, item), *pins]))
    if keys.AB_OPEN.get():
        two_templates(source, data, ids, scorer, model)
    else:
        live(source, data, ids, scorer, model)
    return user, item


@st.fragment
@guarded
def live(source: str, data: Dataset, ids: list[tuple[str, str]], scorer: str, model: str) -> None:
    """What reruns at every keystroke. On a phone the three parts stand in this order."""
    with st.container(key="bench"):
        text, read, more = (st.container(key=f"bench_{part}") for part in ("text", "read", "more"))
    try:
        with text:
            template = text_box(data)
        with read:
            if template is None:
                st.info(say("templates.wait"))
            else:
                settings = untuned(source, template, model)
                read_items(data, template)
                example_cards(data, settings, ids, scorer)
        with more:  # after the preview, which should not wait for it
            draft_state(data)
            words_row()
            proposed_words(data, template)
            if template is not None:
                lint_notes(data, settings, take_model)
                hint_box(data, template, settings, scorer)
    finally:
        kept_draft.keep(source)


def pin_button(source: str, user: str, item: str) -> None:
    """Keep the pair in sight among the examples."""
    pinned = [(pin.user, pin.item) for pin in store().pins(source)]
    if st.button(
        say("templates.pin"),
        disabled=len(pinned) >= MOST_PINS or (user, item) in pinned,
        help=say("templates.pin_help", most=MOST_PINS),
        width="stretch",
    ):
        store().pin(source, user, item)
        st.rerun()
