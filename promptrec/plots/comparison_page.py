"""A comparison as one HTML file: the verdict, the differences, the numbers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from promptrec.plots.bars import metric_bars
from promptrec.plots.forest import forest_figure
from promptrec.plots.page_html import Block, Chart, Heading, Note, Table, Text, page_html
from promptrec.records import Interval

WORDS: Mapping[str, str] = {
    "title": "Comparison",
    "differences": "Differences to {control}",
    "difference_axis": "difference in {metric} (95 % interval)",
    "values": "Values",
    "name": "Variant",
    "value": "Value",
    "low": "Low",
    "high": "High",
    "numbers": "All numbers",
    "parts": "Between and within users",
    "parts_note": "AUC over all rows also rewards knowing who likes much; AUC within users "
    "compares only items of one user.",
    "ground": "{metric} on {part}, {users} users; {locked} users are locked for confirming. "
    "Grey: rules without a language model.",
}
LIGHTS = {"better": "green", "worse": "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPage:
    """What the page shows, in values that are named for people."""

    control: str
    metric: str
    part: str
    users: int
    locked: int
    sentences: Sequence[tuple[str, str]]  # (verdict or "", sentence)
    differences: Mapping[str, Interval]
    verdicts: Mapping[str, str]
    values: Mapping[str, Interval]  # of variants and baselines
    rules: Collection[str]  # which of them are baselines
    columns: Sequence[str]  # of `rows`
    rows: Sequence[Sequence[object]]
    parts: Mapping[str, Mapping[str, float]]  # variant -> metric -> value; may be empty
    sesoi: float = 0.0


def comparison_page(
    found: ComparisonPage, *, language: str = "en", words: Mapping[str, str] | None = None
) -> str:
    """The document, self-contained. PromptRecError when it would be too large for a mail."""
    word = WORDS if words is None else {**WORDS, **words}
    ground = word["ground"].format(
        metric=found.metric, part=found.part, users=found.users, locked=found.locked
    )
    blocks: list[Block] = [Note(text, LIGHTS.get(said, "")) for said, text in found.sentences]
    blocks += [
        Text(ground, quiet=True),
        Chart(differences_figure(found, word), bounds_table(found.differences, word)),
        Chart(values_figure(found), bounds_table(found.values, word)),
        Heading(word["numbers"]),
        Table(found.columns, found.rows),
    ]
    if found.parts:
        metrics = list(next(iter(found.parts.values())))
        rows = [
            [name, *(f"{values[one]:.3f}" for one in metrics)]
            for name, values in found.parts.items()
        ]
        blocks += [Heading(word["parts"]), Text(word["parts_note"], quiet=True)]
        blocks.append(Table([word["name"], *metrics], rows))
    return page_html(word["title"], blocks, language=language)


def differences_figure(found: ComparisonPage, word: Mapping[str, str]) -> go.Figure:
    """The forest plot."""
    return forest_figure(
        found.differences,
        word["difference_axis"].format(metric=found.metric),
        verdicts=found.verdicts,
        muted=found.rules,
        sesoi=found.sesoi,
        title=word["differences"].format(control=found.control),
    )


def values_figure(found: ComparisonPage) -> go.Figure:
    """All values, baselines in grey."""
    return metric_bars(found.values, found.metric, muted=found.rules, title=found.metric)


def bounds_table(values: Mapping[str, Interval], word: Mapping[str, str]) -> Table:
    """Values with their bounds."""
    rows = [
        [name, *(f"{bound:.3f}" if bound is not None else "–" for bound in bounds(one))]
        for name, one in values.items()
    ]
    return Table([word["name"], word["value"], word["low"], word["high"]], rows)


def bounds(one: Interval) -> tuple[float | None, float | None, float | None]:
    """Value, low and high."""
    return one.value, one.low, one.high
