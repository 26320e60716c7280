"""Counts of two classes against two answers."""

from collections.abc import Mapping

import plotly.graph_objects as go

from promptrec.metrics.classification import Confusion
from promptrec.plots.style import styled
from promptrec.plots.words import chosen

# opaque, so that white text has a contrast of at least 4.5:1 on every cell in light and dark
SCALE = ((0.0, "#5F7480"), (1.0, "#0B5A8F"))
TEXT = "#FFFFFF"


def confusion_figure(
    confusion: Confusion,
    *,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """Four cells: rows are what the user did, columns what the variant said.

    Each cell shows its rows and their share of the rows of that label; the shade is that share.
    """
    word = chosen(words)
    names = [word["liked"], word["disliked"]]
    shares = [[count / max(sum(line), 1) for count in line] for line in confusion.table]
    text = [
        [f"<b>{count:,}</b><br>{share:.0%}" for count, share in zip(line, part, strict=True)]
        for line, part in zip(confusion.table, shares, strict=True)
    ]
    figure = go.Figure()
    figure.add_heatmap(
        z=shares,
        x=names,
        y=names,
        zmin=0,
        zmax=1,
        colorscale=SCALE,
        showscale=False,
        xgap=4,
        ygap=4,
        hoverinfo="skip",
    )
    for y, line in zip(names, text, strict=True):
        for x, cell in zip(names, line, strict=True):
            figure.add_annotation(
                x=x, y=y, text=cell, showarrow=False, font={"size": 15, "color": TEXT}
            )
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False, tickangle=-90)
    heading = word["confusion_title"] if title is None else title
    return styled(figure, title=heading, x=word["confusion_x"], y=word["confusion_y"], height=320)
