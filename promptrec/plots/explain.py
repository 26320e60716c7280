"""Explanations as pictures: waterfall of fields, score through layers, response."""

import dataclasses
from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from promptrec.explain.records import FieldAttribution, Lens, Response
from promptrec.plots.style import MUTED, PALETTE, faint, line_look, literal, shortened, styled
from promptrec.plots.words import chosen

ROW = 34  # pixels of a bar
ROOM = 0.22  # of the width of all bars, on each side
NAME = 24  # characters of a value on an axis


def waterfall(
    found: FieldAttribution, *, title: str = "", words: Mapping[str, str] | None = None
) -> go.Figure:
    """From the empty prompt through the template's words and each field to the score."""
    word = chosen(words)
    names = [word["empty_prompt"], word["template_words"], *found.fields, word["score"]]
    steps = [found.prior, found.base_score - found.prior, *found.values.tolist(), 0.0]
    kinds = ["absolute", "relative", *["relative"] * len(found.fields), "total"]
    shown = [found.prior, *steps[1:-1], found.score]
    figure = go.Figure()
    figure.add_waterfall(
        orientation="h",
        y=[literal(name) for name in names],
        x=steps,
        measure=kinds,
        text=[f"{value:+.2f}" for value in shown],
        textposition="outside",
        cliponaxis=False,
        increasing={"marker": {"color": PALETTE[2]}},
        decreasing={"marker": {"color": PALETTE[1]}},
        totals={"marker": {"color": PALETTE[0]}},
        connector={"line": {"color": MUTED, "width": 1, "dash": "dot"}},
        hovertemplate="%{y}: <b>%{text}</b><extra></extra>",
    )
    figure.update_yaxes(autorange="reversed")
    reached = [0.0, *np.cumsum(steps[:-1]).tolist(), found.score]
    room = ROOM * (max(reached) - min(reached) or 1.0)  # for the numbers beside the bars
    figure.update_xaxes(nticks=6, range=[min(reached) - room, max(reached) + room])
    figure.add_vline(0, layer="below", line={"color": MUTED, "width": 1})
    figure.update_layout(showlegend=False)
    return styled(figure, title=title, x=word["log_odds"], height=110 + ROW * len(names))


def lens_figure(
    found: Lens, *, title: str = "", words: Mapping[str, str] | None = None
) -> go.Figure:
    """The score after each layer."""
    word = chosen(words)
    figure = go.Figure()
    figure.add_scatter(
        x=[one.layer for one in found.layers],
        y=[one.score for one in found.layers],
        mode="lines+markers",
        customdata=[", ".join(literal(top) for top in list(one.top)[:5]) for one in found.layers],
        hovertemplate="%{x}: <b>%{y:+.2f}</b><br>%{customdata}<extra></extra>",
        **line_look(0),
    )
    figure.add_hline(0, layer="below", line={"color": MUTED, "width": 1, "dash": "dot"})
    figure.update_xaxes(dtick=1 if len(found.layers) < 14 else 5)
    return styled(figure, title=title, x=word["layer"], y=word["log_odds"], height=340)


def words_figure(
    top: Mapping[str, float], *, title: str = "", words: Mapping[str, str] | None = None
) -> go.Figure:
    """The most likely words at the mask, the likeliest on top."""
    word = chosen(words)
    names = list(top)[::-1]
    figure = go.Figure()
    figure.add_bar(
        x=[top[name] for name in names],
        y=[literal(name) or "␣" for name in names],
        orientation="h",
        marker={"color": faint(PALETTE[0], 0.55)},
        hovertemplate="%{y}: <b>%{x:.1%}</b><extra></extra>",
    )
    figure.update_xaxes(tickformat=".0%", nticks=5)
    figure.update_yaxes(type="category")
    return styled(figure, title=title, x=word["probability"], height=100 + 19 * len(names))


def in_order(found: Response) -> Response:
    """Numbers in the order of numbers, anything else by its score; the prompt's own value too."""
    values = (*(value for value in found.values if value != found.now), found.now)
    known = dict(zip(found.values, found.scores.tolist(), strict=True)) | {found.now: found.score}
    try:
        order = sorted(values, key=float)
    except ValueError:
        order = sorted(values, key=lambda value: (known[value], value))
    scores = np.array([known[value] for value in order])
    return dataclasses.replace(found, values=tuple(order), scores=scores)


def response_figure(
    found: Response, *, title: str = "", words: Mapping[str, str] | None = None
) -> go.Figure:
    """The score for each value of a field, and where the prompt is now."""
    word = chosen(words)
    names = [literal(shortened(value, NAME)) or "–" for value in found.values]
    figure = go.Figure()
    figure.add_scatter(
        x=list(range(len(names))),
        y=found.scores,
        mode="lines+markers",
        customdata=[literal(shortened(value, 80)) for value in found.values],
        hovertemplate="%{customdata}<br><b>%{y:+.2f}</b><extra></extra>",
        **line_look(0),
    )
    figure.add_hline(found.score, line={"color": PALETTE[1], "width": 1, "dash": "dash"})
    figure.update_xaxes(tickvals=list(range(len(names))), ticktext=names)
    return styled(figure, title=title, x=found.field, y=word["log_odds"], height=360)
