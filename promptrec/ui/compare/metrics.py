"""Every metric of every variant and baseline, on the rows that all variants share."""

from collections.abc import Sequence

import streamlit as st

from promptrec.compare.estimates import METRICS, RANKED
from promptrec.compare.scoreboard import Scoreboard
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group
from promptrec.metrics.metric import is_lower_better
from promptrec.plots.bars import metric_bars
from promptrec.report.comparison import PARTS, ordered_metrics, values_of
from promptrec.report.parts import Values, cost_grid, metric_grid
from promptrec.report.voice import Voice, run_label
from promptrec.ui.compare.blocks import frame
from promptrec.ui.compare.rows import voice
from promptrec.ui.shared.charts import chart
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import say

FEW = 4  # columns that are always in sight


def metrics_view(
    variants: Sequence[Group], board: Scoreboard, metric: str, verdict: Comparison | None
) -> None:
    """One metric as bars, then the table, then AUC between and within users, then cost."""
    values, own = values_of(board, verdict), voice(variants)
    names = ordered_metrics(values, metric)
    bars(values, names, own)
    every = st.toggle(say("compare.every_metric"), key="every_metric")
    st.caption(say("compare.shared_rows", rows=count(len(board.pairs))))
    frame(metric_grid(values, names if every else names[:FEW], own))
    st.subheader(say("versus_page.parts"))
    frame(metric_grid(values, PARTS, own))
    st.caption(say("versus_page.parts_note"))
    st.subheader(say("versus_page.cost"))
    runs = [entrant.run for group in variants for entrant in group.entrants]
    frame(cost_grid(((run_label(run, own.language), run) for run in runs), own))


def bars(values: Values, names: Sequence[str], own: Voice) -> None:
    """Choose a metric; every side as a bar."""
    chosen = str(
        st.selectbox(
            say("compare.metric"), names, format_func=own.metric, key=f"metric_of_{names[0]}"
        )
    )
    figure = metric_bars(
        {own.side(one): metrics[chosen] for one, metrics in values if chosen in metrics},
        own.metric(chosen),
        muted=[own.side(one) for one, _ in values if one.baseline],
        lower_is_better=is_lower_better(chosen),
        reference=0.5 if chosen in METRICS and chosen != RANKED else 0.0,
        words=own.figures(),
    )
    chart(figure, "bars")
    st.caption(say("compare.lower") if is_lower_better(chosen) else say("compare.higher"))
