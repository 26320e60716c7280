"""Precision against recall, one line a variant."""

from collections.abc import Mapping

import plotly.graph_objects as go

from promptrec.metrics.curves import PrecisionRecall
from promptrec.plots.curves import PERCENT
from promptrec.plots.style import MUTED, line_look, literal, shortened, styled


def precision_recall_figure(
    curves: Mapping[str, PrecisionRecall], *, title: str = "", x: str = "", y: str = ""
) -> go.Figure:
    """Curves by the name of the variant; the dotted line is the share of likes: calling all so."""
    figure = go.Figure()
    for place, (variant, curve) in enumerate(curves.items()):
        figure.add_scatter(
            x=curve.recall,
            y=curve.precision,
            name=literal(shortened(variant)),
            mode="lines",
            line=line_look(place)["line"],
            hovertemplate=f"{literal(variant)}<br>{x}: %{{x:.1%}}<br>{y}: %{{y:.1%}}"
            "<extra></extra>",
        )
    for share in {round(one.liked_share, 9) for one in curves.values()}:
        figure.add_hline(y=share, line={"color": MUTED, "dash": "dot", "width": 1})
    figure.update_xaxes(**PERCENT).update_yaxes(**PERCENT)
    return styled(figure, title=title, x=x, y=y, height=440)
