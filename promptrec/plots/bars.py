"""One metric of several variants, each with its interval, the best on top."""

import math
from collections.abc import Collection, Mapping, Sequence

import plotly.graph_objects as go

from promptrec.plots.style import (
    LINE,
    MUTED,
    PALETTE,
    faint,
    literal,
    shortened,
    styled,
    wrapped,
)
from promptrec.plots.whiskers import whiskers
from promptrec.plots.words import chosen, within
from promptrec.records import Interval

ROW = 46  # pixels a variant
NAME, LINES = 30, 3  # letters of a line of a name: leaves room for the numbers at 390 px; lines


def metric_bars(
    values: Mapping[str, Interval],
    metric: str,
    *,
    muted: Collection[str] = (),
    lower_is_better: bool = False,
    reference: float = 0.0,
    title: str = "",
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """Horizontal bars from `reference`, with the 95 % interval as a whisker.

    values: by the name of the variant. muted: names drawn in grey (baselines). reference: where
    the bars start, e.g. 0.5 for an AUC, so that their length is the gain over a random order. The
    name and the numbers stand above each bar, so that long names fit a phone. A value that is nan
    is listed last, without a bar.
    """
    word = chosen(words)
    names = _best_first(values, lower_is_better)
    figure = go.Figure()
    for color, grey in ((PALETTE[0], False), (MUTED, True)):
        rows = {
            -place: (name, values[name])
            for place, name in enumerate(names)
            if math.isfinite(values[name].value) and (name in muted) == grey
        }
        _bars(figure, rows, color, reference, word)
    written, more = in_lines(names)
    for place, (name, lines) in enumerate(zip(names, written, strict=True)):
        write_above(figure, -place, lines, left=True)
        write_above(figure, -place, numbers(values[name], word), left=False)
    figure.update_yaxes(visible=False, range=[0.5 - len(names), 0.75])
    figure.update_xaxes(tickformat=".3~g", nticks=6)
    if reference:
        for place in range(len(names)):  # beside each bar, never through a name
            _mark(figure, reference, -place)
    figure.update_layout(showlegend=False, barmode="overlay")
    axis = within(metric, word)
    return styled(figure, title=title, x=axis, height=90 + (ROW + more) * max(1, len(names)))


def _bars(
    figure: go.Figure,
    rows: Mapping[int, tuple[str, Interval]],
    color: str,
    reference: float,
    words: Mapping[str, str],
) -> None:
    """Bars of one colour. rows: by their place on y."""
    shown = [value for _, value in rows.values()]
    figure.add_bar(
        x=[one.value - reference for one in shown],
        base=[reference] * len(shown),
        y=list(rows),
        orientation="h",
        width=0.3,
        marker={"color": faint(color, 0.45)},
        error_x=whiskers(shown, color),
        customdata=[[literal(name), numbers(one, words)] for name, one in rows.values()],
        hovertemplate="%{customdata[0]}<br><b>%{customdata[1]}</b><extra></extra>",
    )


def numbers(value: Interval, words: Mapping[str, str]) -> str:
    """Value and bounds as text, or that there is none."""
    if not math.isfinite(value.value):
        return words["no_value"] if math.isnan(value.value) else f"{value.value}"
    return f"{value}"


def _best_first(values: Mapping[str, Interval], lower_is_better: bool) -> list[str]:
    sign = 1 if lower_is_better else -1
    known = [name for name in values if not math.isnan(values[name].value)]
    ordered = sorted(known, key=lambda name: sign * values[name].value)
    return ordered + [name for name in values if name not in known]


def _mark(figure: go.Figure, x: float, y: float) -> None:
    line = {"color": MUTED, "dash": "dot", "width": 1}
    figure.add_shape(type="line", x0=x, x1=x, y0=y - 0.28, y1=y + 0.2, layer="below", line=line)


def in_lines(names: Sequence[str]) -> tuple[list[str], int]:
    """Names as they are written above their rows, and the pixels that they add to each row."""
    lines = [wrapped(shortened(name, NAME * LINES), NAME) for name in names]
    most = max(map(len, lines), default=1)
    return ["<br>".join(map(literal, one)) for one in lines], LINE * max(0, most - 1)


def write_above(figure: go.Figure, y: float, text: str, *, left: bool) -> None:
    """A text above the row at y, at its left or its right end."""
    side = "left" if left else "right"
    figure.add_annotation(
        x=0 if left else 1,
        xref="paper",
        y=y + 0.2,
        yref="y",
        text=text,
        showarrow=False,
        xanchor=side,
        yanchor="bottom",
        align=side,
    )
