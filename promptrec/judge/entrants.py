"""Runs as they enter a comparison: their rows, their scores, and which of them are one variant.

Scores on valid come from the file beside the run where there is one, else from its model, which is
opened at most once. Confirming always asks the model.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from promptrec.data.locked import rows_of
from promptrec.errors import DataError
from promptrec.examples.plan import Plan
from promptrec.judge.candidates import CandidateSets, candidate_sets
from promptrec.judge.opening import opened, run_variant
from promptrec.judge.saved import keep_scores, kept_scores, of_candidates, same_pairs, scores_file
from promptrec.model.planning import plan_for
from promptrec.model.variant import Variant
from promptrec.records import Answers, Pairs
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run
from promptrec.store.store import Store

Scored = tuple[Pairs, Answers]


@dataclass(frozen=True, slots=True, eq=False)
class Entrant:
    """A finished run that is to be judged."""

    run: Run
    plan: Plan
    home: Path
    open: Callable[[], Variant]  # loads the model

    @property
    def fingerprint(self) -> str:
        """Of the data that it is judged on."""
        return self.plan.dataset.fingerprint()


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Runs of the same settings but the seed: one variant."""

    entrants: tuple[Entrant, ...]

    @property
    def id(self) -> str:
        """What it is known by, whatever it is called: the id of its first run."""
        return self.entrants[0].run.id

    @property
    def tuned(self) -> bool:
        """True when a seed had a say."""
        return self.entrants[0].run.settings.tunes


def entrant(
    store: Store, home: Path, run_id: str, opener: Callable[[], Variant] | None = None
) -> Entrant:
    """A run with its plan; its model is not loaded yet. Raises as `run_variant`."""
    run, dataset, settings = opened(store, run_id)
    variants: list[Variant] = []

    def load() -> Variant:
        if not variants:
            variants.append(run_variant(store, home, run_id))
        return variants[0]

    return Entrant(run, plan_for(dataset, settings)[0], home, opener or load)


def same_variant(settings: RunSettings) -> RunSettings:
    """Settings without what does not tell variants apart: seed, names, device, a look at test."""
    return dataclasses.replace(
        settings,
        seed=0,
        split=settings.split.as_now,
        template_name="",
        device="auto",
        test=False,
        max_valid=None,
    )


def groups(entrants: Sequence[Entrant]) -> list[Group]:
    """Variants in the order of their first run."""
    found: dict[RunSettings, list[Entrant]] = {}
    for one in entrants:
        found.setdefault(same_variant(one.run.settings), []).append(one)
    return [Group(tuple(own)) for own in found.values()]


def more_seeds(group: Group, count: int) -> list[RunSettings]:
    """Settings of further runs of a variant, with the smallest seeds that it lacks."""
    settings = group.entrants[0].run.settings
    known = {one.run.settings.seed for one in group.entrants}
    free = [seed for seed in range(len(known) + count) if seed not in known]
    return [dataclasses.replace(settings, seed=seed, test=False) for seed in free[:count]]


def scored_rows(one: Entrant, confirm: bool = False) -> Scored:
    """The run's valid rows with its scores; confirm: the test rows of the locked users."""
    if confirm:
        pairs = one.plan.pairs_of_rows(rows_of(one.plan.dataset, one.plan.rows.split.test, True))
        if not len(pairs):
            raise DataError("sentence.no_locked_row")
        return pairs, one.open().score(pairs, "test")
    file = scores_file(one.home, one.run.id)
    found = kept_scores(file, one.fingerprint)
    if found is None:
        pairs = one.plan.pairs("valid")
        found = pairs, one.open().score(pairs, "valid")
        keep_scores(file, *found, one.fingerprint)
    return found


def candidates(plan: Plan, confirm: bool, users: int) -> CandidateSets:
    """The candidates of so many users: the same for all runs of a split.

    On valid of users that are not locked, whatever sample of rows a run watched; confirm: on test
    of the locked ones. DataError when nobody has any.
    """
    split = plan.rows.split
    rows = rows_of(plan.dataset, split.test if confirm else split.valid, confirm)
    found = candidate_sets(plan.dataset, plan.settings.split, rows, users)
    if not len(found):
        raise DataError("sentence.nothing_to_rank", why=found.counts.words)
    return found


def scored_candidates(one: Entrant, pairs: Pairs, users: int, confirm: bool = False) -> Scored:
    """These candidates of so many users with the run's scores; kept ones of others are not read."""
    file = scores_file(one.home, one.run.id, of_candidates(users))
    found = None if confirm else kept_scores(file, one.fingerprint)
    if found is None or not same_pairs(found[0], pairs):
        found = pairs, one.open().score(pairs, "test" if confirm else "valid")
        if not confirm:
            keep_scores(file, *found, one.fingerprint)
    return found
