"""Cold start on the Compare page: variants and baselines by how much is known."""

from collections.abc import Mapping, Sequence

import streamlit as st

from promptrec.baselines.catalogue import BASELINES
from promptrec.beyond.climb import Climb
from promptrec.beyond.ladder import CUT_ROWS, RUNGS, Crossing, Ladder
from promptrec.judge.entrants import Group
from promptrec.plots.comparison_parts import ladder_chart, part
from promptrec.plots.page_html import Chart
from promptrec.ui.charts import chart, plot_words
from promptrec.ui.compare_blocks import remember
from promptrec.ui.compare_blocks import words as page_words
from promptrec.ui.compare_names import rule_name
from promptrec.ui.compare_state import key_of, shared
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.numbers import count, metric
from promptrec.ui.say import plain, say
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
    words = {one.name: one.name for one in found} | {name: rule_name(name) for name in BASELINES}
    charts = [drawn(one, words) for one in every if rows_in(one)]
    remember(asked, "ladder", part(say("ladder.title"), *charts))
    chosen = st.radio(
        say("ladder.view"),
        list(ladders),
        format_func=lambda view: say(f"ladder.{view}"),
        key="ladder_view",
        horizontal=True,
    )
    show(ladders[str(chosen)], words)


def climbed(found: Sequence[Group]) -> tuple[Ladder, ...]:
    """Score each variant's first run and gather every view, on the rows that all share."""
    climb, rows = Climb("valid", confirm=False), shared(found)
    for group, side in zip(found, rows.sides, strict=True):
        with st.spinner(say("compare.scoring", name=group.name), show_time=True):
            climb.add(group.name, group.entrants[0].variant, rows.pairs, side.runs[0])
    return climb.ladders(rows.plan)


def rows_in(found: Ladder) -> int:
    """Different rows on all rungs together."""
    first = found.rungs[0].rows
    return first if found.view == "controlled" else sum(one.rows for one in found.rungs)


def show(found: Ladder, words: Mapping[str, str]) -> None:
    """Chart, who overtakes whom from where, and the numbers."""
    first, rows = found.rungs[0], rows_in(found)
    if not rows:
        st.info(say("ladder.empty"))
        return
    about = say(
        f"ladder.{found.side}_{found.view}_help", **counts_of(found.view, rows, first.users)
    )
    st.caption(about)
    chart(drawn(found, words).figure, f"ladder_{found.side}_{found.view}")
    st.caption(say("ladder.legend"))
    for one in found.crossings:
        st.markdown(crossing_words(one, words))
    st.dataframe(table(found, words), hide_index=True)


def drawn(found: Ladder, words: Mapping[str, str]) -> Chart:
    """One view as a chart: variants in colour, every baseline in grey."""
    names = list(found.rungs[0].values)
    return ladder_chart(
        found.rung_names,
        {words[name]: [one.values[name] for one in found.rungs] for name in names},
        metric_words(found.metric),
        x=say(f"ladder.x_{found.side}"),
        muted=[words[name] for name in names if name in BASELINES],
        title=say(f"ladder.{found.side}_{found.view}"),
        words=page_words(),
        plot_words=plot_words(),
    )


def counts_of(view: str, rows: int, users: int) -> dict[str, str]:
    """What the sentence about a view is filled with."""
    shown = {"rows": count(rows)}
    return {**shown, "users": count(users)} if view == "controlled" else shown


def crossing_words(one: Crossing, words: Mapping[str, str]) -> str:
    """From where a collaborative baseline stays above a variant."""
    variant = plain(words[one.variant])
    if not one.baseline:
        return say("ladder.not_crossed", variant=variant)
    return say("ladder.crossed", variant=variant, baseline=words[one.baseline], known=one.known)


def table(found: Ladder, words: Mapping[str, str]) -> list[dict[str, str]]:
    """One line per variant and baseline, one column per rung; rows and users first."""
    rungs = found.rung_names
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
