"""All settings in a few tabs, and what stands in four of them: reading, learning, steps, watching.

Each part gives the settings that it shows. One that would do nothing beside the others is not
shown, and stays as it is.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from promptrec.baselines.catalogue import names_for
from promptrec.data.dataset import Dataset
from promptrec.methods import METHODS, method_of
from promptrec.metrics.metric import row_names
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import parse_verbalizer
from promptrec.settings import (
    LOSSES,
    NO_START,
    RANKING_LOSSES,
    RATING_LOSSES,
    STARTS,
    STATISTICS,
)
from promptrec.settings.choices import SAME_STATISTICS
from promptrec.settings.run import PATIENCE
from promptrec.ui.shared.forms.form_widgets import ask, ask_all
from promptrec.ui.shared.metric_cards import metric_words
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys

Found = dict[str, object]
OF_TRAINING = ("learning", "steps")
GROUPS = ("how", "split", "reading", *OF_TRAINING, "watching")
OF_LOSS = {"cross_entropy": ("label_smoothing", "class_weights"), "infonce": ("temperature",)}


def groups_of(method: str) -> dict[str, DeltaGenerator]:
    """The tabs; a run that trains nothing has no losses and no steps."""
    trains = method not in METHODS or METHODS[method].tunes
    names = GROUPS if trains else tuple(one for one in GROUPS if one not in OF_TRAINING)
    return dict(zip(names, st.tabs([say(f"run_form.{one}") for one in names]), strict=True))


def more_part(
    data: Dataset, template: Template, method: str, tabs: Mapping[str, DeltaGenerator]
) -> Found:
    """What stands in the tabs beside method, rows and split."""
    trains = method_of(method).tunes
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
        found = ask_all("head", "calibrate")
    with right:
        found["statistics"] = ask("statistics", choices=statistics_choices())
        return found | ask_all("max_tokens")


def statistics_choices() -> tuple[str, ...]:
    """What may be known of others; a name of before only while a repeated run has it."""
    now = keys.SETTING.of("statistics").get()
    return tuple(one for one in STATISTICS if one not in SAME_STATISTICS or one == now)


def learning_part(data: Dataset) -> Found:
    """The loss with its own settings, negatives, and self-training."""
    left, right = st.columns(2, gap="large")
    with left:
        loss = ask("loss", choices=losses_for(data))
        found: Found = {"loss": loss, **ask_all(*OF_LOSS.get(loss, ()))}
        found |= {"start_from": NO_START} if loss in RATING_LOSSES else start_part(data)
    ranks = loss in RANKING_LOSSES
    with right:
        if ranks or data.implicit:
            found |= ask_all("negatives", "popular_negatives")
        found |= {"pseudo_confidence": 0.0} if ranks else self_training()
        if len(data.users.columns):
            found["fairness"] = ask("fairness", empty=f"user.{data.users.columns[0]}:0.1")
    return found


def start_part(data: Dataset) -> Found:
    """The rule that a run starts from, among those that say something of this data."""
    return {"start_from": ask("start_from", choices=starts_for(data), words=rule_words)}


def starts_for(data: Dataset) -> tuple[str, ...]:
    """None, and the rules that say something of this data and can be a start."""
    return (NO_START, *(name for name in names_for(data) if name in STARTS))


def rule_words(rule: str) -> str:
    """What a rule is called; none by the words of the setting."""
    return say("setting.start_from_none" if rule == NO_START else f"baseline.{rule}")


def self_training() -> Found:
    """The model's own answers as labels; off at 0."""
    found = ask_all("pseudo_confidence")
    return found | (ask_all("pseudo_rows") if found["pseudo_confidence"] else {})


def left_to_rows() -> bool:
    """True where the number of rows chooses the epochs, and what belongs to them."""
    return keys.SETTING.of("epochs").get() is None


def steps_part(method: str) -> Found:
    """How wide and how large a step is, and what holds it back."""
    usual = "" if left_to_rows() else f"{method_of(method).learning_rate:g}"
    left, middle, right = st.columns(3, gap="large")
    with left:
        found: Found = {"learning_rate": ask("learning_rate", empty=usual) or None}
        found |= ask_all("schedule", "warmup")
    with middle:
        found |= ask_all("token_budget")
        if found["token_budget"] is None:
            found |= ask_all("batch_size")
        found |= ask_all("accumulate")
    with right:
        return found | ask_all("dropout", "weight_decay", "clip")


def watching_part(metrics: Sequence[str]) -> Found:
    """What is watched, when it stops, and what makes it repeatable; metrics: to choose by."""
    left, right = st.columns(2, gap="large")
    with left:
        found = ask_all("max_valid")
        if metrics:
            found["select"] = ask("select", choices=metrics, words=metric_words)
            found["patience"] = ask("patience", empty="" if left_to_rows() else str(PATIENCE))
    with right:
        return found | ask_all("seed", "device", "test")


def losses_for(data: Dataset) -> tuple[str, ...]:
    """The losses that this data can teach with."""
    return LOSSES if data.rated else tuple(one for one in LOSSES if one not in RATING_LOSSES)


def metrics_for(data: Dataset, template: Template, loss: str) -> tuple[str, ...]:
    """Metrics on valid that a run has: those of ratings need ratings on both sides."""
    words = parse_verbalizer(template.verbalizer) if template.verbalizer else None
    named = words is not None and bool(words.ratings) and loss not in RANKING_LOSSES
    says_rating = loss in RATING_LOSSES or named
    return row_names(is_probability=loss not in RANKING_LOSSES, rated=data.rated and says_rating)
