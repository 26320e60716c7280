"""Lines: measures over steps, ROC curves, precision against recall, calibration curves."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from promptrec.metrics.curves import CalibrationCurve, PrecisionRecall, RocCurve
from promptrec.plots.style import (
    DASHES,
    MUTED,
    in_legend,
    line_look,
    literal,
    reference_line,
    styled,
)
from promptrec.plots.words import chosen
from promptrec.records import Floats, Measure

FEW = 40  # points up to which each is marked
LONE = 0.1  # the axis reaches this far around a value that stands alone
HEIGHT = 440
LEGEND_LINE = 19  # pixels of a line of the legend
PERCENT = {"tickformat": ".0%", "range": [-0.02, 1.02], "dtick": 0.25}


def looks(names: Iterable[str], muted: Collection[str]) -> dict[str, dict[str, object]]:
    """Line, marker and whether a curve is in sight, by name.

    Of those muted (baselines, best first) the first is in sight; the legend switches others on.
    """
    found: dict[str, dict[str, object]] = {}
    bright = grey = 0
    for name in names:
        if name in muted:
            line = {"color": MUTED, "dash": DASHES[grey % len(DASHES)], "width": 1.2}
            found[name] = {
                "line": line,
                "marker": {"color": MUTED},
                "visible": "legendonly" if grey else True,
            }
            grey += 1
        else:
            found[name] = {**line_look(bright), "visible": True}
            bright += 1
    return found


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
        points = sorted(
            (measure.step, measure.value) for measure in measures if measure.name == name
        )
        figure.add_scatter(
            x=[step for step, _ in points],
            y=[value for _, value in points],
            name=in_legend(run),
            mode="lines+markers" if len(points) <= FEW else "lines",
            hovertemplate=f"{literal(run)}<br>%{{x:,}}: <b>%{{y:.4g}}</b><extra></extra>",
            **line_look(place),
        )
    figure.update_xaxes(rangemode="tozero", tickformat=",")
    figure.update_layout(showlegend=len(runs) > 1)
    values = {
        measure.value for measures in runs.values() for measure in measures if measure.name == name
    }
    if len(values) == 1 and np.isfinite(lone := values.pop()):
        figure.update_yaxes(range=[lone - LONE, lone + LONE])
    return styled(figure, title=title, x=word["step"], y=y or name)


def roc_figure(
    curves: Mapping[str, RocCurve],
    *,
    muted: Collection[str] = (),
    title: str | None = None,
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """ROC curves by the name of the variant, with the diagonal of a random order.

    muted: names of baselines, as `looks` has them.
    """
    word = chosen(words)
    x, y = word["roc_x"], word["roc_y"]
    points = {
        name: (curve.false_positive_rate, curve.true_positive_rate)
        for name, curve in curves.items()
    }
    figure = share_lines(points, muted, x, y)
    figure.add_scatter(**reference_line(word["chance"]))
    return in_percent(figure, muted, word["roc_title"] if title is None else title, x, y)


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
    points = {name: (curve.recall, curve.precision) for name, curve in curves.items()}
    figure = share_lines(points, muted, x, y)
    for share in {round(curve.liked_share, 9) for curve in curves.values()}:
        figure.add_hline(y=share, line={"color": MUTED, "dash": "dot", "width": 1})
    return in_percent(figure, muted, title, x, y)


def share_lines(
    points: Mapping[str, tuple[Floats, Floats]], muted: Collection[str], x: str, y: str
) -> go.Figure:
    """A line a variant through points (x, y) that are shares."""
    figure = go.Figure()
    look = looks(points, muted)
    for variant, (across, up) in points.items():
        figure.add_scatter(
            x=across,
            y=up,
            name=in_legend(variant),
            mode="lines",
            line=look[variant]["line"],
            visible=look[variant]["visible"],
            hovertemplate=f"{literal(variant)}<br>{x}: %{{x:.1%}}<br>{y}: %{{y:.1%}}"
            "<extra></extra>",
        )
    return figure


def in_percent(figure: go.Figure, muted: Collection[str], title: str, x: str, y: str) -> go.Figure:
    """Both axes from 0 to 100 %, and room in the legend for the baselines."""
    figure.update_xaxes(**PERCENT).update_yaxes(**PERCENT)
    more = sum((trace.name or "").count("<br>") for trace in figure.data)
    return styled(
        figure, title=title, x=x, y=y, height=HEIGHT + LEGEND_LINE * (len(muted) + 1 + more)
    )


def calibration_figure(
    curves: Mapping[str, CalibrationCurve],
    *,
    muted: Collection[str] = (),
    title: str | None = None,
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """Calibration curves by the name of the variant; a larger mark stands for more rows.

    muted: names of baselines, as `looks` has them.
    """
    word = chosen(words)
    figure = go.Figure()
    most = max((int(curve.rows.max(initial=1)) for curve in curves.values()), default=1)
    every = looks(curves, muted)
    for variant, curve in curves.items():
        look = every[variant]
        figure.add_scatter(
            x=curve.predicted,
            y=curve.observed,
            customdata=curve.rows,
            name=in_legend(variant),
            mode="lines+markers",
            line=look["line"],
            visible=look["visible"],
            marker={**look["marker"], "size": 5 + 11 * np.sqrt(curve.rows / most)},  # type: ignore[dict-item]
            hovertemplate=f"{literal(variant)}<br>{word['calibration_x']}: %{{x:.1%}}<br>"
            f"{word['calibration_y']}: %{{y:.1%}}<br>{word['rows']}: %{{customdata:,}}"
            "<extra></extra>",
        )
    figure.add_scatter(**reference_line(word["perfect"]))
    heading = word["calibration_title"] if title is None else title
    return in_percent(figure, muted, heading, word["calibration_x"], word["calibration_y"])
