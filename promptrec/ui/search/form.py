"""What a search may try and how long it may take, as a form; keys begin with "search_"."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.prompt.library import template_title
from promptrec.prompt.template import Template
from promptrec.search.fragments import any_composed
from promptrec.search.space import check_space
from promptrec.settings import (
    METHODS,
    SEARCH_KINDS,
    RunSettings,
    SearchedTemplate,
    SearchSettings,
)
from promptrec.ui.runs.form import written
from promptrec.ui.search.edits_form import edits_form, take_start_address
from promptrec.ui.search.widgets import ROWS, metric_widget, pick_epochs, whole
from promptrec.ui.shared.draft import draft_template
from promptrec.ui.shared.forms.form_widgets import option_words
from promptrec.ui.shared.forms.split_form import split_form
from promptrec.ui.shared.pickers import pick_model
from promptrec.ui.shared.template_list import template_choices
from promptrec.ui.shell.say import language, say
from promptrec.ui.state import keys

RATES = (1e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 1e-1)
BATCHES = (1, 4, 8, 16, 32, 64)
COMPOSED, DRAWN = 27, 20  # trials: templates at the start, parameters
FIRST = 3  # templates that are chosen at first


def search_form(source: str, data: Dataset) -> SearchSettings:
    """The search that the form shows. Raises SettingsError for what cannot work."""
    kind = pick_kind(data)
    if kind == "edits":
        return edits_form(source, data)
    base: dict[str, Any] = {"dataset": source}
    left, right = st.columns(2, gap="large")
    with left:
        templates = [] if kind == "templates" else pick_templates(data)
        methods = pick_methods(kind)
        base["model"] = pick_model("search_model")
    with right:
        trials = whole("trials", COMPOSED if kind == "templates" else DRAWN)
        seconds = 60.0 * whole("minutes", 15)
        base |= {name: whole(name, most) for name, most in ROWS.items()}
    with st.expander(say("new_run.more")):
        tried = tried_part() if kind == "parameters" else {}
        base["epochs"] = pick_epochs()
        metric = metric_widget(kind, data)
        base["seed"] = whole("seed", 0)
        base["split"] = split_form(data, keys.SEARCH_SPLIT)
    first = templates[0] if templates else any_composed(data)
    base |= {**written(first), "language": data.about.language, "method": methods[0]}
    search = SearchSettings(
        base=RunSettings(**base),
        kind=kind,
        templates=tuple(
            SearchedTemplate(name=t.name, text=t.text, verbalizer=t.verbalizer) for t in templates
        ),
        methods=tuple(methods),
        trials=trials,
        seconds=seconds,
        metric=metric,
        seed=base["seed"],
        **tried,
    )
    check_space(search)
    return search


def pick_kind(data: Dataset) -> str:
    """What is looked for, and what that means. Who is writing a template starts from it."""
    take_start_address(data)
    keys.SEARCH_KIND.begin("edits" if isinstance(draft_template(data), Template) else "templates")
    kind = str(
        st.segmented_control(
            say("search.kind"),
            SEARCH_KINDS[::-1],
            format_func=lambda one: say(f"search.kind_{one}"),
            key=keys.SEARCH_KIND.name,
            required=True,
        )
    )
    st.caption(say(f"search.kind_{kind}_help"))
    return kind


def tried_part() -> dict[str, Any]:
    """Which learning rates and batch sizes are tried."""
    return {"learning_rates": pick_rates(), "batch_sizes": tuple(pick_batches())}


def pick_templates(data: Dataset) -> list[Template]:
    """Templates to choose from, at least one."""
    choices = {template.name: template for template in template_choices(data).values()}
    names = [name for name, choice in choices.items() if choice.language == data.about.language]
    found = st.multiselect(
        say("search.templates"),
        list(choices),
        default=names[:FIRST],
        format_func=lambda name: template_title(name, choices[name].text, language()),
        key="search_templates",
        placeholder=say("pick.several"),
    )
    return [choices[name] for name in found or names[:1]]


def pick_methods(kind: str) -> Sequence[str]:
    """Methods to choose from; composed templates are all tried with one."""
    if kind == "templates":
        chosen = st.selectbox(
            say("search.method"),
            METHODS,
            format_func=option_words,
            key="search_method",
            help=say("search.method_help"),
        )
        return [str(chosen)]
    found = st.multiselect(
        say("search.methods"),
        METHODS,
        default=["lora", "head"],
        format_func=option_words,
        key="search_methods",
        placeholder=say("pick.several"),
    )
    return list(found) or ["lora"]


def pick_rates() -> tuple[float, ...]:
    """The range of learning rates, drawn on a logarithmic scale."""
    low, high = st.select_slider(
        say("search.rates"),
        RATES,
        value=(1e-4, 3e-3),
        format_func=lambda one: f"{one:g}",
        key="search_rates",
    )
    return (float(low), float(high))


def pick_batches() -> Sequence[int]:
    """Batch sizes to choose from; none: the usual one."""
    words, several = say("setting.batch_size"), say("pick.several")
    return st.multiselect(words, BATCHES, default=[16], key="search_batches", placeholder=several)
