"""Accuracy against variety, and how far apart groups of users are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from promptrec.plots.style import (
    MUTED,
    PALETTE,
    SYMBOLS,
    faint,
    in_legend,
    literal,
    shortened,
    styled,
)
from promptrec.plots.whiskers import whiskers
from promptrec.plots.words import chosen, within
from promptrec.records import Interval

ROW = 30  # pixels a group
NAME = 26
THIN = {"thickness": 1.5, "width": 4}  # pixels of a whisker
RULES = (*SYMBOLS, "star", "hexagon", "triangle-down", "pentagon")  # open marks of baselines


@dataclass(frozen=True, slots=True)
class Dot:
    """One recommender in a plane of two metrics."""

    name: str
    x: Interval
    y: Interval
    muted: bool = False  # a baseline


def trade_figure(
    dots: Sequence[Dot], *, x: str, y: str, title: str = "", words: Mapping[str, str] | None = None
) -> go.Figure:
    """A scatter of two metrics with 95 % intervals both ways; variants in colour, baselines grey.

    Points whose value is nan are left out. x, y: axis titles.
    """
    word = chosen(words)
    figure = go.Figure()
    known = [dot for dot in dots if dot.x.value == dot.x.value and dot.y.value == dot.y.value]
    places = {True: 0, False: 0}  # of baselines and of variants
    for one in known:
        at = places[one.muted]
        places[one.muted] += 1
        color = MUTED if one.muted else PALETTE[at % len(PALETTE)]
        symbol = f"{RULES[at % len(RULES)]}-open" if one.muted else SYMBOLS[at % len(SYMBOLS)]
        figure.add_scatter(
            x=[one.x.value],
            y=[one.y.value],
            error_x=whiskers([one.x], faint(color, 0.5), **THIN),
            error_y=whiskers([one.y], faint(color, 0.5), **THIN),
            mode="markers",
            name=in_legend(one.name),
            marker={"color": color, "symbol": symbol, "size": 9 if one.muted else 12},
            hovertemplate=f"{literal(one.name)}<br>%{{x:.3f}} · %{{y:.3f}}<extra></extra>",
        )
    return styled(figure, title=title, x=within(x, word), y=y, height=520)


def name_rows(figure: go.Figure, names: Sequence[str]) -> None:
    """Write names beside their rows, the first on top."""
    figure.update_yaxes(
        tickvals=[-at for at in range(len(names))],
        ticktext=[literal(shortened(name, NAME)) for name in names],
        range=[0.6 - len(names), 0.6],
    )


def gap_figure(
    groups: Mapping[str, Mapping[str, Interval]],
    measure: str,
    *,
    muted: Collection[str] = (),
    title: str = "",
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """One measure of several variants by group of users: dots with 95 % intervals.

    groups: by variant, then by group. Groups stand from top to bottom in the order given; each
    variant has its colour and symbol. muted: names drawn in grey (baselines); of these the first is
    in sight, the legend switches others on.
    """
    word = chosen(words)
    names = list(dict.fromkeys(group for one in groups.values() for group in one))
    figure = go.Figure()
    grey = [name for name in groups if name in muted]
    shown_at_first = [name for name in groups if name not in muted or name == grey[0]]
    for place, (variant, values) in enumerate(groups.items()):
        color = MUTED if variant in muted else PALETTE[place % len(PALETTE)]
        row = min(place, len(shown_at_first) - 1)  # baselines share the last line of a group
        shift = (row - (len(shown_at_first) - 1) / 2) * 0.16
        shown = [name for name in names if name in values]
        figure.add_scatter(
            x=[values[name].value for name in shown],
            y=[-names.index(name) - shift for name in shown],
            error_x=whiskers([values[name] for name in shown], color, **THIN),
            mode="markers",
            name=in_legend(variant),
            marker={"color": color, "symbol": SYMBOLS[place % len(SYMBOLS)], "size": 9},
            customdata=[literal(name) for name in shown],
            visible=True if variant in shown_at_first else "legendonly",
            hovertemplate=f"{literal(variant)}<br>%{{customdata}}<br>%{{x:.3f}}<extra></extra>",
        )
    name_rows(figure, names)
    height = 170 + (ROW + 12 * len(shown_at_first)) * max(1, len(names))
    figure = styled(figure, title=title, x=within(measure, word), height=height)
    height += 10 * len(muted)
    return figure.update_layout(height=height, showlegend=True, legend={"y": -110 / height})
