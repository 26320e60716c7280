"""What `compare` says: JSON, lines for people, and a page."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from promptrec.beyond.family import Family
from promptrec.beyond.family_sentences import family_sentences
from promptrec.beyond.ladder import Ladder
from promptrec.compare.estimates import RANKED, ground_of
from promptrec.compare.scoreboard import Scoreboard, best_first
from promptrec.compare.sentences import (
    metric_words,
    rule_words,
    sentences,
    told,
)
from promptrec.compare.significance import Contrast
from promptrec.compare.table import lines_of
from promptrec.compare.users import user_differences, user_metric
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group
from promptrec.metrics.metric import row_names
from promptrec.plots.comparison_page import WORDS, ComparisonPage, comparison_page
from promptrec.plots.comparison_parts import (
    PART_WORDS,
    class_table,
    cost_table,
    curve_charts,
    ladder_chart,
    metric_tables,
    part,
    user_chart,
)
from promptrec.plots.page_html import Block, Chart
from promptrec.plots.words import IMPLICIT
from promptrec.plots.words import WORDS as PLOT_WORDS
from promptrec.records import ComparedSide, ScoredSide
from promptrec.words.table import worded

Parts = Mapping[str, Mapping[str, float]]
Families = Mapping[str, Family]


def document(
    found: Comparison, variants: Sequence[Group], parts: Parts, families: Families
) -> dict[str, Any]:
    """A comparison as JSON."""
    runs = {group.name: [one.run.id for one in group.entrants] for group in variants}
    return {
        "metric": found.metric,
        "part": found.part,
        "control": {
            "run": found.control,
            "value": found.control_value,
            "runs": runs[found.control],
            "seeds": len(runs[found.control]),
        },
        "users": found.users,
        "locked_users": found.locked,
        "sesoi": found.sesoi,
        "correction": found.correction,
        "exploration": found.correction == "Benjamini-Hochberg",
        "rows": {"common": found.common[0], "most": found.common[1]},
        "variants": [
            {
                "run": one.name,
                "metric": found.metric,
                "value": one.value,
                **contrast_document(one.contrast),
                "detectable": one.contrast.detectable,
                "verdict": one.verdict,
                "runs": runs[one.name],
                "seeds": len(runs[one.name]),
                "of_runs": found.of_runs[one.name],
            }
            for one in found.variants
        ],
        "baselines": [
            {
                "name": one.name,
                "value": one.value,
                "difference": one.difference,
                "low": one.difference_low,
                "high": one.difference_high,
                "p_adjusted": one.p_adjusted,
            }
            for one in lines_of(found)
            if one.kind == "baseline"
        ],
        "auc_parts": parts,
        "sentences": [*sentences(found), *family_sentences(found, families)],
    }


def contrast_document(one: Contrast) -> dict[str, Any]:
    """A difference with its interval and p-values."""
    names = ("difference", "low", "high", "p", "p_adjusted")
    return {name: getattr(one, name) for name in names}


def family_document(one: Family) -> dict[str, Any]:
    """A template's formats as JSON."""
    return {
        "count": len(one.members),
        "low": one.low,
        "high": one.high,
        "median": one.median,
        "members": [
            {"text": each.text, "changes": each.changes, "value": each.value}
            for each in one.members
        ],
    }


def as_text(found: Comparison, parts: Parts, families: Families) -> str:
    """The verdict first, then the numbers."""
    if found.refused:
        return "\n".join(sentences(found))
    lines = [*sentences(found), *family_sentences(found, families), ""]
    lines.append(f"{found.metric} on {found.part}, {found.users} users ({found.locked} locked)")
    for one in sorted(lines_of(found), key=lambda one: (one.kind == "baseline", -one.value)):
        lines.append(line_text(one))
    if parts:
        metrics = list(next(iter(parts.values())))
        lines += ["", "  " + " " * 24 + "".join(f"{name:>16}" for name in metrics)]
        for name, values in parts.items():
            numbers = "".join(f"{values[metric]:16.4f}" for metric in metrics)
            lines.append(f"  {name:<24}{numbers}")
    return "\n".join(lines)


