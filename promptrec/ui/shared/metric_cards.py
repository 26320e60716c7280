"""The metrics that matter first, large; the others in a table."""

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from promptrec.metrics.metric import BESIDE, MAIN
from promptrec.records import Interval
from promptrec.ui.shell.glossary import about
from promptrec.ui.shell.say import language, say
from promptrec.ui.shell.sentences import in_words
from promptrec.words.form import together
from promptrec.words.named import metric_name

EMPTY = "\u00a0"  # a line without words, as high as one with an interval
FIRST = (MAIN, BESIDE, "accuracy", "log_loss")


def metric_words(name: str) -> str:
    """A metric's name for people."""
    return metric_name(language(), name)


def first_metrics(metrics: Mapping[str, Interval]) -> dict[str, Interval]:
    """Those that matter first, in their order; as many others where a run has none of those."""
    found = {name: metrics[name] for name in FIRST if name in metrics}
    return found or dict(list(metrics.items())[: len(FIRST)])


def metric_cards(metrics: Mapping[str, Interval], why: Sequence[str] = ()) -> None:
    """Four numbers with their intervals, the rest folded away; why: reasons for what has none.

    A metric without a value is a dash, and the reasons stand below.
    """
    metrics = metrics or {name: Interval(float("nan")) for name in FIRST}
    first = first_metrics(metrics)
    places = st.columns(len(first), vertical_alignment="bottom")  # a name may wrap, numbers align
    for (name, value), place in zip(first.items(), places, strict=True):
        words = metric_words(name)
        place.caption(words, help=about(name))
        place.metric(words, f"{Interval(value.value)}", label_visibility="collapsed")
        if value.low is not None and value.high is not None:
            place.caption(say("metric.interval", low=f"{value.low:.3f}", high=f"{value.high:.3f}"))
        elif math.isnan(value.value):
            place.caption(EMPTY)
        else:
            place.caption(say("metric.no_interval"))
    if any(math.isnan(value.value) for value in first.values()):
        st.caption(together(language(), map(in_words, why)) or say("metric.none"))
    with st.expander(say("metric.all")):
        st.table(
            {
                say("metric.name"): [metric_words(name) for name in metrics],
                say("metric.value"): [f"{value}" for value in metrics.values()],
            },
            border="horizontal",
        )
