"""The presets as large choices: what each does, for whom, on how many rows, and how long here."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import PromptRecError
from promptrec.prompt.template import Template
from promptrec.settings import PRESETS, RunSettings
from promptrec.ui.runs.check import check
from promptrec.ui.runs.form import written
from promptrec.ui.runs.form_fill import before, changed, choose_preset, put_back
from promptrec.ui.shared.forms.form_widgets import START, filled, run_settings, value_words, word_of
from promptrec.ui.shared.numbers import count, duration
from promptrec.ui.shell.glossary import about
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys

KEPT = ("model", "device", "split", "target_template", "added_labels")  # of the form, by a preset


def preset_cards(
    source: str, data: Dataset, template: Template, made: RunSettings | PromptRecError
) -> None:
    """A choice of presets. made: what the form gives now; a preset keeps its model and split."""
    form = made if isinstance(made, RunSettings) else START
    keys.RUN_PRESET.begin(next(iter(PRESETS)))
    st.radio(
        say("new_run.preset"),
        list(PRESETS),
        index=None,  # the form may be filled by a run
        format_func=lambda name: f"**{say(f'preset.{name}')}**",
        captions=[card(name, data, settings_of(name, source, template, form)) for name in PRESETS],
        key=keys.RUN_PRESET.name,
        on_change=choose_preset,
        label_visibility="collapsed",
        persist_state="session",
    )
    if isinstance(made, RunSettings):
        tell_settings(source, made)


def settings_of(name: str, source: str, template: Template, form: RunSettings) -> RunSettings:
    """A preset on this data and template."""
    kept: dict[str, Any] = {one: getattr(form, one) for one in KEPT} | written(template)
    return dataclasses.replace(filled(name), dataset=source, **kept)


def card(name: str, data: Dataset, settings: RunSettings) -> str:
    """What a preset does, how long and on how many rows, and for whom."""
    return "  \n".join(
        (say(f"preset.{name}_what"), cost(data, settings), say(f"preset.{name}_for"))
    )


def cost(data: Dataset, settings: RunSettings) -> str:
    """Time and rows; that it does not go with this data and template, where it does not."""
    try:
        found = check(data, settings)
    except PromptRecError:
        return say("preset.not_here")
    took = duration(found.estimate.seconds)
    return f"**{say('preset.cost', took=took, rows=count(found.train))}**"


def tell_settings(source: str, made: RunSettings) -> None:
    """One line: what the preset sets; below it what a person changed, or what was put back."""
    name, begun = keys.RUN_PRESET.get(), before(source)
    own = changed(made, begun)
    keys.RUN_CHANGED.set(own)
    if name:
        words = say("preset.sets", settings=in_a_line(list(PRESETS[name].settings), begun))
        st.caption(words, help=about("preset"))
    else:
        st.caption(say("preset.of_run"))
    if own:
        row = st.container(horizontal=True, vertical_alignment="center", gap="small")
        row.caption(say("preset.changed", settings=in_a_line(own, made)))
        row.button(say("preset.put_back"), on_click=put_back, type="tertiary")
    elif lost := keys.RUN_PUT_BACK.get():
        st.caption(say("preset.was_put_back", settings=in_a_line(lost, made)))


def in_a_line(names: Sequence[str], settings: RunSettings) -> str:
    """Settings with their values."""
    known = run_settings()
    return " · ".join(
        f"{word_of(known[name]) or name}: {value_words(known[name], getattr(settings, name))}"
        for name in names
    )
