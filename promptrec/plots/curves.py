"""Lines: measures over steps, ROC curves, calibration curves."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from promptrec.metrics.curves import CalibrationCurve, RocCurve
from promptrec.plots.style import line_look, literal, reference_line, shortened, styled
from promptrec.plots.words import chosen
from promptrec.records import Measure

FEW = 40  # points up to which each is marked
LONE = 0.1  # the axis reaches this far around a value that stands alone
PERCENT = {"tickformat": ".0%", "range": [-0.02, 1.02], "dtick": 0.25}


def curve_figure(
    runs: Mapping[str, Sequence[Measure]],
    name: str,
    *,
    title: str = "",
    y: str = "",
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """One measure over steps, one line a run.

    runs: measures by the name that the run is shown under; those of another name are left out.
    y: axis title, the measure's name when empty. A value that is nan leaves a gap.
    """
    word = chosen(words)
    figure = go.Figure()
    for place, (run, measures) in enumerate(runs.items()):
        points = sorted((one.step, one.value) for one in measures if one.name == name)
        figure.add_scatter(
            x=[step for step, _ in points],
            y=[value for _, value in points],
            name=literal(shortened(run)),
            mode="lines+markers" if len(points) <= FEW else "lines",
            hovertemplate=f"{literal(run)}<br>%{{x:,}}: <b>%{{y:.4g}}</b><extra></extra>",
            **line_look(place),
        )
    figure.update_xaxes(rangemode="tozero", tickformat=",")
    figure.update_layout(showlegend=len(runs) > 1)
    values = {one.value for measures in runs.values() for one in measures if one.name == name}
    if len(values) == 1 and np.isfinite(lone := values.pop()):
        figure.update_yaxes(range=[lone - LONE, lone + LONE])
    return styled(figure, title=title, x=word["step"], y=y or name)


def roc_figure(
    curves: Mapping[str, RocCurve],
    *,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """ROC curves by the name of the variant, with the diagonal of a random order."""
    word = chosen(words)
    figure = go.Figure()
    for place, (variant, curve) in enumerate(curves.items()):
        figure.add_scatter(
            x=curve.false_positive_rate,
            y=curve.true_positive_rate,
            name=literal(shortened(variant)),
            mode="lines",
            line=line_look(place)["line"],
            hovertemplate=f"{literal(variant)}<br>{word['roc_x']}: %{{x:.1%}}<br>"
            f"{word['roc_y']}: %{{y:.1%}}<extra></extra>",
        )
    figure.add_scatter(**reference_line(word["chance"]))
    figure.update_xaxes(**PERCENT).update_yaxes(**PERCENT)
    heading = word["roc_title"] if title is None else title
    return styled(figure, title=heading, x=word["roc_x"], y=word["roc_y"], height=440)


def calibration_figure(
    curves: Mapping[str, CalibrationCurve],
    *,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """Calibration curves by the name of the variant; a larger mark stands for more rows."""
    word = chosen(words)
    figure = go.Figure()
    most = max((int(curve.rows.max(initial=1)) for curve in curves.values()), default=1)
    for place, (variant, curve) in enumerate(curves.items()):
        look = line_look(place)
        figure.add_scatter(
            x=curve.predicted,
            y=curve.observed,
            customdata=curve.rows,
            name=literal(shortened(variant)),
            mode="lines+markers",
            line=look["line"],
            marker={**look["marker"], "size": 5 + 11 * np.sqrt(curve.rows / most)},  # type: ignore[dict-item]
            hovertemplate=f"{literal(variant)}<br>{word['calibration_x']}: %{{x:.1%}}<br>"
            f"{word['calibration_y']}: %{{y:.1%}}<br>{word['rows']}: %{{customdata:,}}"
            "<extra></extra>",
        )
    figure.add_scatter(**reference_line(word["perfect"]))
    figure.update_xaxes(**PERCENT).update_yaxes(**PERCENT)
    heading = word["calibration_title"] if title is None else title
    return styled(
        figure, title=heading, x=word["calibration_x"], y=word["calibration_y"], height=440
    )