def line_text(one: ComparedSide) -> str:
    """A row of the table."""
    bounds = "" if one.low is None else f" ({one.low:.4f} to {one.high:.4f})"
    difference = "" if one.difference is None else f"  {one.difference:+.4f}"
    said = one.verdict or ("" if one.kind == "variant" else one.kind)
    return f"  {one.name:<24} {one.value:.4f}{bounds}{difference}  {said}".rstrip()


def html(
    found: Comparison,
    parts: Parts,
    families: Families,
    *,
    variants: Sequence[Group] = (),
    board: Scoreboard | None = None,
    ladders: Sequence[Ladder] = (),
) -> str:
    """The comparison as one file.

    variants: for what their runs cost. board: for metrics, curves, classes and single users.
    """
    metric = metric_words(found.metric)
    runs = [(one.run.id, one.run) for group in variants for one in group.entrants]
    more = of_board(board, found) if board else []
    if ladders:
        more += part(PART_WORDS["ladder"], *(ladder_view(one) for one in ladders))
    if runs:
        more += part(PART_WORDS["cost"], cost_table(runs))
    return comparison_page(
        ComparisonPage(
            lines=lines_of(found),
            names=lambda one: rule_words(one.name) if one.kind == "baseline" else one.name,
            metric=metric,
            ground=WORDS["ground"].format(
                metric=metric, part=found.part, users=found.users, locked=found.locked
            ),
            sentences=[*told(found), *(("", one) for one in family_sentences(found, families))],
            parts=parts,
            sesoi=found.sesoi,
            more=more,
        )
    )


def of_board(board: Scoreboard, found: Comparison) -> list[Block]:
    """Metrics, curves, classes and users on the rows that all share."""
    best = best_first(board, found.metric, found)
    sides = [
        dataclasses.replace(one, name=rule_words(one.name)) if one.baseline else one
        for one in best.sides
    ]
    words = {**PLOT_WORDS, **(IMPLICIT if board.dataset.implicit else {})}
    values = [(one.name, own) for one, own in zip(sides, best.metrics, strict=True)]
    label = board.pairs.label
    metrics = {name: metric_words(name) for name in row_names(rated=False) if name in best.counted}
    blocks = part(PART_WORDS["metrics"], *metric_tables(values, metrics))
    names = ", ".join(one.name for one in sides if not one.is_probability)
    note = worded("en", "versus.no_classes", names=names) if names else ""
    blocks += part(PART_WORDS["curves"], *curve_charts(label, sides, plot_words=words), note=note)
    blocks += part(PART_WORDS["classes"], class_table(label, sides, plot_words=words))
    if found.metric != RANKED:
        blocks += part(PART_WORDS["users"], *user_charts(board, sides, found.metric))
    return blocks


def user_charts(board: Scoreboard, sides: Sequence[ScoredSide], metric: str) -> list[Chart]:
    """Every variant and the best baseline against the control, user by user."""
    own = user_metric(metric)
    users, pairs = board.dataset.users.index, board.pairs
    names = [str(users[code]) for code in ground_of(own, pairs).users]
    shown = [one for one in sides if not one.baseline]
    shown += [one for one in sides if one.baseline][:1]
    control = shown[0]
    return [
        user_chart(
            PART_WORDS["users_title"].format(one=one.name, other=control.name),
            names,
            user_differences(own, pairs, one.runs, control.runs),
            metric_words(own),
        )
        for one in shown[1:]
        if names
    ]


def ladder_view(found: Ladder) -> Chart:
    """One view of the cold-start ladder."""
    names = list(found.rungs[0].values)
    return ladder_chart(
        found.rung_names,
        {rule_words(name): [one.values[name] for one in found.rungs] for name in names},
        metric_words(found.metric),
        x=PART_WORDS["ladder_x"].format(side=found.side),
        muted=[rule_words(name) for name in names if name not in found.variants],
        title=f"{PART_WORDS['ladder_x'].format(side=found.side)}, {found.view}",
    )
