"""The start of a run: the form as far as it works, the button, and what the run is called."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import PromptRecError
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui.runs.check import Check, check
from promptrec.ui.runs.form import run_form
from promptrec.ui.shared.numbers import count, duration
from promptrec.ui.shared.start_run import start_run
from promptrec.ui.shell.glossary import about
from promptrec.ui.shell.hub_box import show_error
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys

LONGEST = 200  # characters of a note


def all_settings(
    source: str, data: Dataset, template: Template, labels: DeltaGenerator
) -> RunSettings | PromptRecError:
    """Every setting, folded; what a person gave that cannot work is handed on, to be said above.

    labels: the place of the choice of labels, which is not folded.
    """
    with st.expander(say("new_run.all"), key="pr_all"):
        try:
            return run_form(source, data, template, labels)
        except PromptRecError as error:
            return error


def called(template: Template, made: RunSettings | PromptRecError) -> tuple[str, str]:
    """The name of the run, and what it is for; both may stay empty."""
    method = made.method if isinstance(made, RunSettings) else "…"
    left, right = st.columns([2, 3])
    name = left.text_input(
        say("new_run.name"), placeholder=f"{template.name}, {method}", key=keys.RUN_NAME.name
    )
    note = right.text_input(
        say("new_run.note"),
        placeholder=say("new_run.note_example"),
        help=about("note"),
        max_chars=LONGEST,
        key=keys.RUN_NOTE.name,
    )
    return name, note


def begin(data: Dataset, made: RunSettings | PromptRecError, name: str, note: str) -> Check | None:
    """The button and the time that it takes; why there is none, where it would fail later."""
    if isinstance(made, PromptRecError):
        show_error(made)
        return None
    try:
        with st.spinner(say("new_run.checking")):
            found = check(data, made)
    except PromptRecError as error:
        show_error(error)
        return None
    row = st.container(horizontal=True, vertical_alignment="center", gap="medium", key="pr_go")
    if row.button(say("new_run.start"), type="primary", icon=":material/play_arrow:"):
        run = start_run(made, name, note)
        keys.RUN_NAME.forget()
        keys.RUN_NOTE.forget()
        st.switch_page("pages/train/runs.py", query_params={"run": run.id})
    how = "measured" if found.estimate.measured else "guessed"
    took = duration(found.estimate.seconds)
    words = say(f"new_run.{how}", took=took, rows=count(found.train))
    row.caption(f"**{plain(words)}**")
    return found
