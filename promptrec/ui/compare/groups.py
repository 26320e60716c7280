"""Groups of users side by side, and what swapping the word for a group does."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.records import SideId
from promptrec.report.beyond import (
    AllGaps,
    flip_grid,
    gap_chart,
    gap_grid,
    measure_words,
    measures_in,
    refused_groups,
)
from promptrec.report.voice import Voice
from promptrec.ui.compare.blocks import frame
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys

if TYPE_CHECKING:
    from promptrec.beyond.flips import Flips


def group_view(field: str, every: AllGaps, flips: Mapping[SideId, "Flips"], voice: Voice) -> str:
    """One measure by group as a chart, its gaps as a table, then the flip test.

    every: gaps of variants and baselines. Returns the measure that was chosen; "" for none.
    """
    measures = measures_in(every)
    if not measures:
        return ""
    keys.BEYOND_MEASURE.give_way(measures, measures[0])
    measure = str(
        st.selectbox(
            say("beyond.measure"),
            measures,
            format_func=lambda name: measure_words(name, voice),
            key=keys.BEYOND_MEASURE.name,
            persist_state="session",
        )
    )
    drawn = gap_chart(every, measure, field, voice)
    if drawn:
        chart(drawn.figure, "beyond_gaps")
    refused = refused_groups(every, measure, voice)
    if refused:
        st.caption(plain(refused))
    gaps = gap_grid(every, [measure], voice)
    if gap_grid(every, measures, voice).rows:
        frame(gaps)
        st.caption(say("beyond.gaps_help"))
    st.markdown(say("beyond.flips", field=plain(voice.inside("field", field))))
    frame(flip_grid(flips, voice))
    st.caption(say("beyond.flips_help"))
    return measure
