"""Every view of the ladder for several variants, with one model in memory at a time."""

from collections.abc import Callable

import numpy as np

from promptrec.beyond.ladder import RUNGS, Ladder, controlled, cut_rows, cut_scores, observed
from promptrec.data.locked import locked_users
from promptrec.examples.plan import Plan
from promptrec.model.variant import Variant
from promptrec.records import Floats, Ints, Pairs
from promptrec.words.table import sentence


class Climb:
    """Collects what the ladder needs while each run's model is open, one after the other."""

    def __init__(self, part: str, confirm: bool) -> None:
        """confirm: the locked users alone; else the others alone, as in the comparison."""
        self._part = part
        self._confirm = confirm
        self._pairs: Pairs | None = None
        self._scores: dict[str, Floats] = {}
        self._cut: dict[int, dict[str, Floats]] = {known: {} for known in RUNGS}
        self._places: Ints = np.zeros(0, np.int64)

    def add(
        self,
        name: str,
        variant: Variant,
        pairs: Pairs,
        scores: Floats,
        note: Callable[[str], None] = lambda _: None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Take a run's scores on the rows of all runs, and score a sample once per rung."""
        kept = self._kept(variant.plan, pairs)
        if self._pairs is None:
            self._pairs = pairs.take(kept)
            self._places = cut_rows(variant.plan, self._part, self._pairs)
        self._scores[name] = scores[kept]
        sample = self._pairs.take(self._places)
        note(sentence("sentence.log_ladder", rows=len(sample), name=name, count=len(RUNGS)))
        for known, scores in cut_scores(variant, self._part, sample, progress).items():
            self._cut[known][name] = scores

    def ladders(self, plan: Plan) -> tuple[Ladder, ...]:
        """Users controlled, users observed, items observed. plan: what baselines learn from."""
        if self._pairs is None:
            return ()
        sample = self._pairs.take(self._places)
        return (
            controlled(plan, self._part, sample, self._cut),
            *(
                observed(plan, self._part, self._pairs, self._scores, side=side)
                for side in ("user", "item")
            ),
        )

    def _kept(self, plan: Plan, pairs: Pairs) -> Ints:
        locked = locked_users(plan.dataset)
        mine = np.where(pairs.user >= 0, locked[pairs.user], False)
        return np.flatnonzero(mine == self._confirm)
