"""Parts of a comparison as blocks of a page: metrics, curves, classes, users, cost, ladder.

The same blocks stand on the Compare page and in the file that is taken away from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from promptrec.metrics.classification import classification_report
from promptrec.metrics.curves import calibration_curve, precision_recall_curve, roc_curve
from promptrec.plots.curves import calibration_figure, roc_figure
from promptrec.plots.ladder import ladder_figure
from promptrec.plots.page_html import Block, Chart, Heading, Table, Text
from promptrec.plots.precision_recall import precision_recall_figure
from promptrec.plots.users import user_figure
from promptrec.plots.words import WORDS
from promptrec.records import Floats, Interval, ScoredSide
from promptrec.store.snapshots import Run

PART_WORDS: Mapping[str, str] = {
    "variant": "Variant",
    "metrics": "All metrics",
    "curves": "Curves",
    "pr_title": "Precision against recall",
    "pr_at": "precision where {recall} are found",
    "classes": "By class",
    "class": "Class",
    "class_rows": "Rows",
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "users": "By user",
    "users_title": "{one} against {other}, user by user",
    "users_x": "users, the largest loss first",
    "user": "User",
    "difference": "Difference",
    "ladder": "Cold start",
    "ladder_x": "known interactions of the {side}",
    "cost": "What the runs cost",
    "cost_rows": "Rows learned from",
    "cost_weights": "Weights changed",
    "cost_seconds": "Seconds",
}
MEASURED = ("precision", "recall", "f1")
POINTS = 300  # of a drawn curve
COLUMNS = 4  # metrics with intervals that fit beside each other
RECALLS = (0.25, 0.5, 0.75)
LISTED = 20  # users whose differences stand beside the chart
Words = Mapping[str, str]
Curve = TypeVar("Curve")


def short(value: Interval | None) -> str:
    """A value with its bounds: 0.712 [0.690, 0.734]; a dash when there is none."""
    if value is None or value.value != value.value:
        return "–"
    if value.low is None or value.high is None:
        return f"{value.value:.3f}"
    return f"{value.value:.3f} [{value.low:.3f}, {value.high:.3f}]"


def metric_table(
    rows: Sequence[tuple[str, Mapping[str, Interval]]],
    metrics: Mapping[str, str],
    words: Words = PART_WORDS,
) -> Table:
    """Sides by metrics with their intervals. metrics: their names for people, in order."""
    lines = [[name, *(short(values.get(one)) for one in metrics)] for name, values in rows]
    return Table([words["variant"], *metrics.values()], lines)


def metric_tables(
    rows: Sequence[tuple[str, Mapping[str, Interval]]],
    metrics: Mapping[str, str],
    words: Words = PART_WORDS,
) -> list[Table]:
    """The same as several tables that are narrow enough for a page."""
    names = list(metrics)
    return [
        metric_table(rows, {name: metrics[name] for name in names[at : at + COLUMNS]}, words)
        for at in range(0, len(names), COLUMNS)
    ]


def curve_charts(
    label: npt.ArrayLike,
    sides: Sequence[ScoredSide],
    words: Words = PART_WORDS,
    plot_words: Words = WORDS,
) -> list[Chart]:
    """ROC, precision against recall, calibration, each of a side's first run.

    sides: variants, then baselines, the best one first; it is the one that is in sight.
    """
    muted = [side.name for side in sides if side.baseline]
    first = {side.name: side.runs[0] for side in sides}
    rocs = drawable({name: roc_curve(label, one, POINTS) for name, one in first.items()})
    precise = drawable(
        {name: precision_recall_curve(label, one, POINTS) for name, one in first.items()}
    )
    said = {
        side.name: calibration_curve(label, side.runs[0]) for side in sides if side.is_probability
    }
    heads = [words["pr_at"].format(recall=f"{one:.0%}") for one in RECALLS]
    return [
        Chart(
            roc_figure(rocs, muted=muted, words=plot_words),
            Table(
                [words["variant"], "AUC"],
                [[name, f"{one.area:.3f}"] for name, one in rocs.items()],
            ),
        ),
        Chart(
            precision_recall_figure(
                precise,
                muted=muted,
                title=words["pr_title"],
                x=plot_words["pr_x"],
                y=plot_words["pr_y"],
            ),
            Table(
                [words["variant"], *heads],
                [
                    [name, *(f"{np.interp(at, one.recall, one.precision):.3f}" for at in RECALLS)]
                    for name, one in precise.items()
                ],
            ),
        ),
        Chart(
            calibration_figure(said, muted=muted, words=plot_words),
            Table(
                [
                    words["variant"],
                    *(plot_words[one] for one in ("calibration_x", "calibration_y", "rows")),
                ],
                [
                    [name, f"{100 * x:.1f}", f"{100 * y:.1f}", int(rows)]
                    for name, one in said.items()
                    for x, y, rows in zip(one.predicted, one.observed, one.rows, strict=True)
                ],
            ),
        ),
    ]


def drawable(curves: Mapping[str, Curve | None]) -> dict[str, Curve]:
    """Those that exist: not where a class is missing or a score is nan."""
    return {name: one for name, one in curves.items() if one is not None}


def class_table(
    label: npt.ArrayLike,
    sides: Sequence[ScoredSide],
    words: Words = PART_WORDS,
    plot_words: Words = WORDS,
) -> Table:
    """Precision, recall and F1 of each class, of each side's first run.

    A side whose scores only order items calls nothing liked: it is left out.
    """

    def lines() -> Iterator[list[object]]:
        for side in (one for one in sides if one.is_probability):
            for name, values in classification_report(label, side.runs[0]).items():
                numbers = [short(Interval(values[one])) for one in MEASURED]
                yield [side.name, plot_words[name], *numbers, int(values["rows"])]

    heads = ("variant", "class", *MEASURED, "class_rows")
    return Table([words[one] for one in heads], list(lines()))


def user_chart(
    title: str, names: Sequence[str], differences: Floats, axis: str, words: Words = PART_WORDS
) -> Chart:
    """Differences of all users; the table has those that are largest."""
    figure = user_figure(names, differences, title=title, x=words["users_x"], y=axis)
    largest = np.argsort(-np.abs(differences), kind="stable")[:LISTED]
    rows = [[names[at], f"{differences[at]:+.3f}"] for at in largest]
    return Chart(figure, Table([words["user"], words["difference"]], rows))


def ladder_chart(
    rungs: Sequence[str],
    lines: Mapping[str, Sequence[Interval]],
    metric: str,
    *,
    x: str,
    muted: Sequence[str],
    title: str = "",
    words: Words = PART_WORDS,
    plot_words: Words = WORDS,
) -> Chart:
    """One view of the cold-start ladder, with every line in the table."""
    figure = ladder_figure(rungs, lines, metric, x=x, muted=muted, title=title, words=plot_words)
    rows = [[name, *(short(one) for one in values)] for name, values in lines.items()]
    return Chart(figure, Table([words["variant"], *rungs], rows))


def cost_table(runs: Sequence[tuple[str, Run]], words: Words = PART_WORDS) -> Table:
    """What each run learned from, changed and took, by its name for people."""
    rows: list[list[object]] = []
    for name, run in runs:
        result = run.result
        if result is not None:
            numbers = (result.label_rows, result.trainable_parameters, round(result.seconds))
            rows.append([name, *(f"{one:,}" for one in numbers)])
    heads = ("variant", "cost_rows", "cost_weights", "cost_seconds")
    return Table([words[one] for one in heads], rows)


def part(heading: str, *blocks: Block, note: str = "") -> list[Block]:
    """A heading, what it is about in small type, and the blocks."""
    return [Heading(heading), *([Text(note, quiet=True)] if note else []), *blocks]
