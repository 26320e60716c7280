"""Robustness: a template scored as a family of equivalent formats (`prompt.formats`).

What a metric does when only the writing changes. Beside the interval over users: that says what
other users would give, this says what another way of writing would have given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.compare.estimates import POOLED, ground_of, statistic_of, values_by_user
from promptrec.examples.plan import Plan
from promptrec.metrics.metric import MAIN
from promptrec.model.variant import Variant
from promptrec.prompt.formats import Format, formats
from promptrec.records import Floats, Pairs
from promptrec.words.table import sentence


@dataclass(frozen=True, slots=True)
class Member:
    """One format and what it is worth."""

    text: str
    changes: tuple[str, ...]  # empty: as written
    value: float


@dataclass(frozen=True, slots=True)
class Family:
    """A template in several formats on one metric; the first is the template as written."""

    metric: str
    members: tuple[Member, ...]

    @property
    def values(self) -> Floats:
        """(formats,)"""
        return np.array([member.value for member in self.members])

    @property
    def low(self) -> float:
        """The worst format."""
        return float(self.values.min())

    @property
    def high(self) -> float:
        """The best format; high - low is the spread that FormatSpread reports."""
        return float(self.values.max())

    @property
    def median(self) -> float:
        """The middle of the family."""
        return float(np.median(self.values))


def family_of(
    variant: Variant,
    part: str,
    pairs: Pairs,
    count: int,
    *,
    metric: str = MAIN,
    seed: int = 0,
    note: Callable[[str], None] = lambda _: None,
    progress: Callable[[float], None] = lambda _: None,
) -> Family:
    """Score the pairs with `count` formats of the variant's template, or as many as it has.

    A tuned variant keeps its weights: it was tuned on the first format and reads all of them. In
    cross_domain both templates change; the text of a member is the target's, whose rows are judged.
    progress is called with the share done, 0 to 1.
    """
    ground = ground_of(metric, pairs)
    everyone = np.ones((1, len(ground.users)))
    members = []
    written = both_formats(variant.plan, count, seed)
    for at, (own, target) in enumerate(written):
        changes = tuple(dict.fromkeys((*own.changes, *target.changes)))
        words = ", ".join(changes) or sentence("sentence.log_as_written")
        note(sentence("sentence.log_format", number=at + 1, changes=words))
        reader = variant.with_templates(own.template, target.template)
        scores = reader.score(pairs, part, far=True).score
        values = None if metric == POOLED else values_by_user(metric, pairs, scores)
        value = float(statistic_of(ground, pairs, values, scores)(everyone)[0])
        members.append(Member(target.template.text, changes, value))
        progress((at + 1) / len(written))
    return Family(metric, tuple(members))


def both_formats(plan: Plan, count: int, seed: int) -> list[tuple[Format, Format]]:
    """Formats of the template and of the target's; one with fewer keeps its last to the end."""
    own = formats(plan.maker.template, count, seed)
    if plan.target_maker is None:
        return [(one, one) for one in own]
    target = formats(plan.target_maker.template, count, seed)
    longest = range(max(len(own), len(target)))
    return [(own[min(at, len(own) - 1)], target[min(at, len(target) - 1)]) for at in longest]


def widest(families: Sequence[Family]) -> float:
    """The largest spread of some families; 0 of none."""
    return max((family.high - family.low for family in families), default=0.0)
