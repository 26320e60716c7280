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
    PRESETS,
    RANKING_LOSSES,
    RATING_LOSSES,
    SCHEDULES,
    STATISTICS,
    AddedLabel,
    RunSettings,
    split_method,
)
from promptrec.settings.choices import TOP_LAYERS
from promptrec.ui.pickers import pick_model
from promptrec.ui.say import say
from promptrec.ui.split_form import fill_split, split_form
from promptrec.ui.state import store
from promptrec.ui.template_pick import pick_target_template

DEFAULTS = {"max_train": 2000, "epochs": 3, "max_valid": 1000, "batch_size": 16, "patience": 2}
RARE = ("batch_size", "patience", "accumulate", "seed")
OF_METHOD = {  # settings that matter for one method alone
    "lora": ("lora_rank",),
    "dora": ("lora_rank",),
    "adalora": ("lora_rank",),
    "adapter": ("adapter_size",),
    "prefix_tuning": ("prefix_tokens",),
    "prompt_tuning": ("soft_tokens",),
    "p_tuning": ("soft_tokens",),
}
SHARES = ("label_smoothing", "popular_negatives", "pseudo_confidence")
SMALLEST = {"patience": 0, "seed": 0, "max_train": 16, "max_valid": 50}


def run_form(source: str, data: Dataset, template: Template) -> RunSettings:
    """The settings that the form shows. Raises SettingsError for a value that cannot work."""
    presets()
    how, much = st.columns(2, gap="large")
    with how:
        method = choose("method", METHODS, "lora")
        st.caption(say(f"method.{method}"))
        special = {
            name: number(name, getattr(REFERENCE, name)) for name in OF_METHOD.get(method, ())
        }
        if method == "top_layers":
            method = f"top_layers:{number('layers', TOP_LAYERS)}"
        model = pick_model("run_model")
    with much:
        max_train = number("max_train", DEFAULTS["max_train"])
        epochs = number("epochs", DEFAULTS["epochs"])
    with st.expander(say("new_run.split")):
        split = split_form(data, "run_split")
        crossing = split.name == "cross_domain"
        target = pick_target_template(data, template) if crossing else ""
    with st.expander(say("new_run.more")):
        left, right = st.columns(2, gap="large")
        with left:
            loss = choose("loss", losses_for(data), "cross_entropy")
            head = choose("head", HEADS, "auto")
            statistics = choose("statistics", STATISTICS, "train")
            rate = learning_rate(method)
            schedule = choose("schedule", SCHEDULES, "linear")
            switches = {name: switch(name) for name in ("class_weights", "calibrate", "test")}
        with right:
            max_valid = number("max_valid", DEFAULTS["max_valid"])
            if loss in RANKING_LOSSES or data.implicit:
                special["negatives"] = number("negatives", REFERENCE.negatives)
            shares = {name: share(name) for name in SHARES}
            rare = {name: number(name, getattr(REFERENCE, name)) for name in RARE}
    added = added_labels(data)
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
        target_template=target,
        statistics=statistics,
        max_train=max_train,
        max_valid=max_valid,
        epochs=epochs,
        learning_rate=rate,
        schedule=schedule,
        added_labels=added,
        **{**switches, **shares, **special, **rare},  # type: ignore[arg-type]
    )


def added_labels(data: Dataset) -> tuple[AddedLabel, ...]:
    """Labels from the Label page, where there are some and they are wanted."""
    given = store().labels(data.fingerprint())
    if not given:
        return ()
    wanted = st.toggle(
        say("new_run.labels", labels=len(given)),
        value=True,
        key="run_with_labels",
        help=say("new_run.labels_help"),
        persist_state="session",
    )
    return given if wanted else ()


def presets() -> None:
    """A button that fills the form with a known recipe, and what the recipe is."""
    with st.expander(say("new_run.presets")):
        st.markdown(say("preset.classic"))
        st.button(say("preset.classic_use"), on_click=use_preset, args=("classic",))


def use_preset(name: str) -> None:
    """Put a recipe's settings into the form."""
    for setting, value in PRESETS[name].items():
        st.session_state[f"run_{setting}"] = value


def losses_for(data: Dataset) -> tuple[str, ...]:
    """The losses that this data can teach with."""
    return LOSSES if data.rated else tuple(one for one in LOSSES if one not in RATING_LOSSES)


def switch(name: str) -> bool:
    """On or off, off by default."""
    start(name, False)
    return st.toggle(
        say(f"setting.{name}"),
        key=f"run_{name}",
        help=say(f"setting.{name}_help"),
        persist_state="session",
    )


def share(name: str) -> float:
    """A share between 0 and below 1."""
    start(name, 0.0)
    value = st.number_input(
        say(f"setting.{name}"),
        min_value=0.0,
        max_value=0.99,
        step=0.05,
        key=f"run_{name}",
        help=say(f"setting.{name}_help"),
        persist_state="session",
    )
    return float(value)


PLAIN = (
    "model",
    "loss",
    "head",
    "statistics",
    "epochs",
    "learning_rate",
    "schedule",
    "class_weights",
    "calibrate",
    "negatives",
    "test",
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
        placeholder=f"{DEFAULT_LEARNING_RATE[split_method(method)[0]]:g}",
        help=say("setting.learning_rate_help"),
        persist_state="session",
    )
    return value or None


def start(name: str, default: object) -> None:
    """Give a widget its first value; later ones are the person's."""
    st.session_state.setdefault(f"run_{name}", default)


def fill_form(settings: RunSettings) -> None:
    """Put a run's settings into the form, for repeating it with changes."""
    method, layers = split_method(settings.method)
    st.session_state["run_method"] = method
    if layers:
        st.session_state["run_layers"] = layers
    for name in (*PLAIN, *SHARES, *RARE, *OF_METHOD.get(method, ())):
        st.session_state[f"run_{name}"] = getattr(settings, name)
    for name in ("max_train", "max_valid"):
        value = getattr(settings, name)
        st.session_state[f"run_{name}"] = value if value is not None else 10_000_000
    fill_split(settings.split, "run_split")
    st.session_state["run_target_template"] = settings.target_template
