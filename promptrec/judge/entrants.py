"""Runs as they enter a comparison: their rows, their scores, and which of them are one variant.

Scores on valid come from the file beside the run where there is one, else from its model, which is
opened at most once. Confirming always asks the model.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from promptrec.data.dataset import Dataset
from promptrec.data.locked import rows_of
from promptrec.errors import DataError
from promptrec.examples.plan import Plan
from promptrec.judge.candidates import CandidateSets, candidate_sets
from promptrec.judge.opening import variant_of_run
from promptrec.judge.saved import keep_scores, kept_scores, of_candidates, same_pairs, scores_file
from promptrec.model.variant import Variant
from promptrec.records import Answers, Pairs
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store

Scored = tuple[Pairs, Answers]


@dataclass(frozen=True, slots=True, eq=False)
class Entrant:
    """A finished run that is to be judged; its weights are loaded when they are asked."""

    run: Run
    variant: Variant
    home: Path

    @property
    def plan(self) -> Plan:
        """Its rows."""
        return self.variant.plan

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


def entrant(store: Store, run_id: str, dataset: Dataset | None = None) -> Entrant:
    """A run with its rows. dataset: its own, where it is open. Raises as `variant_of_run`."""
    run = store.run(run_id)
    return Entrant(run, variant_of_run(store, run, dataset), store.home)


def entrants(store: Store, run_ids: Iterable[str], beside: Iterable[Entrant] = ()) -> list[Entrant]:
    """Runs with their rows; each data set is read once. beside: entrants whose data is open."""
    opened = {one.run.settings.dataset: one.plan.dataset for one in beside}
    found = []
    for run_id in run_ids:
        found.append(entrant(store, run_id, opened.get(store.run(run_id).settings.dataset)))
        opened[found[-1].run.settings.dataset] = found[-1].plan.dataset
    return found


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


def twin(store: Store, run: Run) -> Run | None:
    """The newest finished run of the same template and model, never tuned; None for no such."""
    if not run.settings.tunes:
        return None
    wanted = same_variant(run.settings.untuned)
    every = (one for one in store.readable_runs() if one.state == RunState.SUCCEEDED)
    plain = (one for one in every if not one.settings.tunes)  # whatever it says of training
    return next((one for one in plain if same_variant(one.settings.untuned) == wanted), None)


def more_seeds(group: Group, count: int) -> list[RunSettings]:
    """Settings of further runs of a variant, with the smallest seeds that it lacks."""
    settings = group.entrants[0].run.settings
    known = {one.run.settings.seed for one in group.entrants}
    free = [seed for seed in range(len(known) + count) if seed not in known]
    return [dataclasses.replace(settings, seed=seed, test=False) for seed in free[:count]]


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


def fewest_negatives(every: Sequence[Entrant]) -> int:
    """Sampled negatives a like that runs are judged on together: as many as all of them have."""
    return min(one.plan.settings.negatives for one in every)


def scored_rows(one: Entrant, confirm: bool = False, negatives: int | None = None) -> Scored:
    """The run's valid rows with its scores; confirm: the test rows of the locked users.

    negatives: sampled ones a like, where the feedback is implicit; None: as many as the run's own.
    Another number are other items, so no row of theirs can be held against one of the run's.
    """
    plan = one.plan
    other = plan.dataset.implicit and negatives not in (None, plan.settings.negatives)
    asked = {"negatives": negatives} if other else {}
    if not confirm:
        if not other:
            return scored(one, "valid")
        kept_as = f"valid_of_{negatives}_negatives"
        return scored(one, "valid", plan.pairs_of_rows(plan.rows.valid, **asked), kept_as)
    pairs = plan.pairs_of_rows(rows_of(plan.dataset, plan.rows.split.test, True), **asked)
    if not len(pairs):
        raise DataError("sentence.no_locked_row")
    return scored(one, "test", pairs)


def scored_candidates(one: Entrant, pairs: Pairs, users: int, confirm: bool = False) -> Scored:
    """These candidates of so many users with the run's scores."""
    return scored(one, "test" if confirm else "valid", pairs, of_candidates(users))


def scored(one: Entrant, part: str, pairs: Pairs | None = None, kept_as: str = "valid") -> Scored:
    """Pairs of a part (None: all of its rows) with the run's scores: kept ones, else its model's.

    Scores on test are neither kept nor read: each look asks the model. Kept scores of other pairs
    are not read.
    """
    file = scores_file(one.home, one.run.id, kept_as)
    known = None if part == "test" else kept_scores(file, one.fingerprint)
    if known is not None and (pairs is None or same_pairs(known[0], pairs)):
        return known
    pairs = one.plan.pairs(part) if pairs is None else pairs
    answers = one.variant.score(pairs, part, far=True)
    if part != "test":
        keep_scores(file, pairs, answers, one.fingerprint)
    return pairs, answers
