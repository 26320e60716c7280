"""The candidates: the items that may be ranked for a user, by one rule for everybody who ranks.

`evaluate`, comparisons, lists, gaps and flip tests rank each user's positives of a part among
seeded unseen items; recommendations rank all unseen items. An item is unseen when its user has no
interaction with it in any part. In cross_domain only items of the target domain are candidates.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.negatives import unseen_of
from promptrec.data.pairs import plain_pairs
from promptrec.data.splits.across_domains import target_items
from promptrec.examples.plan import Plan
from promptrec.judge.candidate_counts import CandidateCounts
from promptrec.metrics.ranking import K
from promptrec.records import Bools, Floats, Ints, Pairs
from promptrec.settings import SplitSettings

RANKED_USERS = 200  # users whose candidates are ranked, by default
NEGATIVES = 99  # unseen items beside each user's positives, where the user has so many


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What is ranked for one user: positives, then sampled negatives, at least one of each."""

    user: int
    pairs: Pairs  # all at the user's first row of the part: no candidate knows more than another
    relevant: Bools  # (candidates,) the positives


@dataclass(frozen=True, slots=True, eq=False)
class CandidateSets:
    """The candidates of all users that count, and who was left out."""

    sets: tuple[Candidates, ...]
    left_out: int  # users with a positive who have met every item

    def __len__(self) -> int:
        return len(self.sets)

    @property
    def pairs(self) -> Pairs:
        """All candidates, user after user."""
        return Pairs.joined([candidates.pairs for candidates in self.sets])

    @property
    def counts(self) -> CandidateCounts:
        """How many candidates these users really have."""
        unseen = [int((~candidates.relevant).sum()) for candidates in self.sets]
        return CandidateCounts(
            users=len(self.sets),
            left_out=self.left_out,
            asked=NEGATIVES,
            least=min(unseen, default=0),
            most=max(unseen, default=0),
            short=sum(len(candidates.pairs) <= K for candidates in self.sets),
        )


def candidate_sets(
    dataset: Dataset, split: SplitSettings, rows: Ints, users: int = RANKED_USERS
) -> CandidateSets:
    """*The* candidates of a part: each user's positives among `rows`, and seeded unseen items.

    rows: those of one part that are judged. users: at most so many, a seeded sample of those with
    a positive and an unseen item. All hangs on the split and its seed, never on a run's; a user's
    negatives depend on the seed and the user alone, not on who else is sampled.
    """
    pairs = plain_pairs(dataset, np.asarray(rows, np.int64))
    liked = np.unique(pairs.user[pairs.label > 0])
    pool = target_items(dataset, split)
    keys = dataset.seen_keys
    found = liked[unseen_counts(dataset, keys, pool)[liked] > 0]
    left_out = len(liked) - len(found)
    if len(found) > users:
        found = np.sort(np.random.default_rng(split.seed).choice(found, users, replace=False))
    sets = [
        candidates_of_user(
            dataset, pairs.take(np.flatnonzero(pairs.user == user)), keys, split.seed, pool
        )
        for user in found
    ]
    return CandidateSets(tuple(sets), left_out)


def candidates_of_user(
    dataset: Dataset, pairs: Pairs, keys: Ints, seed: int, pool: Ints | None
) -> Candidates:
    """Candidates of the one user whose rows these are."""
    user = int(pairs.user[0])
    first = int(pairs.row[np.lexsort((pairs.row, dataset.when[pairs.row]))[0]])
    liked = np.unique(pairs.item[pairs.label > 0])
    others = unseen_of(keys, user, len(dataset.items), pool)
    rng = np.random.default_rng([seed, user])
    drawn = rng.choice(others, min(NEGATIVES, len(others)), replace=False)
    items = np.concatenate((liked, drawn))
    relevant = np.arange(len(items)) < len(liked)
    return Candidates(
        user,
        Pairs(
            np.full(len(items), user, np.int64),
            items,
            np.full(len(items), first, np.int64),
            relevant.astype(np.float64),
            np.full(len(items), np.nan),
            ~relevant,
        ),
        relevant,
    )


def unseen_counts(dataset: Dataset, keys: Ints, pool: Ints | None) -> Ints:
    """(users,) how many items of the pool each user has not met. keys: `Dataset.seen_keys`."""
    size = len(dataset.items)
    allowed = np.ones(size, bool) if pool is None else np.isin(np.arange(size), pool)
    met = np.bincount(keys[allowed[keys % size]] // size, minlength=len(dataset.users))
    counts: Ints = allowed.sum() - met
    return counts


def candidates_of(of: Plan | Dataset, user: int, at_most: int | None = None, seed: int = 0) -> Ints:
    """Items to recommend: those the user has not met, in file order; for a user of -1 all items.

    of: the plan of the run that recommends, whose split may leave out a domain; a data set where
    no run has a say. at_most: a seeded sample of them.
    """
    dataset = of if isinstance(of, Dataset) else of.dataset
    pool = None if isinstance(of, Dataset) else target_items(dataset, of.settings.split)
    return sampled(unseen_of(dataset.seen_keys, user, len(dataset.items), pool), at_most, seed)


def sampled(items: Ints, at_most: int | None, seed: int = 0) -> Ints:
    """A seeded sample of items, in their order; all of them when None or enough."""
    if at_most is None or len(items) <= at_most:
        return items
    return np.sort(np.random.default_rng(seed).choice(items, at_most, replace=False))


def that_may_be_ranked(plan: Plan, items: Ints) -> Ints:
    """Those of the items that may be candidates of a run, in their order."""
    pool = target_items(plan.dataset, plan.settings.split)
    return items if pool is None else items[np.isin(items, pool)]


def apart(scores: Floats, sets: Sequence[Candidates]) -> list[Floats]:
    """The scores of all candidates, user by user."""
    if not sets:
        return []
    return np.split(scores, np.cumsum([len(candidates.pairs) for candidates in sets])[:-1])
