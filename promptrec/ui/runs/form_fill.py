"""Putting settings into the run form: those of a run, of a recipe, or the first ones again.

What the form does not show stays as the run had it that is repeated (`before`), so that a form
that nobody touches gives exactly that run's settings back.
"""

import streamlit as st

from promptrec.fields import Setting
from promptrec.methods import METHODS, split_method
from promptrec.prompt.template import Template
from promptrec.settings import PRESETS, RunSettings
from promptrec.ui.shared.form_widgets import START, run_settings
from promptrec.ui.shared.split_form import fill_split
from promptrec.ui.shared.template_pick import OF_RUN
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset_name, keys, remember_folder

ELSEWHERE = (
    *("dataset", "template", "template_name", "language", "verbalizer"),
    *("split", "method", "own", "added_labels"),
)


def before(source: str) -> RunSettings:
    """What the form was filled with, when it was about this data; else the defaults."""
    kept = keys.RUN_BEFORE.get()
    return kept if kept is not None and kept.dataset == source else START


def fill_form(settings: RunSettings) -> None:
    """Put a run's settings into the form, for repeating it with changes."""
    remember_folder(settings.dataset)
    keys.DATA_NEXT.set(dataset_name(settings.dataset))
    named, spoken = settings.template_name, settings.language or "en"
    of_run = Template(named, settings.template, settings.verbalizer, spoken)
    keys.TEMPLATE_OF_RUN.set(of_run)
    keys.RUN_TEMPLATE.set(OF_RUN)
    put(settings)


def put(settings: RunSettings) -> None:
    """Give every widget its setting; data and template stay as they are chosen."""
    keys.RUN_BEFORE.set(settings)
    name, count = split_method(settings.method)
    keys.SETTING.of("method").set(name)
    number = METHODS[name].number
    if number is not None:
        keys.SETTING.of(number.name).set(count)
    for setting in run_settings().values():
        if setting.name not in ELSEWHERE:
            put_one(setting, getattr(settings, setting.name))
    fill_split(settings.split, keys.RUN_SPLIT)
    keys.RUN_LABELS.set("run" if settings.added_labels else "none")


def put_one(setting: Setting, value: object) -> None:
    """Give one widget its value, in the type that the widget has."""
    if setting.kind is float and isinstance(value, int):
        value = float(value)
    keys.SETTING.of(setting.name).set(value)


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
        keys.SETTING.of(setting).set(value)


def reset() -> None:
    """Put the first values into the form again."""
    put(START)
    keys.RUN_LABELS.forget()
    keys.RUN_BEFORE.forget()
