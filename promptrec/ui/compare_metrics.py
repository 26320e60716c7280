"""Every metric of every variant and baseline, on the rows that all variants share."""

from collections.abc import Mapping, Sequence

import streamlit as st

from promptrec.compare.estimates import METRICS as OF_VERDICT
from promptrec.compare.estimates import OF_AUC, POOLED, RANKED
from promptrec.compare.scoreboard import Scoreboard
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group
from promptrec.metrics.metric import is_lower_better, row_names
from promptrec.plots.bars import metric_bars
from promptrec.plots.comparison_parts import cost_table, metric_table
from promptrec.plots.page_html import Table
from promptrec.records import Interval
from promptrec.store.snapshots import Run
from promptrec.ui.charts import chart, plot_words
from promptrec.ui.compare_blocks import frame, words
from promptrec.ui.compare_names import run_name
from promptrec.ui.compare_state import side_names
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.numbers import count
from promptrec.ui.say import say

FEW = 4  # columns that are always in sight
FIRST = ("auc", "uauc", "accuracy", "log_loss", "f1")
PARTS = (POOLED, *OF_AUC)
Values = Sequence[tuple[str, Mapping[str, Interval]]]


def metrics_view(
    variants: Sequence[Group], board: Scoreboard, metric: str, verdict: Comparison | None
) -> None:
    """One metric as bars, then the table, then AUC between and within users, then cost."""
    values = values_of(board, verdict)
    names = ordered(values, metric)
    bars(values, names, [name for side, name in side_names(board) if side.baseline])
    every = st.toggle(say("compare.every_metric"), key="every_metric")
    st.caption(say("compare.shared_rows", rows=count(len(board.pairs))))
    frame(metrics_table(values, names if every else names[:FEW]))
    st.subheader(say("versus_page.parts"))
    frame(metrics_table(values, PARTS))
    st.caption(say("versus_page.parts_note"))
    st.subheader(say("versus_page.cost"))
    frame(cost_table(named_runs(variants), words()))


def values_of(board: Scoreboard, verdict: Comparison | None) -> Values:
    """(name for people, metrics) of each side; the metric of the verdict as the verdict has it."""
    judged = verdict.intervals if verdict else {}
    metric = verdict.metric if verdict else ""
    return [
        (name, {**own, **({metric: judged[side.name]} if side.name in judged else {})})
        for (side, name), own in zip(side_names(board), board.metrics, strict=True)
    ]


def ordered(values: Values, metric: str) -> list[str]:
    """The metrics that somebody has: that of the verdict, the usual ones, the others."""
    known = {name for _, own in values for name in own}
    return [one for one in dict.fromkeys((metric, *FIRST, *row_names(rated=False))) if one in known]


def metrics_table(values: Values, names: Sequence[str]) -> Table:
    """Sides by metrics, with intervals."""
    return metric_table(values, {name: metric_words(name) for name in names}, words())


def bars(values: Values, names: Sequence[str], muted: Sequence[str]) -> None:
    """Choose a metric; every side as a bar."""
    chosen = str(
        st.selectbox(
            say("compare.metric"), names, format_func=metric_words, key=f"metric_of_{names[0]}"
        )
    )
    figure = metric_bars(
        {name: own[chosen] for name, own in values if chosen in own},
        metric_words(chosen),
        muted=muted,
        lower_is_better=is_lower_better(chosen),
        reference=0.5 if chosen in OF_VERDICT and chosen != RANKED else 0.0,
        words=plot_words(),
    )
    chart(figure, "bars")
    st.caption(say("compare.lower") if is_lower_better(chosen) else say("compare.higher"))


def named_runs(variants: Sequence[Group]) -> list[tuple[str, Run]]:
    """Every run with its name for people."""
    runs = [one.run for group in variants for one in group.entrants]
    return [(run_name(run), run) for run in runs]
