"""Cold start on the Compare page: variants and baselines by how much is known."""

from collections.abc import Sequence

import streamlit as st

from promptrec.beyond.climb import Climb
from promptrec.beyond.ladder import CUT_ROWS, RUNGS, Ladder
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
from promptrec.ui.compare.rows import key_of, shared, voice
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys


def cold_start(groups: Sequence[Group]) -> None:
    """The ladder of the variants on valid rows. Loads the models when asked to."""
    st.markdown(say("ladder.intro"))
    asked = key_of(groups)
    if keys.LADDER.get()[0] != asked:
        st.caption(say("ladder.hint", rows=CUT_ROWS, rungs=len(RUNGS)))
        if not st.button(say("ladder.climb"), key="climb"):
            return
        keys.LADDER.set((asked, climbed(groups)))
        st.rerun()  # takes the button away
    every: tuple[Ladder, ...] = keys.LADDER.get()[1]
    ladders = {f"{ladder.side}_{ladder.view}": ladder for ladder in every}
    remember(asked, "ladders", every)
    chosen = st.radio(
        say("ladder.view"),
        list(ladders),
        format_func=lambda view: say(f"ladder.{view}"),
        key="ladder_view",
        horizontal=True,
    )
    show(ladders[str(chosen)], voice(groups))


def climbed(groups: Sequence[Group]) -> tuple[Ladder, ...]:
    """Score each variant's first run and gather every view, on the rows that all share."""
    climb, rows, own = Climb("valid", confirm=False), shared(groups), voice(groups)
    for group, side in zip(groups, rows.sides, strict=True):
        with st.spinner(say("compare.scoring", name=own.variant(group.id)), show_time=True):
            climb.add(group.id, group.entrants[0].variant, rows.pairs, side.runs[0])
    return climb.ladders(rows.plan)


def show(ladder: Ladder, own: Voice) -> None:
    """Chart, who overtakes whom from where, and the numbers."""
    if not rows_in(ladder):
        st.info(say("ladder.empty"))
        return
    st.caption(ladder_about(ladder, own))
    chart(ladder_chart(ladder, own).figure, f"ladder_{ladder.side}_{ladder.view}")
    st.caption(say("ladder.legend"))
    for crossing in ladder.crossings:
        st.markdown(plain(crossing_words(crossing, own)))
    plain_frame(ladder_grid(ladder, own))
