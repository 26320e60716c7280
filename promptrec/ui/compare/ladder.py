"""Cold start on the Compare page: variants and baselines by how much is known."""

from collections.abc import Sequence

import streamlit as st

from promptrec.beyond.ladder import CUT_ROWS, RUNGS, Ladder
from promptrec.beyond.measuring import asked_of
from promptrec.judge.entrants import Group
from promptrec.report.ladder import (
    crossing_words,
    ladder_about,
    ladder_chart,
    ladder_grid,
    rows_in,
)
from promptrec.report.voice import Voice
from promptrec.ui.compare.blocks import plain_frame, remember
from promptrec.ui.compare.measured import measured
from promptrec.ui.compare.rows import key_of, voice
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys


def cold_start(groups: Sequence[Group]) -> None:
    """The ladder of the variants on valid rows, measured when asked for."""
    st.markdown(say("ladder.intro"))
    st.caption(say("ladder.hint", rows=CUT_ROWS, rungs=len(RUNGS)))
    every: tuple[Ladder, ...] | None = measured(groups, asked_of(groups, "ladder"))
    if every is None:
        return
    ladders = {f"{ladder.side}_{ladder.view}": ladder for ladder in every}
    remember(key_of(groups), "ladders", every)
    keys.LADDER_VIEW.give_way(list(ladders), next(iter(ladders)))
    chosen = st.radio(
        say("ladder.view"),
        list(ladders),
        format_func=lambda view: say(f"ladder.{view}"),
        key=keys.LADDER_VIEW.name,
        horizontal=True,
        persist_state="session",
    )
    show(ladders[str(chosen)], voice(groups))


def show(ladder: Ladder, own: Voice) -> None:
    """Chart, who overtakes whom from where, and the numbers."""
    if not rows_in(ladder):
        st.info(say("ladder.empty"))
        return
    st.caption(plain(ladder_about(ladder, own)))
    chart(ladder_chart(ladder, own).figure, f"ladder_{ladder.side}_{ladder.view}")
    st.caption(say("ladder.legend"))
    for crossing in ladder.crossings:
        st.markdown(plain(crossing_words(crossing, own)))
    plain_frame(ladder_grid(ladder, own))
