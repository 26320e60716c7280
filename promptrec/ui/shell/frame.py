"""What stands around every page: browser tab, style, language switch."""

from pathlib import Path

import streamlit as st

from promptrec.store.upkeep.consent import ask_home
from promptrec.ui.shell.not_here import not_here
from promptrec.ui.shell.reading import is_reading
from promptrec.ui.shell.say import LANGUAGES, language, say, table
from promptrec.ui.shell.visitor import is_pupil
from promptrec.ui.state import keys
from promptrec.ui.state.home import home, start_log
from promptrec.ui.state.key import kept_keys

FOLDER = Path(__file__).parent
TABS = (keys.DATA_TAB.name,)  # their values are their labels


def frame() -> None:
    """Set up the browser tab and the sidebar, which a page to be read lacks. Once, by app.py."""
    start_log()
    ask_home(home())
    st.set_page_config(
        page_title="promptrec",
        page_icon=str(FOLDER / "icon.png"),
        layout="wide",
        menu_items={"About": say("frame.about")},
    )
    st.html(FOLDER.parents[1] / "report" / "prompt.css")
    st.html(FOLDER / "style.css")
    script = (FOLDER / "history.js").read_text(encoding="utf-8")
    st.html(f'<script data-of="history">{script}</script>', unsafe_allow_javascript=True)
    take_language()
    relabel()
    if is_alone():
        st.html(FOLDER / "reading.css")
        return
    st.sidebar.segmented_control(
        "Language · 语言",
        list(LANGUAGES),
        default="en",
        format_func=LANGUAGES.__getitem__,
        key=keys.LANGUAGE.name,
        required=True,
        bind="query-params",
    )


def is_alone() -> bool:
    """True for a page without a menu: one to be read, and the lesson of a class."""
    return is_reading() or is_pupil()


def take_language() -> None:
    """At first the browser's. A link may name it by its code, too; one not here is said.

    By its own name the switch takes it, where there is one.
    """
    asked = st.query_params.get(keys.LANGUAGE.name, "")
    named = {label: code for code, label in LANGUAGES.items()}
    if asked in LANGUAGES or (asked in named and is_alone()):
        keys.LANGUAGE.begin(named.get(asked, asked))
    elif asked and asked not in named:
        not_here("language", asked, LANGUAGES[language()])
    elif not asked and str(st.context.locale or "").lower().startswith("zh"):
        keys.LANGUAGE.begin("zh")


def relabel() -> None:
    """After a switch of the language, make every choice show its label in the new one.

    A browser keeps the label that was chosen until it is handed a value.
    """
    spoken = language()
    before = keys.SPOKEN.begin(spoken)
    keys.SPOKEN.set(spoken)
    if before == spoken:
        return
    for key in kept_keys():
        value = key.get()
        if key.name in TABS:
            key.set(translated(str(value), before))
        elif key.name != keys.LANGUAGE.name and is_choice(value):
            key.set(value)


def is_choice(value: object) -> bool:
    """True for what a box holds that offers choices; not for buttons, files and tables."""
    if isinstance(value, list | tuple):
        return all(map(is_choice, value))
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def translated(words: str, spoken: str) -> str:
    """The label of a tab, whose value is its label, in the language of now."""
    known = (key for key, label in table(spoken).items() if label == words)
    return next(map(say, known), words)
