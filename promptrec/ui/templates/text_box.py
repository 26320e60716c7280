"""One template while it is typed: its text with what is wrong in it, its label words, its state."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.model.meaning import KEPT, MEANING, asks_for_meaning
from promptrec.prompt.parse import check_fields
from promptrec.prompt.template import Template
from promptrec.search.starters import answer_words
from promptrec.ui.shared import draft
from promptrec.ui.shared.draft import A, DraftSide
from promptrec.ui.shared.drafts import kept_draft
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.say import LANGUAGES, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys
from promptrec.ui.templates.editor import current_text, live_editor


def text_box(data: Dataset, side: DraftSide = A) -> Template | None:
    """The text; what is wrong with it stands underneath. None while it cannot be read."""
    force = draft.draft_force(side)
    draft.keep_text(current_text(side.editor, draft.draft_text(side), force), side)
    found = draft.draft_template(data, side)
    wrong = problems(found, data)
    live_editor(
        say("templates.text"),
        draft.draft_text(side),
        data.fields,
        key=side.editor,
        errors=wrong,
        force=force,
        on_text=lambda text: draft.keep_text(text, side),
    )
    for problem in wrong:
        st.error(in_words(problem.sentence))
    return found if isinstance(found, Template) and not wrong else None


def words_row(side: DraftSide = A) -> None:
    """Label words and language of a template."""
    words, spoken = st.columns([5, 3])
    words.text_input(
        say("templates.words"),
        key=side.words.name,
        placeholder="great,good/terrible,bad",
        help=explained(say("templates.words_help"), "label_words"),
        persist_state="session",
    )
    spoken.selectbox(
        say("templates.language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=side.language.name,
        help=say("templates.language_help"),
        persist_state="session",
    )


def proposed_words(data: Dataset, template: Template | None) -> None:
    """Label words that fit this data, where the draft has a place for them."""
    if template is None or not template.has_mask:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(say("templates.words_fit"), width="content")
        for words in answer_words(data):
            st.button(
                plain(words),
                key=f"words_{words}",
                disabled=words == template.verbalizer,
                on_click=A.words.set,
                args=(words,),
                type="tertiary",
            )


def draft_state(data: Dataset) -> None:
    """That the draft keeps itself, and how to let it go or to take back what stood there before."""
    changed = draft.is_changed(data)
    before = keys.DRAFT_BEFORE.get()
    if not changed and before is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(say("templates.kept" if changed else "templates.unchanged"), width="content")
        pressed = changed and st.button(
            say("templates.discard"),
            on_click=kept_draft.discard,
            args=(data,),
            help=say("templates.discard_help"),
            type="tertiary",
        )
        if before is not None and before != draft.in_hand():
            pressed |= st.button(
                say("templates.before"), on_click=kept_draft.bring_back, type="tertiary"
            )
    if pressed:
        st.rerun()  # the whole page: the list shows what the draft began as


def read_items(data: Dataset, template: Template) -> None:
    """Read the texts of all items, once, where a draft is the first to ask what they mean."""
    if asks_for_meaning(template) and not KEPT.is_kept(data):
        with st.spinner(say("templates.reading_items"), show_time=True):
            MEANING.vectors(data)


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
