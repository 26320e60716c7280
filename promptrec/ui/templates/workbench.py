"""The template editor and what the model will read, side by side.

Only the two rerun while somebody types: every other widget stands outside the fragment, which keeps
the way from a key to the new preview short.
"""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.model.meaning import KEPT, MEANING, asks_for_meaning
from promptrec.prompt.parse import check_fields
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui.shared import draft
from promptrec.ui.shared.pickers import pick_item, pick_model, pick_user
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import LANGUAGES, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, store
from promptrec.ui.templates.editor import current_text, live_editor
from promptrec.ui.templates.example_cards import example_cards
from promptrec.ui.templates.lint_notes import lint_notes
from promptrec.ui.templates.score_with import NOTHING, pick_scorer
from promptrec.ui.templates.word_hints import hint_box

EDITOR = keys.DRAFT_EDITOR.name
MOST_PINS = 5


def workbench(source: str, data: Dataset) -> tuple[str, str]:
    """Whose example it is, then editor and examples; returns that user and item."""
    places = st.columns([2, 4, 1, 3, 2], vertical_alignment="bottom")
    with places[0]:
        user = pick_user(data)
    with places[1]:
        item = pick_item(data, user)
    with places[2]:
        pin_button(source, user, item)
    with places[3]:
        scorer = pick_scorer(source)
    with places[4]:
        model = pick_model(keys.DRAFT_MODEL.name)
    live(source, data, (user, item), scorer, model)
    return user, item


@st.fragment
@guarded
def live(source: str, data: Dataset, example: tuple[str, str], scorer: str, model: str) -> None:
    """What reruns at every keystroke."""
    write, read = st.columns(2, gap="large")
    with write:
        template = editor(data)
    with read:
        if template is None:
            st.info(say("templates.wait"))
            return
        pins = [(pin.user, pin.item) for pin in store().pins(source)][:MOST_PINS]
        settings = draft_settings(source, template, model)
        read_items(data, template)
        example_cards(data, settings, list(dict.fromkeys([example, *pins])), scorer)
    with write:  # after the preview, which should not wait for it
        lint_notes(data, settings, take_model)
        hint_box(data, template, settings, scorer)


def take_model(model: str) -> None:
    """Read with another model; a run of the old one, which cannot, scores no more."""
    keys.DRAFT_MODEL.set(model)
    keys.SCORE_WITH.set(NOTHING)


def read_items(data: Dataset, template: Template) -> None:
    """Read the texts of all items, once, where a draft is the first to ask what they mean."""
    if asks_for_meaning(template) and not KEPT.is_kept(data):
        with st.spinner(say("templates.reading_items"), show_time=True):
            MEANING.vectors(data)


def editor(data: Dataset) -> Template | None:
    """The text with its label words; what is wrong with it stands underneath."""
    draft.keep_text(current_text(EDITOR, draft.draft_text(), draft.draft_force()))
    found = draft.draft_template(data)
    wrong = problems(found, data)
    live_editor(
        say("templates.text"),
        draft.draft_text(),
        data.fields,
        key=EDITOR,
        errors=wrong,
        force=draft.draft_force(),
    )
    for problem in wrong:
        st.error(in_words(problem.sentence))
    words, spoken = st.columns([5, 3])
    words.text_input(
        say("templates.words"),
        key=keys.DRAFT_WORDS.name,
        placeholder="great,good/terrible,bad",
        help=say("templates.words_help"),
        persist_state="session",
    )
    spoken.selectbox(
        say("templates.language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=keys.DRAFT_LANGUAGE.name,
        help=say("templates.language_help"),
        persist_state="session",
    )
    return found if isinstance(found, Template) and not wrong else None


def problems(found: Template | TemplateError | None, data: Dataset) -> tuple[TemplateError, ...]:
    """What is wrong with a draft on this data, to underline; empty when it can be rendered."""
    if found is None:
        return ()
    if isinstance(found, TemplateError):
        return (found,)
    try:
        check_fields(found.parts, data.fields)
    except TemplateError as error:
        return (error,)
    return ()


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
