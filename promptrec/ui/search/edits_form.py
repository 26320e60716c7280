"""A search that starts from a template: which one, and who judges its edits."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import PromptRecError, TemplateError
from promptrec.methods import method_of
from promptrec.prompt.template import Template
from promptrec.search.from_template import base_of_run, search_from
from promptrec.settings import METHODS, RunSettings, SearchSettings
from promptrec.settings.search import RACED
from promptrec.store.snapshots import Run
from promptrec.ui.runs.form import written
from promptrec.ui.search.widgets import ROWS, metric_widget, whole
from promptrec.ui.shared.forms.form_widgets import option_words
from promptrec.ui.shared.forms.split_form import split_form
from promptrec.ui.shared.pickers import finished_runs, pick_model
from promptrec.ui.shared.run_list import label_of
from promptrec.ui.shared.template_list import template_or_error
from promptrec.ui.shared.template_pick import LINKED, pick_template
from promptrec.ui.shell.say import say, say_text
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys

EDITED = 24  # edits at first: three heats


def take_start_address(data: Dataset) -> None:
    """Start from the template of the address, `?start=...`, once."""
    asked = st.query_params.get("start", "")
    if not asked or asked == keys.SEARCH_ADDRESS.get():
        return
    keys.SEARCH_ADDRESS.set(asked)
    found = template_or_error("link", asked, "", data.about.language)
    if isinstance(found, TemplateError):
        st.warning(say("link.broken", error=in_words(found.sentence)))
        return
    keys.TEMPLATE_OF_LINK.set(found)
    keys.RUN_TEMPLATE.set(LINKED)
    keys.SEARCH_KIND.set("edits")


def edits_form(source: str, data: Dataset) -> SearchSettings:
    """The search that the form shows. Raises SettingsError for what cannot work."""
    left, right = st.columns(2, gap="large")
    with left:
        template = pick_template(data)
        runs = {run.id: run for run in finished_runs() if can_judge(run, template, source)}
        judge = pick_judge(runs)
        run = runs.get(judge)
        model = "" if run else pick_model("search_model")
    tuned = run is None and method_of(judge).tunes
    with right:
        tried: dict[str, Any] = {"trials": whole("edits", EDITED)}
        tried["seconds"] = 60.0 * whole("minutes", 15)
        names = ("max_train", "max_valid") if tuned else ("max_valid",)
        rows: dict[str, Any] = {name: whole(name, ROWS[name]) for name in names}
    with st.expander(say("new_run.more")):
        tried |= {"looks": whole("looks", 5), "metric": metric_widget("edits", data, RACED)}
        if run is None:
            rows |= {"epochs": whole("epochs", 2)} if tuned else {}
            rows["seed"] = whole("seed", 0)
            split = split_form(data, keys.SEARCH_SPLIT)
    if run is not None:
        base = dataclasses.replace(base_of_run(run, template, source), **rows)
        return search_from(template, base, weights=run.id, **tried)
    made: dict[str, Any] = {"dataset": source, "model": model, "method": judge, "split": split}
    base = RunSettings(**{**written(template), **made, **rows})
    return search_from(template, base, **tried)


def can_judge(run: Run, template: Template, source: str) -> bool:
    """True for a run whose weights can read the template."""
    try:
        base_of_run(run, template, source)
    except PromptRecError:
        return False
    return True


def pick_judge(runs: Mapping[str, Run]) -> str:
    """A method by which every edit is tuned (none: untuned), or a run that reads them all."""
    choices = [*(name for name in METHODS if method_of(name).number is None), *runs]
    keys.SEARCH_JUDGE.give_way(choices, "none")
    chosen = str(
        st.selectbox(
            say("search.judge"),
            choices,
            format_func=lambda one: judge_words(one, runs),
            key=keys.SEARCH_JUDGE.name,
        )
    )
    kind = "weights" if chosen in runs else "tuned" if method_of(chosen).tunes else "untuned"
    st.caption(say(f"search.judge_{kind}"))
    return chosen


def judge_words(judge: str, runs: Mapping[str, Run]) -> str:
    """How a choice is shown."""
    if judge in runs:
        return say_text("search.judge_run", run=label_of(runs[judge]))
    return option_words(judge)
