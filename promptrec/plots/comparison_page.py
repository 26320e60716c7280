"""A comparison as one HTML file: the verdict, the differences, the numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from promptrec.plots.bars import metric_bars
from promptrec.plots.forest import forest_figure
from promptrec.plots.page_html import Block, Chart, Heading, Note, Table, Text, page_html
from promptrec.records import ComparedSide, Interval

WORDS: Mapping[str, str] = {
    "title": "Comparison",
    "differences": "Differences to {control}",
    "difference_axis": "difference in {metric}, 95 % interval",
    "name": "Variant",
    "value": "Value",
    "low": "Low",
    "high": "High",
    "difference": "Difference",
    "p": "p",
    "p_adjusted": "p, corrected",
    "verdict": "Verdict",
    "runs": "Runs",
    "table": "Every side",
    "parts": "Between and within users",
    "parts_note": "AUC over all rows also rewards knowing who likes much; AUC within users "
    "compares only items of one user.",
    "ground": "{metric} on {part}, {users} users; {locked} users are locked for confirming. "
    "Grey: rules without a language model.",
}
LIGHTS = {"better": "green", "worse": "red"}
COLUMNS = ("name", "value", "difference", "p", "p_adjusted", "verdict", "runs")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPage:
    """What the page shows."""

    lines: Sequence[ComparedSide]  # the control first
    names: Callable[[ComparedSide], str]  # how a line is called for people
    metric: str  # its name for people
    ground: str  # what was compared on, one sentence
    sentences: Sequence[tuple[str, str]]  # (verdict, or what it is about; sentence)
    parts: Mapping[str, Mapping[str, float]]  # variant -> metric -> value; may be empty
    sesoi: float = 0.0
    more: Sequence[Block] = ()  # further parts, e.g. of `comparison_parts`

    @property
    def refused(self) -> bool:
        """True when too few users count: then the reason is all that is said."""
        return any(said == "refused" for said, _ in self.sentences)


def comparison_page(
    found: ComparisonPage, *, language: str = "en", words: Mapping[str, str] | None = None
) -> str:
    """The document, self-contained. PromptRecError when it would be too large for a mail.

    words: of this page and of `page_html`.
    """
    word = WORDS if words is None else {**WORDS, **words}
    blocks: list[Block] = [Note(text, LIGHTS.get(said, "")) for said, text in found.sentences]
    if not found.refused:
        blocks += numbers_of(found, word)
    return page_html(word["title"], blocks, language=language, words=words)


def numbers_of(found: ComparisonPage, word: Mapping[str, str]) -> list[Block]:
    """Everything below the verdict."""
    differences, values = differences_of(found), values_of(found)
    blocks: list[Block] = [
        Text(found.ground, quiet=True),
        Chart(differences_figure(found, word), bounds_table(differences, word)),
        Chart(values_figure(found), bounds_table(values, word)),
        Heading(word["table"]),
        Table([word[one] for one in COLUMNS], [cells(found, one) for one in found.lines]),
    ]
    if found.parts:
        metrics = list(next(iter(found.parts.values())))
        rows = [[name, *(f"{of[one]:.3f}" for one in metrics)] for name, of in found.parts.items()]
        blocks += [Heading(word["parts"]), Text(word["parts_note"], quiet=True)]
        blocks.append(Table([word["name"], *metrics], rows))
    return [*blocks, *found.more]


def differences_of(found: ComparisonPage) -> dict[str, Interval]:
    """Differences to the control by name."""
    return {
        found.names(one): Interval(one.difference, one.difference_low, one.difference_high)
        for one in found.lines
        if one.difference is not None
    }


def values_of(found: ComparisonPage) -> dict[str, Interval]:
    """Values of all sides by name."""
    return {found.names(one): Interval(one.value, one.low, one.high) for one in found.lines}


def rules_of(found: ComparisonPage) -> list[str]:
    """Names of the baselines."""
    return [found.names(one) for one in found.lines if one.kind == "baseline"]


def differences_figure(found: ComparisonPage, word: Mapping[str, str] = WORDS) -> go.Figure:
    """The forest plot."""
    return forest_figure(
        differences_of(found),
        word["difference_axis"].format(metric=found.metric),
        verdicts={found.names(one): one.verdict for one in found.lines},
        muted=rules_of(found),
        sesoi=found.sesoi,
        title=word["differences"].format(control=found.names(found.lines[0])),
    )


def values_figure(found: ComparisonPage) -> go.Figure:
    """All values, baselines in grey."""
    return metric_bars(values_of(found), found.metric, muted=rules_of(found), title=found.metric)


def cells(found: ComparisonPage, one: ComparedSide) -> list[object]:
    """A row of the table of all numbers."""
    numbers = [one.value, one.difference, one.p, one.p_adjusted]
    texts = ["–" if number is None else f"{number:.4f}" for number in numbers]
    return [found.names(one), *texts, one.verdict, one.runs]


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
