"""Variants closer: the curves of their scores, what was called what, and per class."""

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from promptrec.compare.entrants import Group
from promptrec.metrics.classification import classification_report, confusion
from promptrec.metrics.curves import calibration_curve, precision_recall_curve, roc_curve
from promptrec.plots.curves import calibration_figure, roc_figure
from promptrec.plots.precision_recall import precision_recall_figure
from promptrec.plots.tables import confusion_figure
from promptrec.records import Floats, Interval
from promptrec.settings import RANKING_LOSSES
from promptrec.ui.charts import chart, plot_words
from promptrec.ui.compare_state import shared
from promptrec.ui.numbers import count, metric
from promptrec.ui.say import say

MEASURED = ("precision", "recall", "f1")
POINTS = 300  # of a drawn curve


def scored(variants: Sequence[Group]) -> Iterator[tuple[Group, Floats, Floats]]:
    """(variant, labels, scores of its first run) on the rows that all share."""
    found = shared(variants)
    for group, side in zip(variants, found.sides, strict=True):
        yield group, found.pairs.label, side.runs[0]


def curves(variants: Sequence[Group]) -> None:
    """ROC, precision against recall, calibration."""
    every = {group.name: (label, score) for group, label, score in scored(variants)}
    rocs = {name: roc_curve(*one, POINTS) for name, one in every.items()}
    recalls = {name: precision_recall_curve(*one, POINTS) for name, one in every.items()}
    told = {
        group.name: calibration_curve(label, score)
        for group, label, score in scored(variants)
        if has_probability(group)
    }
    left, right = st.columns(2, gap="large")
    with left:
        drawn = {name: one for name, one in rocs.items() if one is not None}
        chart(roc_figure(drawn, words=plot_words()), "roc")
    with right:
        chart(
            precision_recall_figure(
                {name: one for name, one in recalls.items() if one is not None},
                title=say("versus.pr_title"),
                x=say("versus.pr_x"),
                y=say("versus.pr_y"),
            ),
            "precision_recall",
        )
    chart(calibration_figure(told, words=plot_words()), "calibration")


def has_probability(group: Group) -> bool:
    """False for losses whose scores only order items."""
    return group.entrants[0].run.settings.loss not in RANKING_LOSSES


def classes(variants: Sequence[Group]) -> None:
    """A confusion matrix a variant, then precision, recall and F1 of liked and disliked."""
    rows = []
    places = st.columns(2, gap="large")
    for at, (group, label, score) in enumerate(scored(variants)):
        with places[at % 2]:
            figure = confusion_figure(confusion(label, score), title=group.name, words=plot_words())
            chart(figure, f"confusion_{at}")
        found = classification_report(label, score)
        rows += [class_row(group.name, name, one) for name, one in found.items()]
    st.dataframe(rows, hide_index=True)


def class_row(run: str, name: str, values: Mapping[str, float]) -> dict[str, str]:
    """One line of the classification report."""
    return {
        say("compare.variant"): run,
        say("compare.class"): say(f"compare.{name}"),
        **{say(f"metric.{one}"): metric(Interval(values[one])) for one in MEASURED},
        say("compare.class_rows"): count(int(values["rows"])),
    }
