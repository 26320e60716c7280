"""What is rarely changed, in four tabs: reading, learning, steps, watching.

Each part gives the settings that it shows. One that would do nothing beside the others is not
shown, and stays as it is.
"""

from collections.abc import Sequence

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.methods import method_of
from promptrec.metrics.metric import row_names
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import parse_verbalizer
from promptrec.settings import (
    HEADS,
    LOSSES,
    RANKING_LOSSES,
    RATING_LOSSES,
    SCHEDULES,
    STATISTICS,
)
from promptrec.settings.choices import DEVICES
from promptrec.ui.form_widgets import (
    choose,
    decimal,
    decimal_or_none,
    switch,
    text,
    whole,
    whole_or_none,
)
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import say

Found = dict[str, object]


def more_part(data: Dataset, template: Template, method: str) -> Found:
    """Everything in the tabs; a run that trains nothing has no losses and no steps."""
    trains = method != "none"
    names = ("reading", "learning", "steps", "watching") if trains else ("reading", "watching")
    tabs = dict(zip(names, st.tabs([say(f"run_form.{one}") for one in names]), strict=True))
    found: Found = {}
    if trains:
        with tabs["learning"]:
            found |= learning_part(data)
        with tabs["steps"]:
            found |= steps_part(method)
    with tabs["reading"]:
        found |= reading_part()
    with tabs["watching"]:
        found |= watching_part(metrics_for(data, template, str(found["loss"])) if trains else ())
    return found


def reading_part() -> Found:
    """How the prompt is made and where its answer is read."""
    left, right = st.columns(2, gap="large")
    with left:
        found: Found = {"head": choose("head", HEADS), "calibrate": switch("calibrate")}
    with right:
        found["statistics"] = choose("statistics", STATISTICS)
        found["max_tokens"] = whole_or_none("max_tokens", say("run_form.as_the_model"))
    return found


def learning_part(data: Dataset) -> Found:
    """The loss with its own settings, negatives, and self-training."""
    left, right = st.columns(2, gap="large")
    with left:
        loss = choose("loss", losses_for(data))
        found: Found = {"loss": loss}
        if loss == "cross_entropy":
            found["label_smoothing"] = decimal("label_smoothing", 0.05)
            found["class_weights"] = switch("class_weights")
        if loss == "infonce":
            found["temperature"] = decimal("temperature", 0.1)
    ranks = loss in RANKING_LOSSES
    with right:
        if ranks or data.implicit:
            found["negatives"] = whole("negatives")
            found["popular_negatives"] = decimal("popular_negatives", 0.1)
        found |= {"pseudo_confidence": 0.0} if ranks else self_training()
        if len(data.users.columns):
            found["fairness"] = text("fairness", f"user.{data.users.columns[0]}:0.1")
    return found


def self_training() -> Found:
    """The model's own answers as labels; off at 0."""
    confidence = decimal("pseudo_confidence", 0.05)
    found: Found = {"pseudo_confidence": confidence}
    return found | ({"pseudo_rows": whole("pseudo_rows", step=100)} if confidence else {})


def steps_part(method: str) -> Found:
    """How wide and how large a step is, and what holds it back."""
    usual = f"{method_of(method).learning_rate:g}"
    left, middle, right = st.columns(3, gap="large")
    with left:
        found: Found = {
            "learning_rate": decimal_or_none("learning_rate", usual, 1e-4) or None,
            "schedule": choose("schedule", SCHEDULES),
            "warmup": decimal("warmup", 0.05),
        }
    with middle:
        found["token_budget"] = whole_or_none("token_budget", say("run_form.by_prompts"), 500)
        if found["token_budget"] is None:
            found["batch_size"] = whole("batch_size")
        found["accumulate"] = whole("accumulate")
    with right:
        found["dropout"] = decimal_or_none("dropout", say("run_form.as_pretrained"), 0.05)
        found["weight_decay"] = decimal("weight_decay", 0.01)
        found["clip"] = decimal("clip", 0.5)
    return found


def watching_part(metrics: Sequence[str]) -> Found:
    """What is watched, when it stops, and what makes it repeatable; metrics: to choose by."""
    left, right = st.columns(2, gap="large")
    found: Found = {}
    with left:
        found["max_valid"] = whole_or_none("max_valid", say("run_form.all_rows"), 100)
        if metrics:
            found["select"] = choose("select", metrics, metric_words)
            found["patience"] = whole("patience", smallest=0)
    with right:
        found["seed"] = whole("seed", smallest=0)
        found["device"] = choose("device", DEVICES, lambda one: say(f"device.{one}"))
        found["test"] = switch("test")
    return found


def losses_for(data: Dataset) -> tuple[str, ...]:
    """The losses that this data can teach with."""
    return LOSSES if data.rated else tuple(one for one in LOSSES if one not in RATING_LOSSES)


def metrics_for(data: Dataset, template: Template, loss: str) -> tuple[str, ...]:
    """Metrics on valid that a run has: those of ratings need ratings on both sides."""
    words = parse_verbalizer(template.verbalizer) if template.verbalizer else None
    says_rating = loss in RATING_LOSSES or (words is not None and bool(words.ratings))
    return row_names(is_probability=loss not in RANKING_LOSSES, rated=data.rated and says_rating)
