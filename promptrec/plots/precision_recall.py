"""Precision against recall, one line a variant."""

from collections.abc import Collection, Mapping

import plotly.graph_objects as go

from promptrec.metrics.curves import PrecisionRecall
from promptrec.plots.curves import HEIGHT, LEGEND_LINE, PERCENT, looks
from promptrec.plots.style import MUTED, literal, shortened, styled


def precision_recall_figure(
    curves: Mapping[str, PrecisionRecall],
    *,
    muted: Collection[str] = (),
    title: str = "",
    x: str = "",
    y: str = "",
) -> go.Figure:
    """Curves by the name of the variant; the dotted line is the share of likes: calling all so.

    muted: names of baselines, as `looks` has them.
    """
    figure = go.Figure()
    look = looks(curves, muted)
    for variant, curve in curves.items():
        figure.add_scatter(
            x=curve.recall,
            y=curve.precision,
            name=literal(shortened(variant)),
            mode="lines",
            line=look[variant]["line"],
            visible=look[variant]["visible"],
            hovertemplate=f"{literal(variant)}<br>{x}: %{{x:.1%}}<br>{y}: %{{y:.1%}}"
            "<extra></extra>",
        )
    for share in {round(one.liked_share, 9) for one in curves.values()}:
        figure.add_hline(y=share, line={"color": MUTED, "dash": "dot", "width": 1})
    figure.update_xaxes(**PERCENT).update_yaxes(**PERCENT)
    return styled(figure, title=title, x=x, y=y, height=HEIGHT + LEGEND_LINE * len(muted))
