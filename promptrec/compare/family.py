"""Robustness: a template scored as a family of equivalent formats (`prompt.formats`).

What a metric does when only the writing changes. Beside the interval over users: that says what
other users would give, this says what another way of writing would have given.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.compare.estimates import POOLED, ground_of, statistic_of, values_by_user
from promptrec.examples.maker import PromptMaker
from promptrec.model.variant import Variant
from promptrec.prompt.formats import Format, formats
from promptrec.records import Floats, Pairs


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
        return np.array([one.value for one in self.members])

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
    metric: str = "gauc_rows",
    seed: int = 0,
    note: Callable[[str], None] = lambda _: None,
) -> Family:
    """Score the pairs with `count` formats of the variant's template, or as many as it has.

    A tuned variant keeps its weights: it was tuned on the first format and reads all of them.
    """
    ground = ground_of(metric, pairs)
    everyone = np.ones((1, len(ground.users)))
    members = []
    for at, one in enumerate(formats(variant.plan.maker.template, count, seed)):
        note(f"format {at + 1}: {', '.join(one.changes) or 'as written'}")
        scores = rewritten(variant, one).score(pairs, part).score
        values = None if metric == POOLED else values_by_user(metric, pairs, scores)
        value = float(statistic_of(ground, pairs, values, scores)(everyone)[0])
        members.append(Member(one.template.text, one.changes, value))
    return Family(metric, tuple(members))


def rewritten(variant: Variant, one: Format) -> Variant:
    """The variant with its prompts in another format; same weights, same label words."""
    plan = variant.plan
    maker = PromptMaker(
        plan.dataset,
        one.template,
        plan.maker.encoder,
        statistic_rows=plan.rows.statistics,
        split=plan.rows.split,
    )
    return dataclasses.replace(variant, plan=dataclasses.replace(plan, maker=maker))


def widest(families: Sequence[Family]) -> float:
    """The largest spread of some families; 0 of none."""
    return max((one.high - one.low for one in families), default=0.0)
