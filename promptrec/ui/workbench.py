"""The template editor and what the model will read, side by side; reruns alone while one types."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui import draft
from promptrec.ui.editor import live_editor
from promptrec.ui.example_cards import example_cards
from promptrec.ui.field_palette import field_palette
from promptrec.ui.guard import guarded
from promptrec.ui.pickers import pick_item, pick_model, pick_user
from promptrec.ui.say import LANGUAGES, say
from promptrec.ui.score_with import pick_scorer
from promptrec.ui.state import store
from promptrec.ui.template_checks import problems

MOST_PINS = 5


@st.fragment
@guarded
def workbench(source: str, data: Dataset) -> None:
    """Editor on the left, examples on the right."""
    write, read = st.columns([5, 6], gap="large")
    with write:
        template = editor(data)
    with read:
        user, item = choose_example(source, data)
        if isinstance(template, Template):
            settings = draft_settings(source, template)
            pins = [(pin.user, pin.item) for pin in store().pins(source)][:MOST_PINS]
            pairs = list(dict.fromkeys([(user, item), *pins]))
            example_cards(data, settings, pairs, pick_scorer(source))
        else:
            st.info(say("templates.wait"))
    with write:
        field_palette(data, user, item)


def editor(data: Dataset) -> Template | TemplateError:
    """The text with its label words, and what is wrong with it underneath."""
    text = live_editor(
        say("templates.text"),
        draft.draft_text(),
        data.fields,
        key="draft_editor",
        errors=problems(draft.draft_template(data), data),
        force=draft.force(),
    )
    draft.keep_text(text)
    words, spoken = st.columns([3, 1])
    words.text_input(
        say("templates.words"),
        key=draft.WORDS,
        placeholder="great,good/terrible,bad",
        help=say("templates.words_help"),
        persist_state="session",
    )
    spoken.selectbox(
        say("templates.language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=draft.LANGUAGE,
        help=say("templates.language_help"),
        persist_state="session",
    )
    found = draft.draft_template(data)
    for problem in problems(found, data):
        st.error(str(problem))
    template = found if isinstance(found, Template) else None
    return template or TemplateError(say("templates.wait"))


def choose_example(source: str, data: Dataset) -> tuple[str, str]:
    """The user and item in sight, and a button that pins them."""
    first, second, third = st.columns([3, 5, 1], vertical_alignment="bottom")
    with first:
        user = pick_user(data)
    with second:
        item = pick_item(data, user)
    pinned = [(pin.user, pin.item) for pin in store().pins(source)]
    full = len(pinned) >= MOST_PINS
    if third.button(
        say("templates.pin"),
        disabled=full or (user, item) in pinned,
        help=say("templates.pin_help", most=MOST_PINS),
    ):
        store().pin(source, user, item)
        st.rerun(scope="fragment")
    return user, item


def draft_settings(source: str, template: Template) -> RunSettings:
    """Settings under which the draft is read: an untuned model."""
    with st.expander(say("templates.model")):
        model = pick_model("draft_model")
    return RunSettings(
        dataset=source,
        template=template.text,
        template_name=template.name,
        language=template.language,
        verbalizer=template.verbalizer,
        model=model,
        method="none",
    )
