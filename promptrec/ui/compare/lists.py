"""Lists side by side: accuracy against variety, the table, cost."""

import streamlit as st

from promptrec.beyond.together import BeyondAccuracy
from promptrec.report.beyond import ACCURACY, list_ground, measure_words, trade_chart
from promptrec.report.voice import Voice
from promptrec.ui.compare.blocks import frame
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys

AGAINST = ("diversity", "diversity_text", "novelty", "serendipity", "popularity", "coverage")


def list_view(found: BeyondAccuracy, voice: Voice) -> str:
    """The scatter with its choice, then the table of all metrics; returns what was chosen."""
    lists = found.all_lists
    names = [name for name in next(iter(lists.values())) if name != ACCURACY]
    st.caption(plain(list_ground(found, voice)))
    offered = [name for name in AGAINST if name in names]
    keys.BEYOND_AGAINST.give_way(offered, offered[0])
    against = str(
        st.selectbox(
            say("beyond.against"),
            offered,
            format_func=lambda name: measure_words(name, voice),
            key=keys.BEYOND_AGAINST.name,
            persist_state="session",
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
