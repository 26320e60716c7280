"""`evaluate --lists --groups FIELD`: what accuracy does not show, as JSON and as text."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from promptrec.beyond.collect import Beyond, beyond_accuracy
from promptrec.beyond.lists import Audience, Lists, baseline_lists, make_audience
from promptrec.cli.parts.output import Output, metric_lines
from promptrec.data.fieldwords import user_groups
from promptrec.judge.candidates import RANKED_USERS
from promptrec.judge.evaluate import Evaluation, candidates_in
from promptrec.metrics.ranking import K
from promptrec.model.variant import Variant
from promptrec.store.snapshots import Run

PART = "test"  # that `evaluate` looks at


@dataclass(frozen=True, slots=True)
class BeyondOptions:
    """What is asked for beyond accuracy."""

    lists: bool
    groups: str  # user.FIELD; "" for none

    def audience(self, variant: Variant, at_most: int | None, users: int) -> Audience | None:
        """Who gets lists; None when nothing was asked for, or nobody can be ranked."""
        if not self.lists and not self.groups:
            return None
        data, split = variant.plan.dataset, variant.settings.split
        if self.groups:
            user_groups(data, self.groups)  # an unknown field is told before any work
        pairs = variant.plan.pairs(PART, at_most)
        candidates = candidates_in(variant.plan, pairs, users or RANKED_USERS)
        return (
            make_audience(data, split, PART, text=self.lists, found=candidates)
            if candidates
            else None
        )

    def measure(
        self,
        variant: Variant,
        evaluation: Evaluation,
        audience: Audience | None,
        output: Output,
        run: Run | None,
        home: Path,
    ) -> tuple[dict[str, Any], str]:
        """Further keys of the document, and lines for people; nothing when nothing was asked."""
        if audience is None:
            wanted = {"lists": self.lists, "groups": bool(self.groups)}
            return {name: None for name, is_wanted in wanted.items() if is_wanted}, ""
        output.note(f"making lists for {len(audience.candidates)} users")
        beyond = beyond_accuracy(
            variant,
            audience,
            judged=(evaluation.pairs, evaluation.answers),
            groups=user_groups(variant.plan.dataset, self.groups) if self.groups else None,
            parameters=run.result.trainable_parameters if run and run.result else 0,
            checkpoint=home / run.checkpoint if run and run.checkpoint else None,
            scores=evaluation.ranking.scores if evaluation.ranking else None,
        )
        document: dict[str, Any] = {}
        lines = [""]
        if self.lists:
            rules = baseline_lists(variant.plan, audience)
            document["lists"] = list_document(audience, beyond, rules)
            lines += list_lines(audience, beyond, rules)
        if self.groups:
            document["groups"] = group_document(self.groups, beyond)
            lines += group_lines(self.groups, beyond)
        return document, "\n".join(lines)


def list_document(audience: Audience, beyond: Beyond, rules: list[Lists]) -> dict[str, Any]:
    """List metrics of the variant and of every baseline, and the variant's cost."""
    return {
        "users": len(audience.candidates),
        "candidates": audience.counts.words,
        "available_items": int(audience.ground.available.sum()),
        "field": audience.kind,
        "metrics": beyond.lists.metrics,
        "baselines": {rule.name: rule.metrics for rule in rules},
        "cost": dataclasses.asdict(beyond.cost),
    }


def group_document(field: str, beyond: Beyond) -> dict[str, Any]:
    """Every measure by group, and the flip test."""
    return {
        "field": field,
        "measures": {name: values_of(gap) for name, gap in beyond.gaps.items()},
        "flips": None if beyond.flips is None else values_of(beyond.flips),
    }


def values_of(record: Any) -> dict[str, Any]:
    """The fields of a record, its intervals left whole."""
    return {each.name: getattr(record, each.name) for each in dataclasses.fields(record)}


def list_lines(audience: Audience, beyond: Beyond, rules: list[Lists]) -> list[str]:
    """The variant with intervals, then the baselines in one line each."""
    cost = beyond.cost
    lines = [f"lists of the first {K}: {audience.counts.words}", metric_lines(beyond.lists.metrics)]
    for rule in rules:
        values = "  ".join(f"{name} {metric.value:.3g}" for name, metric in rule.metrics.items())
        lines.append(f"  {rule.name}: {values}")
    lines.append(
        f"cost: {cost.tokens:.0f} tokens a prompt (95 % at most {cost.tokens_95:.0f}), "
        f"{cost.seconds:.1f} s per 1,000 scores on {cost.device}, "
        f"{cost.parameters:,} trained parameters, {cost.megabytes:.2f} MB"
    )
    return lines


def group_lines(field: str, beyond: Beyond) -> list[str]:
    """The widest gap of each measure, then the flip test."""
    lines = [f"groups by {field}"]
    for name, gap in beyond.gaps.items():
        lines += [
            f"  {name:<16}{group:<24}{value.value:8.4f}  {gap.users[group]} users"
            for group, value in gap.groups.items()
        ]
        if gap.refused:
            lines.append(f"  {name:<16}refused, under 20 users: {', '.join(gap.refused)}")
        if gap.gap is not None and gap.p is not None:
            lines.append(f"  {name:<16}gap {gap.gap:.4f}, p {gap.p:.4f}")
    flips = beyond.flips
    if flips is not None:
        lines.append(
            f"flip test, {flips.users} users: {flips.places.value:.2f} of the first 10 places "
            f"change, scores move by {flips.moved.value:.4f}"
            + ("" if flips.named else f" (the template does not name {field})")
        )
    return lines
