"""The settings of a run as a form: few choices in sight, the rest folded away, all explained.

Every widget has the key "run_" and the setting's name, so that a run's settings can be put back.
"""

from collections.abc import Sequence

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.prompt.template import Template
from promptrec.settings import (
    DEFAULT_LEARNING_RATE,
    HEADS,
    LOSSES,
    METHODS,
    STATISTICS,
    RunSettings,
)
from promptrec.ui.pickers import pick_model
from promptrec.ui.say import say
from promptrec.ui.split_form import fill_split, split_form

DEFAULTS = {"max_train": 2000, "epochs": 3, "max_valid": 1000, "batch_size": 16, "patience": 2}
RARE = ("batch_size", "patience", "lora_rank", "soft_tokens", "seed")
SMALLEST = {"patience": 0, "seed": 0, "max_train": 16, "max_valid": 50}


def run_form(source: str, data: Dataset, template: Template) -> RunSettings:
    """The settings that the form shows. Raises SettingsError for a value that cannot work."""
    how, much = st.columns(2, gap="large")
    with how:
        method = choose("method", METHODS, "lora")
        st.caption(say(f"method.{method}"))
        model = pick_model("run_model")
    with much:
        max_train = number("max_train", DEFAULTS["max_train"])
        epochs = number("epochs", DEFAULTS["epochs"])
    with st.expander(say("new_run.split")):
        split = split_form(data, "run_split")
    with st.expander(say("new_run.more")):
        left, right = st.columns(2, gap="large")
        with left:
            loss = choose("loss", LOSSES if data.rated else LOSSES[:1], "cross_entropy")
            head = choose("head", HEADS, "auto")
            statistics = choose("statistics", STATISTICS, "train")
            rate = learning_rate(method)
        with right:
            max_valid = number("max_valid", DEFAULTS["max_valid"])
            rare = {name: number(name, getattr(REFERENCE, name)) for name in RARE}
    return RunSettings(
        dataset=source,
        template=template.text,
        template_name=template.name,
        language=template.language,
        verbalizer=template.verbalizer,
        model=model,
        head=head,
        method=method,
        loss=loss,
        split=split,
        statistics=statistics,
        max_train=max_train,
        max_valid=max_valid,
        epochs=epochs,
        learning_rate=rate,
        **rare,  # type: ignore[arg-type]
    )


REFERENCE = RunSettings(dataset="", template="")  # the defaults of what is rarely changed


def choose(name: str, options: Sequence[str], default: str) -> str:
    """One of a few words, each explained in the help."""
    start(name, default)
    return str(
        st.selectbox(
            say(f"setting.{name}"),
            options,
            format_func=lambda option: say(f"option.{option}"),
            key=f"run_{name}",
            help=say(f"setting.{name}_help"),
            persist_state="session",
        )
    )


def number(name: str, default: int) -> int:
    """A whole number with its unit in the label."""
    start(name, default)
    value = st.number_input(
        say(f"setting.{name}"),
        min_value=SMALLEST.get(name, 1),
        step=100 if default >= 1000 else 1,
        key=f"run_{name}",
        help=say(f"setting.{name}_help"),
        persist_state="session",
    )
    return int(value)


def learning_rate(method: str) -> float | None:
    """The step width; left empty it is the method's own."""
    value = st.number_input(
        say("setting.learning_rate"),
        min_value=0.0,
        value=None,
        format="%.6f",
        key="run_learning_rate",
        placeholder=f"{DEFAULT_LEARNING_RATE[method]:g}",
        help=say("setting.learning_rate_help"),
        persist_state="session",
    )
    return value or None


def start(name: str, default: object) -> None:
    """Give a widget its first value; later ones are the person's."""
    st.session_state.setdefault(f"run_{name}", default)


def fill_form(settings: RunSettings) -> None:
    """Put a run's settings into the form, for repeating it with changes."""
    names = ("model", "method", "loss", "head", "statistics", "epochs", "learning_rate", *RARE)
    for name in names:
        st.session_state[f"run_{name}"] = getattr(settings, name)
    for name in ("max_train", "max_valid"):
        value = getattr(settings, name)
        st.session_state[f"run_{name}"] = value if value is not None else 10_000_000
    fill_split(settings.split, "run_split")
