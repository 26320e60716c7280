"""Explanations as pictures: waterfall of fields, strongest tokens, score by layer, likely words."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from promptrec.explain.records import Attribution, FieldAttribution, Lens
from promptrec.plots.style import (
    MUTED,
    PALETTE,
    axis_names,
    faint,
    line_look,
    literal,
    row_of,
    styled,
)
from promptrec.plots.words import chosen

UP, DOWN = PALETTE[2], "#CE4A40"  # as the words are coloured; 3:1 on white and on near-black
ROW, THIN_ROW = 34, 24  # pixels of a bar
NUMBERS = 62  # pixels at the right, where no line crosses the numbers
STRONGEST = 15  # tokens


def waterfall(
    found: FieldAttribution,
    *,
    title: str = "",
    words: Mapping[str, str] | None = None,
    named: Sequence[str] = (),
) -> go.Figure:
    """From the empty prompt to the score: the words of the template, then each field.

    A run that starts from a rule begins with the rule's bar. named: what the fields are called, no
    two alike; nothing: by their names.
    """
    word = chosen(words)
    start = found.steps[: len(found.steps) - len(found.fields)]
    shares = found.values.tolist()
    fields = axis_names(named or found.fields)
    names = [*(word[name] for name, _ in start), word["content_free"], *fields, word["score"]]
    first = [value for _, value in start]
    kinds = ["absolute", *["relative"] * (len(first) - 1), "total", *["relative"] * len(shares)]
    shown = [*first, found.base_score, *shares, found.score]
    figure = go.Figure()
    figure.add_waterfall(
        orientation="h",
        y=names,
        x=[*first, 0.0, *shares, 0.0],
        measure=[*kinds, "total"],
        text=[f"{value:+.2f}" for value in shown],
        textposition="none",
        increasing={"marker": {"color": UP}},
        decreasing={"marker": {"color": DOWN}},
        totals={"marker": {"color": PALETTE[0]}},
        connector={"line": {"color": MUTED, "width": 1, "dash": "dot"}},
        hovertemplate="%{y}: <b>%{text}</b><extra></extra>",
    )
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(showlegend=False)
    rows = {name: f"{value:+.2f}" for name, value in zip(names, shown, strict=True)}
    return with_numbers(figure, rows, title=title, x=word["log_odds"], row=row_of(names, ROW))


def tokens_figure(
    found: Attribution, *, title: str = "", words: Mapping[str, str] | None = None
) -> go.Figure:
    """The tokens with the largest values, up or down, largest on top; each with its place."""
    word = chosen(words)
    most = np.argsort(-np.abs(found.values), kind="stable")[:STRONGEST]
    values = found.values[most].tolist()
    names = [f"{literal(found.tokens[at].text.strip()) or '␣'} ({at})" for at in most]
    figure = go.Figure()
    figure.add_bar(
        x=values,
        y=names,
        orientation="h",
        marker={"color": [UP if value > 0 else DOWN for value in values]},
        customdata=[literal(found.tokens[at].field) for at in most],
        hovertemplate="%{y}: <b>%{x:+.3f}</b><br>%{customdata}<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", type="category")
    rows = {name: f"{value:+.3f}" for name, value in zip(names, values, strict=True)}
    return with_numbers(figure, rows, title=title, x=word["log_odds"], row=THIN_ROW)


def with_numbers(
    figure: go.Figure, rows: Mapping[str, str], *, title: str, x: str, row: int
) -> go.Figure:
    """Bars around a line at 0, their numbers in a column at the right. row: pixels of each."""
    for name, number in rows.items():
        figure.add_annotation(
            x=1,
            xref="x domain",
            y=name,
            text=number,
            showarrow=False,
            xanchor="left",
            xshift=8,
        )
    figure.add_vline(0, layer="below", line={"color": MUTED, "width": 1})
    figure.update_xaxes(nticks=6)
    styled(figure, title=title, x=x, height=110 + row * len(rows))
    return figure.update_layout(margin={"r": NUMBERS})


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
    figure.update_xaxes(tickformat=".1~%", nticks=5)
    figure.update_yaxes(type="category")
    return styled(figure, title=title, x=word["probability"], height=100 + 19 * len(names))
