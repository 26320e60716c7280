"""Differences to a control with their intervals: a forest plot."""

import math
from collections.abc import Collection, Mapping

import plotly.graph_objects as go

from promptrec.plots.bars import ROW, in_lines, write_above
from promptrec.plots.style import LINE, MUTED, PALETTE, faint, literal, styled, wrapped
from promptrec.plots.whiskers import whiskers
from promptrec.records import Interval

COLORS = {"better": "#009E73", "worse": "#D55E00"}  # others: the first of the palette
AXIS_WIDTH = 44  # letters below the axis at 390 px
MARKS = {"better": "triangle-right", "worse": "triangle-left", "equivalent": "square"}


def forest_figure(
    differences: Mapping[str, Interval],
    axis: str,
    *,
    verdicts: Mapping[str, str] | None = None,
    muted: Collection[str] = (),
    sesoi: float = 0.0,
    title: str = "",
) -> go.Figure:
    """One row a variant: its difference and the 95 % interval, a line at 0.

    axis: what is measured, with its unit. sesoi: half the width of the band in which a difference
    does not matter; 0: no band. verdicts: better and worse have a colour and a mark of their own.
    muted: names drawn in grey (baselines).
    """
    said, figure = verdicts or {}, go.Figure()
    if sesoi > 0:
        figure.add_vrect(
            x0=-sesoi, x1=sesoi, fillcolor=faint(MUTED, 0.16), line_width=0, layer="below"
        )
    figure.add_vline(x=0, line={"color": MUTED, "width": 1}, layer="below")
    written, more = in_lines(list(differences))
    for place, (name, difference) in enumerate(differences.items()):
        color = MUTED if name in muted else COLORS.get(said.get(name, ""), PALETTE[0])
        figure.add_scatter(
            x=[difference.value],
            y=[-place],
            mode="markers",
            marker={"size": 11, "color": color, "symbol": MARKS.get(said.get(name, ""), "circle")},
            error_x=whiskers([difference], color),
            hovertemplate=f"{literal(name)}<br><b>{difference:+.3f}</b><extra></extra>",
        )
        write_above(figure, -place, written[place], left=True)
        write_above(figure, -place, f"{difference:+.3f}", left=False)
    figure.update_yaxes(visible=False, range=[0.5 - len(differences), 0.75])
    figure.update_xaxes(tickformat="+.2~g", nticks=6, range=span(differences, sesoi))
    figure.update_layout(showlegend=False)
    lines = wrapped(axis, AXIS_WIDTH)
    height = 82 + LINE * len(lines) + (ROW + more) * max(1, len(differences))
    return styled(figure, title=title, x="<br>".join(lines), height=height)


def span(differences: Mapping[str, Interval], sesoi: float) -> list[float]:
    """The axis: both sides of 0 in sight, never narrower than the band."""
    found = [
        abs(bound)
        for difference in differences.values()
        for bound in (difference.value, difference.low, difference.high)
        if bound is not None and math.isfinite(bound)
    ]
    reach = 1.08 * max([*found, sesoi * 1.2, 0.01])
    low = (
        -reach
        if any(signs(difference)[0] for difference in differences.values())
        else -max(sesoi, reach / 4)
    )
    high = (
        reach
        if any(signs(difference)[1] for difference in differences.values())
        else max(sesoi, reach / 4)
    )
    return [1.1 * low, 1.1 * high]


def signs(one: Interval) -> tuple[bool, bool]:
    """Whether anything of an interval lies below 0, and above."""
    known = [bound for bound in (one.value, one.low, one.high) if bound is not None]
    return any(bound < 0 for bound in known), any(bound > 0 for bound in known)
