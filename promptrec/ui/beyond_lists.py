"""Lists side by side: the table, accuracy against variety, cost."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.plots.beyond import Dot, trade_figure
from promptrec.plots.comparison_parts import part
from promptrec.plots.page_html import Block, Chart, Table
from promptrec.records import Interval
from promptrec.ui.charts import chart, plot_words
from promptrec.ui.compare_blocks import frame, rows_table
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.numbers import count
from promptrec.ui.say import has_words, say
from promptrec.ui.sentences import in_words

if TYPE_CHECKING:
    from promptrec.beyond.collect import Beyond
    from promptrec.beyond.lists import Audience, Lists

ACCURACY = "ndcg@10"
AGAINST = ("diversity", "diversity_text", "novelty", "serendipity", "popularity", "coverage")
NAN = Interval(float("nan"))


def list_view(audience: "Audience", lists: Sequence[tuple[str, "Lists"]]) -> list[Block]:
    """The scatter with its choice, then the table of all metrics; returns what was shown."""
    names = [name for name in lists[0][1].metrics if name != ACCURACY]
    ground = say(
        "beyond.ground",
        candidates=in_words(audience.counts.words),
        items=count(int(audience.ground.available.sum())),
        kind=audience.kind or "–",
    )
    st.caption(ground)
    against = st.selectbox(
        say("beyond.against"),
        [name for name in AGAINST if name in names],
        format_func=words_of,
        key="beyond_against",
    )
    dots = [
        Dot(name, one.metrics[ACCURACY], one.metrics.get(str(against), NAN), one.baseline)
        for name, one in lists
    ]
    figure = trade_figure(
        dots,
        x=metric_words(ACCURACY),
        y=words_of(str(against)),
        title=say("beyond.trade"),
        words=plot_words(),
    )
    chart(figure, "beyond_trade")
    table = rows_table([table_row(name, one) for name, one in lists])
    frame(table)
    with st.expander(say("beyond.meaning")):
        st.markdown(
            "\n".join(f"- **{words_of(name)}**: {say(f'beyond.{name}_help')}" for name in names)
        )
    return part(say("beyond.trade"), Chart(figure, table), note=ground)


def words_of(name: str) -> str:
    """A list metric's name for people."""
    return say(f"beyond.{name}") if has_words(f"beyond.{name}") else metric_words(name)


def table_row(name: str, lists: "Lists") -> dict[str, str]:
    """One recommender with its metrics as text."""
    return {
        say("compare.variant"): name,
        **{words_of(metric): short(value) for metric, value in lists.metrics.items()},
    }


def short(value: Interval) -> str:
    """A value with its bounds in three digits: 0.812 [0.79, 0.83]."""
    if value.value != value.value:
        return "–"
    text = f"{value.value:.3g}"
    return text if value.low is None else f"{text} [{value.low:.3g}, {value.high:.3g}]"


def cost_table(found: Mapping[str, "Beyond"]) -> Table:
    """Prompt lengths, speed on this machine, size; shown, and returned for the file."""
    table = rows_table(
        [
            {
                say("compare.variant"): name,
                say("beyond.tokens"): f"{one.cost.tokens:.0f}",
                say("beyond.tokens_95"): f"{one.cost.tokens_95:.0f}",
                say("beyond.seconds"): f"{one.cost.seconds:.1f}",
                say("compare.weights"): count(one.cost.parameters),
                say("beyond.megabytes"): f"{one.cost.megabytes:.2f}",
            }
            for name, one in found.items()
        ]
    )
    frame(table)
    st.caption(say("beyond.cost_help"))
    return table
