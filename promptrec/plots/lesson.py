"""The picture of a step of the lesson: a few bars, each with its name and its number above it."""

from collections.abc import Sequence

import plotly.graph_objects as go

from promptrec.plots.bars import ROW, in_lines, write_above
from promptrec.plots.style import MUTED, PALETTE, faint, literal, styled
from promptrec.plots.whiskers import whiskers
from promptrec.records import Interval


def lesson_bars(
    rows: Sequence[tuple[str, Interval, bool]], *, title: str, unit: str, digits: str = "+.2f"
) -> go.Figure:
    """Bars from zero in the order given, with whiskers where there are intervals.

    rows: name, value, and True for a bar that is only there to be compared with. digits: how a
    value is written.
    """
    figure = go.Figure()
    written, more = in_lines([name for name, _, _ in rows])
    for place, (name, value, quiet) in enumerate(rows):
        color = MUTED if quiet else PALETTE[0]
        told = format(value, digits)
        figure.add_bar(
            x=[value.value],
            y=[-place],
            orientation="h",
            width=0.3,
            marker={"color": faint(color, 0.45)},
            error_x=whiskers([value], color),
            hovertemplate=f"{literal(name)}<br><b>{told}</b><extra></extra>",
        )
        write_above(figure, -place, written[place], left=True)
        write_above(figure, -place, told, left=False)
    figure.update_yaxes(visible=False, range=[0.5 - len(rows), 0.75])
    figure.update_xaxes(tickformat=".3~g", nticks=6, zeroline=True, zerolinecolor=MUTED)
    figure.update_layout(showlegend=False, barmode="overlay")
    return styled(figure, title=title, x=unit, height=90 + (ROW + more) * max(1, len(rows)))
