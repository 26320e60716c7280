"""What a search may try and how long it may take, as a form; keys begin with "search_"."""

from collections.abc import Sequence

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.metrics.metric import aims
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
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.pickers import pick_model
from promptrec.ui.say import say
from promptrec.ui.split_form import split_form
from promptrec.ui.template_list import template_choices

RATES = (1e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 1e-1)
BATCHES = (1, 4, 8, 16, 32, 64)
COMPOSED, DRAWN = 27, 20  # trials: templates at the start, parameters
FIRST = 3  # templates that are chosen at first


def search_form(source: str, data: Dataset) -> SearchSettings:
    """The search that the form shows. Raises SettingsError for what cannot work."""
    kind = str(
        st.segmented_control(
            say("search.kind"),
            SEARCH_KINDS[::-1],
            default="templates",
            format_func=lambda one: say(f"search.kind_{one}"),
            key="search_kind",
            required=True,
        )
    )
    st.caption(say(f"search.kind_{kind}_help"))
    left, right = st.columns(2, gap="large")
    with left:
        templates = [] if kind == "templates" else pick_templates(data)
        methods = pick_methods(kind)
        model = pick_model("search_model")
    with right:
        trials = whole("trials", COMPOSED if kind == "templates" else DRAWN)
        minutes = whole("minutes", 15)
        max_train = whole("max_train", 500)
        max_valid = whole("max_valid", 1000)
    with st.expander(say("new_run.more")):
        rates = pick_rates() if kind == "parameters" else ()
        batches = pick_batches() if kind == "parameters" else ()
        epochs = whole("epochs", 2)
        metric = str(
            st.selectbox(
                say("search.metric"),
                aims(),
                format_func=metric_words,
                key="search_metric",
            )
        )
        seed = whole("seed", 0, smallest=0)
        split = split_form(data, "search_split")
    first = templates[0] if templates else any_composed(data)
    base = RunSettings(
        dataset=source,
        template=first.text,
        template_name=first.name,
        language=data.about.language,
        verbalizer=first.verbalizer,
        model=model,
        method=methods[0],
        split=split,
        max_train=max_train,
        max_valid=max_valid,
        epochs=epochs,
        seed=seed,
    )
    search = SearchSettings(
        base=base,
        kind=kind,
        templates=tuple(
            SearchedTemplate(name=t.name, text=t.text, verbalizer=t.verbalizer) for t in templates
        ),
        methods=tuple(methods),
        learning_rates=rates,
        batch_sizes=tuple(batches),
        trials=trials,
        seconds=60.0 * minutes,
        metric=metric,
        seed=seed,
    )
    check_space(search)
    return search


def pick_templates(data: Dataset) -> list[Template]:
    """Templates to choose from, at least one."""
    choices = {one.name: one for one in template_choices(data).values()}
    names = [name for name, one in choices.items() if one.language == data.about.language]
    found = st.multiselect(
        say("search.templates"), list(choices), default=names[:FIRST], key="search_templates"
    )
    return [choices[name] for name in found or names[:1]]


def pick_methods(kind: str) -> Sequence[str]:
    """Methods to choose from; composed templates are all tried with one."""
    if kind == "templates":
        chosen = st.selectbox(
            say("search.method"),
            METHODS,
            format_func=lambda one: say(f"option.{one}"),
            key="search_method",
            help=say("search.method_help"),
        )
        return [str(chosen)]
    found = st.multiselect(
        say("search.methods"),
        METHODS,
        default=["lora", "head"],
        format_func=lambda one: say(f"option.{one}"),
        key="search_methods",
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
    return st.multiselect(say("setting.batch_size"), BATCHES, default=[16], key="search_batches")


def whole(name: str, default: int, smallest: int = 1) -> int:
    """A whole number with its unit in the label."""
    value = st.number_input(
        say(f"search.{name}"),
        min_value=smallest,
        value=default,
        step=100 if default >= 500 else 1,
        key=f"search_{name}_{default}",
        help=say(f"search.{name}_help"),
    )
    return int(value)
