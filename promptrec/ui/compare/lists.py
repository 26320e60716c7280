"""Lists side by side: accuracy against variety, the table, cost."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.records import SideId
from promptrec.report.beyond import ACCURACY, list_ground, measure_words, trade_chart
from promptrec.report.voice import Voice
from promptrec.ui.compare.blocks import frame
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import say

if TYPE_CHECKING:
    from promptrec.beyond.lists import Audience, Lists

AGAINST = ("diversity", "diversity_text", "novelty", "serendipity", "popularity", "coverage")


def list_view(audience: "Audience", lists: Mapping[SideId, "Lists"], voice: Voice) -> str:
    """The scatter with its choice, then the table of all metrics; returns what was chosen."""
    names = [name for name in next(iter(lists.values())).metrics if name != ACCURACY]
    st.caption(list_ground(audience, voice))
    against = str(
        st.selectbox(
            say("beyond.against"),
            [name for name in AGAINST if name in names],
            format_func=lambda name: measure_words(name, voice),
            key="beyond_against",
        )
    )
    drawn = trade_chart(lists, against, voice)
    chart(drawn.figure, "beyond_trade")
    frame(drawn.table)
    with st.expander(say("beyond.meaning")):
        st.markdown(
            "\n".join(
                f"- **{measure_words(name, voice)}**: {say(f'beyond.{name}_help')}"
                for name in names
            )
        )
    return against
