"""What `compare` says to people in a terminal: lines, the verdict first."""

from collections.abc import Mapping

import numpy as np

from promptrec.beyond.family import Family
from promptrec.beyond.ladder import Crossing, Ladder
from promptrec.beyond.together import BeyondAccuracy
from promptrec.compare.verdict import Comparison
from promptrec.metrics.ranking import K
from promptrec.records import ComparedSide
from promptrec.report.decision import decision_lines
from promptrec.report.documents import Parts
from promptrec.report.lines import lines_of
from promptrec.report.sentences import ENGLISH, family_sentences, rows_said, sentences


def comparison_text(found: Comparison, parts: Parts, families: Mapping[str, Family]) -> str:
    """What to do first, then how that is known, then the numbers."""
    first = decision_lines(found, ENGLISH)
    if found.refused:
        return "\n".join([*first, *rows_said(found)])
    how = [*sentences(found), *family_sentences(found, families)]
    lines = [*first, "", f"{ENGLISH.say('decision.how')}:", *(f"  {one}" for one in how), ""]
    lines.append(ground_line(found))
    for one in sorted(lines_of(found), key=lambda one: (one.kind == "baseline", -one.value)):
        lines.append(line_text(one))
    if parts:
        metrics = list(next(iter(parts.values())))
        lines += ["", "  " + " " * 24 + "".join(f"{name:>16}" for name in metrics)]
        for name, values in parts.items():
            numbers = "".join(f"{values[metric]:16.4f}" for metric in metrics)
            lines.append(f"  {name:<24}{numbers}")
    return "\n".join(lines)


def ground_line(found: Comparison) -> str:
    """On what was judged, above the numbers."""
    if found.part == "files":
        return (
            f"{found.metric} on {found.common[0]} shared rows, {found.users} of {found.known} users"
        )
    said = f"{found.metric} on {found.part}, {found.users} users ({found.locked} locked)"
    return f"{said}; statistics {', '.join(found.known_of_others)}"


def line_text(one: ComparedSide) -> str:
    """A row of the table."""
    bounds = "" if one.low is None else f" ({one.low:.4f} to {one.high:.4f})"
    difference = "" if one.difference is None else f"  {one.difference:+.4f}"
    said = one.verdict or ("" if one.kind == "variant" else one.kind)
    return f"  {one.name:<24} {one.value:.4f}{bounds}{difference}  {said}".rstrip()


def ladder_text(found: Ladder) -> str:
    """One line per variant and baseline, one column per rung, then the crossings."""
    lines = [f"{found.metric} by known interactions of the {found.side} ({found.view})"]
    lines.append(f"  {'known from':<18}" + "".join(f"{one.known:>8}" for one in found.rungs))
    lines.append(f"  {'rows':<18}" + "".join(f"{one.rows:>8}" for one in found.rungs))
    for name in found.rungs[0].values:
        values = [one.values[name].value for one in found.rungs]
        cells = ["–" if np.isnan(value) else f"{value:.3f}" for value in values]
        lines.append(f"  {name:<18}" + "".join(f"{cell:>8}" for cell in cells))
    return "\n".join([*lines, *(f"  {crossing_text(one)}" for one in found.crossings)])


def crossing_text(one: Crossing) -> str:
    """Where a collaborative baseline overtakes, in words."""
    if not one.baseline:
        return f"{one.variant}: not overtaken by a collaborative baseline in this data"
    return f"{one.variant}: {one.baseline} stays above it from {one.known} known interactions"


def beyond_text(found: BeyondAccuracy) -> str:
    """One line of list metrics a side, the widest gaps, swapped words, cost."""
    lines = [f"lists of the first {K}: {found.candidates}"]
    for side, own in found.all_lists.items():
        values = "  ".join(f"{name} {metric.value:.3g}" for name, metric in own.items())
        lines.append(f"  {side.name}: {values}")
    for side, gaps in found.all_gaps.items():
        lines += [
            f"  {side.name}: {name} {one.gap:.4f} from {one.lowest} to {one.highest}, p {one.p:.4f}"
            for name, one in gaps.items()
            if one.gap is not None and one.p is not None
        ]
    for run, flips in found.flips.items():
        lines.append(
            f"  {run}: with another word for {flips.field}, {flips.places.value:.2f} of the first "
            f"{K} places change"
        )
    for run, cost in found.cost.items():
        lines.append(f"  {run}: {cost.tokens:.0f} tokens, {cost.seconds:.1f} s per 1,000 scores")
    return "\n".join(lines)
