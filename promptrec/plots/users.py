"""Differences of single users: one mark a user, the largest losses first."""

from collections.abc import Sequence

import plotly.graph_objects as go

from promptrec.plots.forest import COLORS
from promptrec.plots.style import MUTED, literal, styled
from promptrec.records import Floats


def user_figure(
    names: Sequence[str], differences: Floats, *, title: str = "", x: str = "", y: str = ""
) -> go.Figure:
    """Every user's difference, rising. names: (users,) ids, parallel to the differences.

    Users to the left lose by the variant, users to the right gain; the flat part in between is
    not touched by it.
    """
    order = differences.argsort(kind="stable")
    values = differences[order]
    colors = [
        COLORS["worse"] if value < 0 else COLORS["better"] if value > 0 else MUTED
        for value in values
    ]
    figure = go.Figure()
    figure.add_bar(
        x=list(range(1, len(values) + 1)),
        y=values,
        width=1,
        marker={"color": colors, "line": {"width": 0}},
        customdata=[literal(str(names[at])) for at in order],
        hovertemplate="%{customdata}: <b>%{y:+.3f}</b><extra></extra>",
    )
    figure.add_hline(y=0, line={"color": MUTED, "width": 1})
    figure.update_layout(showlegend=False, bargap=0)
    return styled(figure, title=title, x=x, y=y, height=320)
