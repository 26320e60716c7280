"""Parts of a comparison as blocks: metrics, curves, classes, users, cost, formats.

The same blocks stand on the Compare page and in the file that is taken away from it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from promptrec.beyond.family import Family
from promptrec.compare.verdict import Comparison
from promptrec.metrics.classification import classification_report
from promptrec.metrics.curves import calibration_curve, precision_recall_curve, roc_curve
from promptrec.plots.curves import calibration_figure, precision_recall_figure, roc_figure
from promptrec.plots.users import user_figure
from promptrec.plots.words import within
from promptrec.records import Floats, Interval, ScoredSide, SideId
from promptrec.report.blocks import Block, Chart, Grid, Heading, Text
from promptrec.report.sentences import family_sentences
from promptrec.report.voice import Voice
from promptrec.store.snapshots import Run

MEASURED = ("precision", "recall", "f1")
POINTS = 300  # of a drawn curve
COLUMNS = 4  # metrics with intervals that fit beside each other
RECALLS = (0.25, 0.5, 0.75)
LISTED = 20  # users whose differences stand beside the chart
Values = Sequence[tuple[SideId, Mapping[str, Interval]]]
Curve = TypeVar("Curve")
NOTHING = Interval(float("nan"))


def metric_grid(values: Values, metrics: Sequence[str], voice: Voice) -> Grid:
    """Sides by metrics with their intervals."""
    rows = [[voice.side(one), *(f"{own.get(m, NOTHING)}" for m in metrics)] for one, own in values]
    return Grid([voice.page("variant"), *map(voice.metric, metrics)], rows)


def metric_grids(values: Values, metrics: Sequence[str], voice: Voice) -> list[Grid]:
    """The same as several tables that are narrow enough for a page."""
    places = range(0, len(metrics), COLUMNS)
    return [metric_grid(values, metrics[at : at + COLUMNS], voice) for at in places]


def curve_charts(label: npt.ArrayLike, sides: Sequence[ScoredSide], voice: Voice) -> list[Chart]:
    """ROC, precision against recall, calibration, each of a side's first run.

    sides: variants, then baselines, the best one first; it is the one that is in sight.
    """
    muted = [voice.side(side.id) for side in sides if side.baseline]
    return [
        roc_chart(label, sides, muted, voice),
        precision_chart(label, sides, muted, voice),
        calibration_chart(label, sides, muted, voice),
    ]


def roc_chart(
    label: npt.ArrayLike, sides: Sequence[ScoredSide], muted: Sequence[str], voice: Voice
) -> Chart:
    """Liked rows found against false alarms."""
    curves = drawable(
        (voice.side(side.id), roc_curve(label, side.runs[0], POINTS)) for side in sides
    )
    rows = [[name, f"{curve.area:.3f}"] for name, curve in curves.items()]
    figure = roc_figure(curves, muted=muted, words=voice.figures())
    return Chart(figure, Grid([voice.page("variant"), "AUC"], rows))


def precision_chart(
    label: npt.ArrayLike, sides: Sequence[ScoredSide], muted: Sequence[str], voice: Voice
) -> Chart:
    """Precision against recall."""
    curves = drawable(
        (voice.side(side.id), precision_recall_curve(label, side.runs[0], POINTS)) for side in sides
    )
    word = voice.figures()
    figure = precision_recall_figure(
        curves, muted=muted, title=voice.page("pr_title"), x=word["pr_x"], y=word["pr_y"]
    )
    rows = [
        [name, *(f"{np.interp(at, curve.recall, curve.precision):.3f}" for at in RECALLS)]
        for name, curve in curves.items()
    ]
    heads = [voice.page("pr_at", recall=f"{one:.0%}") for one in RECALLS]
    return Chart(figure, Grid([voice.page("variant"), *heads], rows))


def calibration_chart(
    label: npt.ArrayLike, sides: Sequence[ScoredSide], muted: Sequence[str], voice: Voice
) -> Chart:
    """Said probability against what happened, of sides that say one."""
    word = voice.figures()
    curves = {
        voice.side(side.id): calibration_curve(label, side.runs[0])
        for side in sides
        if side.is_probability
    }
    rows = [
        [name, f"{100 * x:.1f}", f"{100 * y:.1f}", int(count)]
        for name, curve in curves.items()
        for x, y, count in zip(curve.predicted, curve.observed, curve.rows, strict=True)
    ]
    heads = [word[one] for one in ("calibration_x", "calibration_y", "rows")]
    figure = calibration_figure(curves, muted=muted, words=word)
    return Chart(figure, Grid([voice.page("variant"), *heads], rows))


def drawable(curves: Iterable[tuple[str, Curve | None]]) -> dict[str, Curve]:
    """Those that exist: not where a class is missing or a score is nan."""
    return {name: one for name, one in curves if one is not None}


def class_grid(label: npt.ArrayLike, sides: Sequence[ScoredSide], voice: Voice) -> Grid:
    """Precision, recall and F1 of each class, of each side's first run.

    A side whose scores only order items calls nothing liked: it is left out.
    """
    word = voice.figures()

    def lines() -> Iterator[list[object]]:
        for side in (one for one in sides if one.is_probability):
            for name, values in classification_report(label, side.runs[0]).items():
                numbers = [f"{Interval(values[one])}" for one in MEASURED]
                yield [voice.side(side.id), word[name], *numbers, int(values["rows"])]

    heads = ("variant", "class", *MEASURED, "class_rows")
    return Grid([voice.page(head) for head in heads], list(lines()))


def classless(sides: Sequence[ScoredSide], voice: Voice) -> str:
    """Whose scores only order items, so that they have no classes; "" for nobody."""
    names = [voice.side(side.id) for side in sides if not side.is_probability]
    return voice.say("versus.no_classes", names=", ".join(names)) if names else ""


def user_chart(
    names: Sequence[str], differences: Floats, who: tuple[SideId, SideId], metric: str, voice: Voice
) -> Chart:
    """Differences of all users; the table has those that are largest. who: a side, the control."""
    one, other = map(voice.side, who)
    figure = user_figure(
        names,
        differences,
        title=voice.page("users_title", one=one, other=other),
        x=voice.page("users_x"),
        y=within(voice.page("difference"), voice.figures(), voice.metric(metric)),
    )
    largest = np.argsort(-np.abs(differences), kind="stable")[:LISTED]
    rows = [[names[at], f"{differences[at]:+.3f}"] for at in largest]
    return Chart(figure, Grid([voice.page("user"), voice.page("difference")], rows))


def cost_grid(
    runs: Iterable[tuple[str, Run]], voice: Voice, tokens: Mapping[str, float] | None = None
) -> Grid:
    """What each run learned from, changed and took, by its name for people.

    tokens: of a prompt, by the id of a run, where they were counted.
    """
    rows: list[list[object]] = []
    for name, run in runs:
        result = run.result
        if result is not None:
            numbers = (result.label_rows, result.trainable_parameters, round(result.seconds))
            own = [f"{tokens[run.id]:.0f}"] if tokens else []
            rows.append([name, *(f"{number:,}" for number in numbers), *own])
    more = ("cost_tokens",) if tokens else ()
    heads = ("variant", "cost_rows", "cost_weights", "cost_seconds", *more)
    return Grid([voice.page(head) for head in heads], rows)


def formats_part(
    comparison: Comparison, families: Mapping[str, Family], voice: Voice
) -> list[Block]:
    """Sentences, then a table a variant. families: by the id of the variant."""
    blocks: list[Block] = [Heading(voice.say("versus.view_formats"))]
    blocks += [Text(text) for text in family_sentences(comparison, families, voice)]
    for name, family in families.items():
        blocks += [Heading(voice.variant(name), 3), family_grid(family, voice)]
    return blocks


def family_grid(family: Family, voice: Voice) -> Grid:
    """Every format with its value and what was changed."""

    def changes(names: tuple[str, ...]) -> str:
        said = [voice.say(f"versus.change_{name}") for name in names]
        return ", ".join(said) or voice.say("versus.as_written")

    heads = [voice.metric(family.metric), voice.say("versus.changes"), voice.say("versus.text")]
    rows = [
        [f"{member.value:.3f}", changes(member.changes), member.text] for member in family.members
    ]
    return Grid(heads, rows)
