"""Cold start on the Compare page: variants and baselines by how much is known."""

from collections.abc import Sequence

import streamlit as st

from promptrec.baselines.catalogue import BASELINES
from promptrec.compare.climb import Climb
from promptrec.compare.entrants import Group
from promptrec.compare.ladder import CUT_ROWS, RUNGS, Crossing, Ladder
from promptrec.plots.ladder import ladder_figure
from promptrec.ui.charts import chart, plot_words
from promptrec.ui.compare_state import key_of, shared
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.numbers import count, metric
from promptrec.ui.say import plain, say

DRAWN = ("user_item_mean", "content", "item_knn", "als")  # the others stand in the table


def cold_start(found: Sequence[Group]) -> None:
    """The ladder of the variants on valid rows. Loads the models when asked to."""
    st.markdown(say("ladder.intro"))
    asked = key_of(found)
    if st.session_state.get("ladder", (None,))[0] != asked:
        st.caption(say("ladder.hint", rows=CUT_ROWS, rungs=len(RUNGS)))
        if not st.button(say("ladder.climb"), key="climb"):
            return
        st.session_state["ladder"] = (asked, climbed(found))
        st.rerun()  # takes the button away
    ladders: dict[str, Ladder] = {
        f"{one.side}_{one.view}": one for one in st.session_state["ladder"][1]
    }
    chosen = st.radio(
        say("ladder.view"),
        list(ladders),
        format_func=lambda view: say(f"ladder.{view}"),
        key="ladder_view",
        horizontal=True,
    )
    show(ladders[str(chosen)], {one.name: one.name for one in found})


def climbed(found: Sequence[Group]) -> tuple[Ladder, ...]:
    """Score each variant's first run and gather every view, on the rows that all share."""
    climb, rows = Climb("valid", confirm=False), shared(found)
    for group, side in zip(found, rows.sides, strict=True):
        with st.spinner(say("compare.scoring", name=group.name), show_time=True):
            climb.add(group.name, group.entrants[0].open(), rows.pairs, side.runs[0])
    return climb.ladders(rows.plan)


def show(found: Ladder, names: dict[str, str]) -> None:
    """Chart, who overtakes whom from where, and the numbers."""
    words = {**names, **{name: say(f"baseline.{name}") for name in BASELINES}}
    first = found.rungs[0]
    rows = first.rows if found.view == "controlled" else sum(one.rows for one in found.rungs)
    if not rows:
        st.info(say("ladder.empty"))
        return
    about = say(
        f"ladder.{found.side}_{found.view}_help", **counts_of(found.view, rows, first.users)
    )
    st.caption(about)
    drawn = [name for name in first.values if name in DRAWN or name not in BASELINES]
    figure = ladder_figure(
        rung_words(found),
        {words[name]: [one.values[name] for one in found.rungs] for name in drawn},
        metric_words(found.metric),
        x=say(f"ladder.x_{found.side}"),
        muted=[words[name] for name in drawn if name in BASELINES],
        words=plot_words(),
    )
    chart(figure, f"ladder_{found.side}_{found.view}")
    st.caption(say("ladder.legend"))
    for one in found.crossings:
        st.markdown(crossing_words(one, words))
    st.dataframe(table(found, words), hide_index=True)


def counts_of(view: str, rows: int, users: int) -> dict[str, str]:
    """What the sentence about a view is filled with."""
    shown = {"rows": count(rows)}
    return {**shown, "users": count(users)} if view == "controlled" else shown


def rung_words(found: Ladder) -> list[str]:
    """What is known at each rung: exactly so much, or a range."""
    if found.view == "controlled":
        return [str(one.known) for one in found.rungs]
    starts = [one.known for one in found.rungs]
    ends = [start - 1 for start in starts[1:]]
    spans = [
        str(low) if low == high else f"{low}–{high}"
        for low, high in zip(starts[:-1], ends, strict=True)
    ]
    return [*spans, f"{starts[-1]}+"]


def crossing_words(one: Crossing, words: dict[str, str]) -> str:
    """From where a collaborative baseline stays above a variant."""
    variant = plain(words[one.variant])
    if not one.baseline:
        return say("ladder.not_crossed", variant=variant)
    return say("ladder.crossed", variant=variant, baseline=words[one.baseline], known=one.known)


def table(found: Ladder, words: dict[str, str]) -> list[dict[str, str]]:
    """One line per variant and baseline, one column per rung; rows and users first."""
    rungs = rung_words(found)
    head = [
        {say("ladder.known"): say("ladder.rows"), **counted(rungs, [r.rows for r in found.rungs])},
        {
            say("ladder.known"): say("ladder.users"),
            **counted(rungs, [r.users for r in found.rungs]),
        },
    ]
    return head + [
        {
            say("ladder.known"): words[name],
            **{
                rung: metric(one.values[name]) for rung, one in zip(rungs, found.rungs, strict=True)
            },
        }
        for name in found.rungs[0].values
    ]


def counted(rungs: Sequence[str], numbers: Sequence[int]) -> dict[str, str]:
    """Numbers by rung, as text."""
    return {rung: count(number) for rung, number in zip(rungs, numbers, strict=True)}
