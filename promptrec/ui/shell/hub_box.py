"""What a page says where a model would have to be fetched: a question, and a button to say yes."""

import contextlib
import itertools

import streamlit as st

from promptrec.errors import PromptRecError
from promptrec.model.backbones.hub import CONSENT
from promptrec.store.upkeep.consent import allow
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store


def show_error(error: PromptRecError) -> None:
    """An error as a box; one that a person's yes mends with a button for it.

    A link can name a model, and nothing is asked of the hub before somebody pressed the button.
    """
    if error.sentence.key != CONSENT:
        st.error(in_words(error.sentence))
        return
    model, size = str(error.sentence.values["model"]), error.sentence.values["size"]
    st.warning(say("hub.ask", model=model, size=size))
    yes_button(model)


def yes_button(model: str) -> None:
    """The button; a page with several boxes of one model has one in each, and any will do."""
    for at in itertools.count():
        with contextlib.suppress(st.errors.StreamlitDuplicateElementKey):
            label = say("hub.yes", model=model)
            st.button(label, key=f"hub_{model}_{at}", on_click=allow, args=(store(), model))
            return
