"""The score while one field runs through its values: a line over numbers, else a row for each."""

import dataclasses
import math
from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from promptrec.explain.records import Response
from promptrec.plots.style import MUTED, PALETTE, line_look, literal, shortened, styled
from promptrec.plots.words import chosen

ROW = 22  # pixels of a value
NAME = 24  # characters of a value on an axis
FEW = 12  # whole numbers that each get a mark on the axis


def numbers(values: tuple[str, ...]) -> list[float]:
    """The values as numbers; [] when one of them is none.

    >>> numbers(("1", "20")), numbers(("1", "Infinity"))
    ([1.0, 20.0], [])
    """
    try:
        found = [float(value) for value in values]
    except ValueError:
        return []
    return found if all(map(math.isfinite, found)) else []


def in_order(response: Response) -> Response:
    """Numbers in the order of numbers, anything else by its score; the prompt's own value too."""
    values = (*(value for value in response.values if value != response.now), response.now)
    known = dict(zip(response.values, response.scores.tolist(), strict=True)) | {
        response.now: response.score
    }
    if numbers(values):
        order = sorted(values, key=float)
    else:
        order = sorted(values, key=lambda value: (known[value], value))
    scores = np.array([known[value] for value in order])
    return dataclasses.replace(response, values=tuple(order), scores=scores)


def response_figure(
    response: Response,
    *,
    title: str = "",
    words: Mapping[str, str] | None = None,
    named: str = "",
) -> go.Figure:
    """The score for each value of a field, in the order given, and where the prompt is now.

    named: what the field is called; nothing: by its name.
    """
    places, word = numbers(response.values), chosen(words)
    if not places:
        return dots(response, title, word)
    return line(response, places, title, word).update_xaxes(
        title_text=literal(named or response.field)
    )


def line(response: Response, places: list[float], title: str, word: Mapping[str, str]) -> go.Figure:
    """A curve over a numeric axis."""
    figure = go.Figure()
    figure.add_scatter(
        x=places,
        y=response.scores,
        mode="lines+markers",
        hovertemplate="%{x}: <b>%{y:+.2f}</b><extra></extra>",
        **line_look(0),
    )
    own = [at for at, value in enumerate(response.values) if value == response.now]
    figure.add_scatter(
        x=[places[at] for at in own],
        y=response.scores[own],
        mode="markers",
        marker=own_mark(),
        hovertemplate="%{x}: <b>%{y:+.2f}</b><extra></extra>",
    )
    figure.add_hline(
        response.score,
        line={"color": PALETTE[1], "width": 1, "dash": "dash"},
        annotation={"text": f"{word['now']}: {response.score:+.2f}", "font": {"color": PALETTE[1]}},
        annotation_position="top left",
    )
    if len(places) <= FEW and all(place.is_integer() for place in places):
        figure.update_xaxes(tickvals=places)
    figure.update_layout(showlegend=False)
    return styled(figure, title=title, y=word["log_odds"], height=360)


def dots(response: Response, title: str, word: Mapping[str, str]) -> go.Figure:
    """A row for each value, the highest score on top; the prompt's own one in another colour."""
    order = np.argsort(-response.scores, kind="stable").tolist()
    values = [response.values[at] for at in order]
    scores = response.scores[order]
    own = np.array([value == response.now for value in values])
    texts = np.array([literal(shortened(value, 80)) or "–" for value in values])
    figure = go.Figure()
    figure.add_vline(
        response.score, layer="below", line={"color": MUTED, "width": 1, "dash": "dash"}
    )
    middle = (scores.max() + scores.min()) / 2
    for mask, look in (
        (~own, {"mode": "markers", "marker": {"color": PALETTE[0], "size": 8}}),
        (own, {"mode": "markers+text", "marker": own_mark(), "text": word["now"]}),
    ):
        figure.add_scatter(
            x=scores[mask],
            y=np.flatnonzero(mask),
            customdata=texts[mask],
            hovertemplate="%{customdata}<br><b>%{x:+.2f}</b><extra></extra>",
            textposition="middle left" if response.score > middle else "middle right",
            textfont={"color": PALETTE[1]},
            **look,
        )
    names = [literal(shortened(value, NAME)) or "–" for value in values]
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.4, -0.6]
    )
    figure.update_xaxes(nticks=6)
    figure.update_layout(showlegend=False)
    height = 110 + ROW * len(names)
    return styled(figure, title=title, x=word["log_odds"], height=height)


def own_mark() -> dict[str, object]:
    """How the prompt's own value is marked."""
    return {"color": PALETTE[1], "size": 12, "symbol": "diamond"}
