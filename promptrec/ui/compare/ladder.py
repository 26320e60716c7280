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


def cold_start(found: Sequence[Group]) -> None:
    """The ladder of the variants on valid rows. Loads the models when asked to."""
    st.markdown(say("ladder.intro"))
    asked = key_of(found)
    if keys.LADDER.get()[0] != asked:
        st.caption(say("ladder.hint", rows=CUT_ROWS, rungs=len(RUNGS)))
        if not st.button(say("ladder.climb"), key="climb"):
            return
        keys.LADDER.set((asked, climbed(found)))
        st.rerun()  # takes the button away
    every: tuple[Ladder, ...] = keys.LADDER.get()[1]
    ladders = {f"{one.side}_{one.view}": one for one in every}
    remember(asked, "ladders", every)
    chosen = st.radio(
        say("ladder.view"),
        list(ladders),
        format_func=lambda view: say(f"ladder.{view}"),
        key="ladder_view",
        horizontal=True,
    )
    show(ladders[str(chosen)], voice(found))


def climbed(found: Sequence[Group]) -> tuple[Ladder, ...]:
    """Score each variant's first run and gather every view, on the rows that all share."""
    climb, rows, own = Climb("valid", confirm=False), shared(found), voice(found)
    for group, side in zip(found, rows.sides, strict=True):
        with st.spinner(say("compare.scoring", name=own.variant(group.id)), show_time=True):
            climb.add(group.id, group.entrants[0].variant, rows.pairs, side.runs[0])
    return climb.ladders(rows.plan)


def show(found: Ladder, own: Voice) -> None:
    """Chart, who overtakes whom from where, and the numbers."""
    if not rows_in(found):
        st.info(say("ladder.empty"))
        return
    st.caption(ladder_about(found, own))
    chart(ladder_chart(found, own).figure, f"ladder_{found.side}_{found.view}")
    st.caption(say("ladder.legend"))
    for one in found.crossings:
        st.markdown(plain(crossing_words(one, own)))
    plain_frame(ladder_grid(found, own))
