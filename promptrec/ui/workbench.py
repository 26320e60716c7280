"""The template editor and what the model will read, side by side; reruns alone while one types."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui import draft
from promptrec.ui.editor import current_text, live_editor
from promptrec.ui.example_cards import example_cards
from promptrec.ui.field_palette import field_palette
from promptrec.ui.guard import guarded
from promptrec.ui.pickers import pick_item, pick_model, pick_user
from promptrec.ui.say import LANGUAGES, say
from promptrec.ui.score_with import pick_scorer
from promptrec.ui.state import store
from promptrec.ui.template_checks import problems

EDITOR = "draft_editor"
MOST_PINS = 5


@st.fragment
@guarded
def workbench(source: str, data: Dataset) -> None:
    """Editor on the left, examples on the right."""
    write, read = st.columns(2, gap="large")
    with write:
        template = editor(data)
    with read:
        user, item = choose_example(source, data)
        if template is not None:
            first, second = st.columns([3, 2])
            with first:
                scorer = pick_scorer(source)
            with second:
                model = pick_model("draft_model")
            settings = draft_settings(source, template, model)
            pins = [(pin.user, pin.item) for pin in store().pins(source)][:MOST_PINS]
            pairs = list(dict.fromkeys([(user, item), *pins]))
            example_cards(data, settings, pairs, scorer)
        else:
            st.info(say("templates.wait"))
    with write:
        field_palette(data, user, item)


def editor(data: Dataset) -> Template | None:
    """The text with its label words, and what is wrong with it underneath."""
    draft.keep_text(current_text(EDITOR, draft.draft_text(), draft.force()))
    found = draft.draft_template(data)
    wrong = problems(found, data)
    live_editor(
        say("templates.text"),
        draft.draft_text(),
        data.fields,
        key=EDITOR,
        errors=wrong,
        force=draft.force(),
    )
    for problem in wrong:
        st.error(str(problem))
    words, spoken = st.columns([5, 3])
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
    return found if isinstance(found, Template) and not wrong else None


def choose_example(source: str, data: Dataset) -> tuple[str, str]:
    """The user and item in sight, and a button that pins them."""
    first, second, third = st.columns([3, 5, 2], vertical_alignment="bottom")
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
        width="stretch",
    ):
        store().pin(source, user, item)
        st.rerun(scope="fragment")
    return user, item


def draft_settings(source: str, template: Template, model: str) -> RunSettings:
    """Settings under which the draft is read: an untuned model."""
    return RunSettings(
        dataset=source,
        template=template.text,
        template_name=template.name,
        language=template.language,
        verbalizer=template.verbalizer,
        model=model,
        method="none",
    )
