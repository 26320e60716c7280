"""Variants side by side: runs that were finished, models that were never tuned, and baselines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.plots.bars import metric_bars
from promptrec.records import Interval
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run
from promptrec.ui.charts import chart, plot_words
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.numbers import duration, metric
from promptrec.ui.run_list import title_of
from promptrec.ui.say import say
from promptrec.ui.state import baseline_metrics

LOWER_IS_BETTER = ("log_loss", "brier", "ece", "mae", "rmse")
HALF = ("auc", "gauc_rows", "gauc_positives", "uauc")  # a random order reaches 0.5
SHOWN = ("auc", "uauc", "accuracy", "f1", "log_loss", "mae")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison."""

    name: str
    metrics: Mapping[str, Interval]
    run: Run | None = None  # None: a baseline

    @property
    def baseline(self) -> bool:
        """True for a rule without a language model."""
        return self.run is None


def run_name(run: Run) -> str:
    """A run's name with its id, so that no two are alike."""
    words = f"{run.settings.template_name}, {say('compare.untuned')}"
    return (
        f"{run.id} · {words if run.settings.method == 'none' and not run.name else title_of(run)}"
    )


def baseline_rows(data: Dataset, settings: RunSettings, part: str) -> list[Row]:
    """Baselines on the same rows, which see as many labels as the run did."""
    found = baseline_metrics(data, settings, part)
    return [Row(say(f"baseline.{name}"), metrics) for name, metrics in found.items()]


def comparison(rows: Sequence[Row], key: str) -> None:
    """One metric as bars with intervals, then the table of all."""
    known = dict.fromkeys(name for row in rows for name in row.metrics)
    names = sorted(known, key=lambda name: SHOWN.index(name) if name in SHOWN else len(SHOWN))
    chosen = str(
        st.selectbox(
            say("compare.metric"),
            names,
            format_func=metric_words,
            key=f"metric_{key}",
            persist_state="session",
        )
    )
    figure = metric_bars(
        {row.name: row.metrics[chosen] for row in rows if chosen in row.metrics},
        metric_words(chosen),
        muted=[row.name for row in rows if row.baseline],
        lower_is_better=chosen in LOWER_IS_BETTER,
        reference=0.5 if chosen in HALF else 0.0,
        words=plot_words(),
    )
    chart(figure, f"bars_{key}")
    st.caption(say("compare.lower") if chosen in LOWER_IS_BETTER else say("compare.higher"))
    st.dataframe(table(rows, names), hide_index=True)


def table(rows: Sequence[Row], names: Sequence[str]) -> pd.DataFrame:
    """Metrics with intervals as text, and what a variant cost."""
    shown = [name for name in SHOWN if name in names]
    return pd.DataFrame(
        [
            {
                say("compare.variant"): row.name,
                **{metric_words(name): metric(row.metrics.get(name)) for name in shown},
                **cost(row.run),
            }
            for row in rows
        ]
    )


def cost(run: Run | None) -> dict[str, str]:
    """Rows learned from, weights changed, and time taken."""
    result = run.result if run else None
    if result is None:
        return dict.fromkeys((say("compare.rows"), say("compare.weights"), say("runs.took")), "–")
    return {
        say("compare.rows"): f"{result.label_rows:,}",
        say("compare.weights"): f"{result.trainable_parameters:,}",
        say("runs.took"): duration(result.seconds),
    }
