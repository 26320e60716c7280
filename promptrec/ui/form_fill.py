"""Putting settings into the run form: those of a run, of a recipe, or the first ones again.

What the form does not show stays as the run had it that is repeated (`before`), so that a form
that nobody touches gives exactly that run's settings back.
"""

import streamlit as st

from promptrec.fields import Setting
from promptrec.methods import METHODS, split_method
from promptrec.prompt.template import Template
from promptrec.settings import PRESETS, RunSettings
from promptrec.ui.form_widgets import START, key_of, run_settings
from promptrec.ui.pickers import NEXT
from promptrec.ui.say import say
from promptrec.ui.split_form import fill_split
from promptrec.ui.state import dataset_name, remember_folder
from promptrec.ui.template_pick import OF_RUN, PICKED

BEFORE = "form_before"  # settings of the run that is repeated
ELSEWHERE = (
    *("dataset", "template", "template_name", "language", "verbalizer"),
    *("split", "method", "own", "added_labels"),
)
LABELS = "run_labels"


def before(source: str) -> RunSettings:
    """What the form was filled with, when it was about this data; else the defaults."""
    kept = st.session_state.get(BEFORE)
    return kept if isinstance(kept, RunSettings) and kept.dataset == source else START


def fill_form(settings: RunSettings) -> None:
    """Put a run's settings into the form, for repeating it with changes."""
    remember_folder(settings.dataset)
    st.session_state[NEXT] = dataset_name(settings.dataset)
    language = {"language": settings.language} if settings.language else {}
    st.session_state[OF_RUN] = Template(
        settings.template_name, settings.template, settings.verbalizer, **language
    )
    st.session_state[PICKED] = OF_RUN
    put(settings)


def put(settings: RunSettings) -> None:
    """Give every widget its setting; data and template stay as they are chosen."""
    st.session_state[BEFORE] = settings
    name, count = split_method(settings.method)
    st.session_state[key_of("method")] = name
    number = METHODS[name].number
    if number is not None:
        st.session_state[key_of(number.name)] = count
    for one in run_settings().values():
        if one.name not in ELSEWHERE:
            put_one(one, getattr(settings, one.name))
    fill_split(settings.split, "run_split")
    st.session_state[LABELS] = "run" if settings.added_labels else "none"


def put_one(one: Setting, value: object) -> None:
    """Give one widget its value, in the type that the widget has."""
    if one.kind is float and isinstance(value, int):
        value = float(value)
    st.session_state[key_of(one.name)] = value


def presets() -> None:
    """Buttons that fill the form with a known recipe or empty it, and what the recipe is."""
    with st.expander(say("new_run.presets")):
        st.markdown(say("preset.classic"))
        row = st.container(horizontal=True)
        row.button(say("preset.classic_use"), on_click=use_preset, args=("classic",))
        row.button(say("run_form.reset"), on_click=reset)


def use_preset(name: str) -> None:
    """Put a recipe's settings into the form, over what it holds."""
    for setting, value in PRESETS[name].items():
        st.session_state[key_of(setting)] = value


def reset() -> None:
    """Put the first values into the form again."""
    put(START)
    st.session_state.pop(LABELS)
    st.session_state.pop(BEFORE)
