"""Tests of explanations as pictures: removal, other words, ranks under edits, a whole data set."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from promptrec.explain.many import Importance, TwoTemplates
from promptrec.explain.records import Faithfulness
from promptrec.explain.truth.checks import Stability
from promptrec.plots.style import (
    MUTED,
    PALETTE,
    SYMBOLS,
    axis_names,
    faint,
    in_legend,
    line_look,
    literal,
    row_of,
    shortened,
    styled,
)
from promptrec.plots.whiskers import whiskers
from promptrec.plots.words import chosen
from promptrec.records import Interval

ROW = 34  # pixels of a field or a candidate
NAME = 24  # characters of a title on an axis
SHOWN = 12  # candidates, those that moved most


def removal_figure(
    found: Faithfulness, *, title: str = "", words: Mapping[str, str] | None = None
) -> go.Figure:
    """The score while important tokens go, random ones go, and while only important ones are left.

    The areas between the score and the curves are filled; the band holds 90 % of random orders.
    """
    word = chosen(words)
    shares = np.concatenate([[0.0], found.removed])
    low, high = np.quantile(found.random_deletion, [0.05, 0.95], axis=0)
    start, end = [found.score], [found.deletion[-1]]  # all tokens there, and none
    figure = go.Figure()
    bare = {"mode": "lines", "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"}
    figure.add_scatter(x=shares, y=np.concatenate([start, low]), **bare)
    figure.add_scatter(
        x=shares,
        y=np.concatenate([start, high]),
        fill="tonexty",
        fillcolor=faint(MUTED, 0.3),
        **{**bare, "showlegend": True},
        name=word["random_removal"],
    )
    for place, (name, first, values) in enumerate(
        ((word["deletion"], start, found.deletion), (word["insertion"], end, found.insertion))
    ):
        figure.add_scatter(x=[0.0, 1.0], y=[found.score] * 2, **bare)
        figure.add_scatter(
            x=shares,
            y=np.concatenate([first, values]),
            name=name,
            mode="lines+markers",
            fill="tonexty",
            fillcolor=faint(PALETTE[place], 0.12),
            hovertemplate="%{x:.0%}: <b>%{y:+.2f}</b><extra></extra>",
            **line_look(place),
        )
    figure.add_hline(found.score, layer="below", line={"color": MUTED, "width": 1, "dash": "dot"})
    figure.update_xaxes(tickformat=".0%")
    return styled(figure, title=title, x=word["tokens_share"], y=word["log_odds"], height=360)


def stability_figure(
    found: Stability,
    *,
    own: str,
    others: str,
    title: str = "",
    words: Mapping[str, str] | None = None,
    named: Sequence[str] = (),
) -> go.Figure:
    """The share of each field: one mark for the own words, one for each paraphrase.

    named: as in `waterfall`.
    """
    word = chosen(words)
    names = axis_names(named or found.fields)
    figure = go.Figure()
    count = len(found.values) - 1
    figure.add_scatter(
        x=found.values[1:].ravel(),
        y=names * count,
        name=others,
        mode="markers",
        marker={"symbol": "circle-open", "size": 9, "color": PALETTE[1]},
        hovertemplate="%{y}: <b>%{x:+.2f}</b><extra></extra>",
    )
    figure.add_scatter(
        x=found.values[0],
        y=names,
        name=own,
        mode="markers",
        marker={"symbol": "diamond", "size": 11, "color": PALETTE[0]},
        hovertemplate="%{y}: <b>%{x:+.2f}</b><extra></extra>",
    )
    more = (row_of(names, ROW) - ROW) * len(names)
    return across(figure, title=title, x=word["log_odds"], rows=len(names), more=more)


def moves_figure(found: TwoTemplates, *, x: str, title: str = "") -> go.Figure:
    """Places that each edit moved the candidates that moved most. x: the axis, in places."""
    most = np.argsort(-np.abs(found.places).max(axis=0), kind="stable")[:SHOWN]
    names = [
        f"{at + 1}. {literal(shortened(found.titles[one], NAME))}" for at, one in enumerate(most)
    ]
    figure = go.Figure()
    for place, edit in enumerate(found.edits):
        figure.add_bar(
            x=found.places[place, most],
            y=names,
            orientation="h",
            name=f"{place + 1}. {literal(shortened(edit))}",
            marker={"color": PALETTE[place % len(PALETTE)]},
            hovertemplate="%{y}: <b>%{x:+.1f}</b><extra></extra>",
        )
    figure.update_layout(barmode="relative", showlegend=True)
    return across(figure, title=title, x=x, rows=len(names), more=26 * len(found.edits))


def importance_figure(
    found: Importance, *, all_of_them: str, x: str, title: str = "", named: Sequence[str] = ()
) -> go.Figure:
    """Mean absolute share per field with 95 % intervals; one mark per group where there are any.

    named: as in `waterfall`.
    """
    parts: list[tuple[str, Mapping[str, Interval]]] = [(all_of_them, found.size)]
    parts += found.groups.items()
    figure = go.Figure()
    for place, (name, values) in enumerate(parts):
        sizes = [values[field] for field in found.fields]
        color = PALETTE[place % len(PALETTE)]
        shift = 0.6 * (place / max(1, len(parts) - 1) - 0.5) if len(parts) > 1 else 0.0
        figure.add_scatter(
            x=[one.value for one in sizes],
            y=[at + shift for at in range(len(sizes))],
            error_x=whiskers(sizes, color),
            name=in_legend(name),
            mode="markers",
            marker={"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 7, "color": color},
            hovertemplate=f"{literal(name)}: <b>%{{x:.3f}}</b><extra></extra>",
        )
    figure.update_layout(showlegend=len(parts) > 1)
    names = axis_names(named or found.fields)
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names)
    figure.update_xaxes(rangemode="tozero")
    rows = len(found.fields) * (1 + len(parts) // 3)
    return across(figure, title=title, x=x, rows=rows, more=12 * len(parts))


def across(figure: go.Figure, *, title: str, x: str, rows: int, more: int = 0) -> go.Figure:
    """Rows from top to bottom around a line at 0."""
    figure.update_yaxes(autorange="reversed")
    figure.add_vline(0, layer="below", line={"color": MUTED, "width": 1})
    return styled(figure, title=title, x=x, height=170 + ROW * rows + more)
