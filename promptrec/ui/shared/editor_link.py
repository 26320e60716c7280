"""From a score to the editor: the same template and label words, pair and scorer."""

import streamlit as st

from promptrec.settings import RunSettings
from promptrec.ui.shared.variant_pick import UNTUNED
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset_name
from promptrec.ui.state.opened import Who


def editor_link(settings: RunSettings, who: Who, user: str = "", item: str = "") -> None:
    """A link to the Templates page. who: the run that scores, or an untuned template.

    user, item: a pair that comes in sight; "" leaves the one that is there.
    """
    asked = {
        "data": dataset_name(settings.dataset),
        "template": settings.template,
        "words": settings.verbalizer,
        "language": settings.language,
        "score": who if isinstance(who, str) else UNTUNED,
        "model": "" if isinstance(who, str) else settings.model,
        "user": user,
        "item": item,
    }
    st.page_link(
        "pages/prepare/templates.py",
        label=f"{say('why.editor')} →",
        query_params={name: value for name, value in asked.items() if value},
    )
