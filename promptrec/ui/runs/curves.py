"""The curves of a run: loss while it learns, and the valid metric after each epoch."""

from collections.abc import Collection, Sequence

import streamlit as st

from promptrec.plots.curves import curve_figure
from promptrec.records import SCORE_GAP, Measure
from promptrec.store.snapshots import Run
from promptrec.ui.shared.charts import chart, plot_words
from promptrec.ui.shared.metric_cards import metric_words
from promptrec.ui.shell.say import say

VALID = "valid_"


def run_curves(run: Run, measures: Sequence[Measure]) -> None:
    """Loss on the left, a valid metric on the right; nothing before the first point."""
    names = {measure.name for measure in measures}
    if "loss" not in names:
        return
    watched = watched_metrics(names)
    left, right = st.columns(2, gap="large")
    with left:
        figure = curve_figure(
            {run.id: measures},
            "loss",
            title=say("runs.loss"),
            y=say("runs.loss_axis"),
            words=plot_words(),
        )
        chart(figure, f"loss_{run.id}")
    if watched:
        with right:
            name = chosen_metric(watched, run)
            words = metric_words(name.removeprefix(VALID))
            figure = curve_figure(
                {run.id: measures},
                name,
                title=say("runs.watched", metric=words),
                y=words,
                words=plot_words(),
            )
            chart(figure, f"valid_{run.id}")
    if SCORE_GAP in names:
        figure = curve_figure(
            {run.id: measures}, SCORE_GAP, title=say("beyond.score_gap"), words=plot_words()
        )
        chart(figure, f"gap_{run.id}")


def watched_metrics(names: Collection[str]) -> list[str]:
    """Of the names of measures, those of metrics on valid rows."""
    return sorted(name for name in names if name.startswith(VALID) and name != SCORE_GAP)


def chosen_metric(watched: Sequence[str], run: Run) -> str:
    """The metric that chooses the epoch, where it was measured."""
    wanted = f"{VALID}{run.settings.select}"
    return wanted if wanted in watched else watched[0]
