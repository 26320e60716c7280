"""Groups of users side by side, and what swapping the word for a group does."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.plots.beyond import gap_figure
from promptrec.plots.comparison_parts import part
from promptrec.plots.page_html import Block, Chart
from promptrec.ui.beyond_lists import short, words_of
from promptrec.ui.charts import chart, plot_words
from promptrec.ui.compare_blocks import frame, rows_table
from promptrec.ui.numbers import count
from promptrec.ui.say import say

if TYPE_CHECKING:
    from promptrec.beyond.collect import Beyond
    from promptrec.beyond.flips import Flips
    from promptrec.metrics.groups import Gaps


def group_view(
    field: str,
    every: Mapping[str, Mapping[str, "Gaps"]],
    found: Mapping[str, "Beyond"],
    muted: Sequence[str],
) -> list[Block]:
    """One measure by group as a chart, the gaps of all as a table, then the flip test.

    every: gaps of variants and baselines. muted: names of the baselines. Returns what was shown.
    """
    measures = list(dict.fromkeys(name for one in every.values() for name in one))
    if not measures:
        return []
    measure = str(
        st.selectbox(say("beyond.measure"), measures, format_func=words_of, key="beyond_measure")
    )
    blocks: list[Block] = []
    drawn = {name: one[measure] for name, one in every.items() if measure in one}
    rows = [
        gap_row(name, one, gaps)
        for name, own in every.items()
        for one, gaps in own.items()
        if gaps.gap is not None
    ]
    if any(one.groups for one in drawn.values()):
        figure = gap_figure(
            {name: one.groups for name, one in drawn.items()},
            words_of(measure),
            muted=muted,
            title=say("beyond.by_group", measure=words_of(measure), field=field),
            words=plot_words(),
        )
        chart(figure, "beyond_gaps")
        blocks.append(Chart(figure, rows_table(rows)))
    refusals(drawn)
    if rows:
        frame(rows_table([row for row in rows if row[say("beyond.measure")] == words_of(measure)]))
        st.caption(say("beyond.gaps_help"))
    st.markdown(say("beyond.flips", field=field))
    flips = rows_table([flip_row(name, one.flips) for name, one in found.items() if one.flips])
    frame(flips)
    st.caption(say("beyond.flips_help"))
    return part(say("beyond.groups"), *blocks, flips, note=say("beyond.gaps_help"))


def refusals(drawn: Mapping[str, "Gaps"]) -> None:
    """Groups that are too small to be shown."""
    refused = {group: users for one in drawn.values() for group, users in one.refused.items()}
    if refused:
        named = ", ".join(f"{group} ({users})" for group, users in refused.items())
        st.caption(say("beyond.refused", groups=named))


def gap_row(name: str, measure: str, gaps: "Gaps") -> dict[str, str]:
    """The widest gap of one measure."""
    return {
        say("compare.variant"): name,
        say("beyond.measure"): words_of(measure),
        say("beyond.gap"): f"{gaps.gap:.3g}",
        say("beyond.highest"): f"{gaps.highest} {short(gaps.groups[gaps.highest])}",
        say("beyond.lowest"): f"{gaps.lowest} {short(gaps.groups[gaps.lowest])}",
        say("beyond.p"): "–" if gaps.p is None else f"{gaps.p:.3f}",
        say("beyond.group_users"): count(sum(gaps.users.values())),
    }


def flip_row(name: str, flips: "Flips") -> dict[str, str]:
    """What a swapped word changes."""
    changes = "; ".join(f"{kind}: {short(one)}" for kind, one in flips.changes.items())
    return {
        say("compare.variant"): name,
        say("beyond.reads"): say("beyond.yes" if flips.named else "beyond.no"),
        say("beyond.places"): short(flips.places),
        say("beyond.replaced"): short(flips.replaced),
        say("beyond.moved"): short(flips.moved),
        say("beyond.changes"): changes or "–",
        say("beyond.group_users"): count(flips.users),
    }
