"""One variant closer: per class, and the curves of its scores."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.metrics.curves import calibration_curve, roc_curve
from promptrec.plots.curves import calibration_figure, roc_figure
from promptrec.records import Interval
from promptrec.store.snapshots import Run
from promptrec.ui.charts import chart, plot_words
from promptrec.ui.compare_rows import run_name
from promptrec.ui.numbers import count, metric
from promptrec.ui.say import say
from promptrec.ui.state import evaluation

if TYPE_CHECKING:
    from promptrec.compare.evaluate import Evaluation

MEASURED = ("precision", "recall", "f1")
POINTS = 300  # of a drawn ROC curve


def class_report(runs: Sequence[Run], classes: str = "classes") -> None:
    """Precision, recall and F1 of liked and disliked, per run."""
    rows = []
    for run in runs:
        found = run.result.details.get(classes) if run.result else None
        if isinstance(found, Mapping):
            rows += [class_row(run_name(run), name, one) for name, one in found.items()]
    if rows:
        st.dataframe(rows, hide_index=True)
    else:
        st.caption(say("compare.no_classes"))


def class_row(run: str, name: str, values: Mapping[str, float]) -> dict[str, str]:
    """One line of the classification report."""
    return {
        say("compare.variant"): run,
        say("compare.class"): say(f"compare.{name}"),
        **{say(f"metric.{one}"): metric(Interval(values[one])) for one in MEASURED},
        say("compare.class_rows"): count(int(values["rows"])),
    }


def curves(runs: Sequence[Run], part: str) -> None:
    """ROC and calibration of the runs' scores. Loads the models when asked to."""
    key = f"curves_{part}_{'_'.join(run.id for run in runs)}"
    if not st.session_state.get(key):
        st.caption(say("compare.curves_hint"))
        if not st.button(say("compare.draw"), key=f"button_{key}"):
            return
        st.session_state[key] = True
    found: dict[str, Evaluation] = {}
    for run in runs:
        with st.spinner(say("compare.scoring", name=run_name(run)), show_time=True):
            found[run_name(run)] = evaluation(run.id, part)
    rocs = {
        name: roc_curve(one.pairs.label, one.answers.score, POINTS) for name, one in found.items()
    }
    calibrations = {
        name: calibration_curve(one.pairs.label, one.answers.score) for name, one in found.items()
    }
    left, right = st.columns(2, gap="large")
    with left:
        drawn = {name: one for name, one in rocs.items() if one is not None}
        chart(roc_figure(drawn, words=plot_words()), f"roc_{part}")
    with right:
        chart(calibration_figure(calibrations, words=plot_words()), f"calibration_{part}")
