"""The top-k lists of variants and baselines: the same users, the same candidates, the same ties.

Candidates are those of the ranking metrics (`judge.candidates`). On valid only users that are not
locked for confirming are taken. What is available to be shown is what was a candidate of somebody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.baselines.past import known_past, past_of
from promptrec.baselines.run import worths
from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import item_words, kind_fields
from promptrec.data.locked import rows_of
from promptrec.data.split import make_split
from promptrec.errors import DataError
from promptrec.examples.plan import Plan
from promptrec.judge.candidate_counts import CandidateCounts
from promptrec.judge.candidates import (
    RANKED_USERS,
    Candidates,
    CandidateSets,
    apart,
    candidate_sets,
)
from promptrec.metrics.lists.list_metric import Yardstick
from promptrec.metrics.lists.report import list_report
from promptrec.metrics.ranking import K
from promptrec.metrics.report import ranking_report
from promptrec.model.meaning import item_vectors
from promptrec.model.variant import Variant
from promptrec.records import Bools, Floats, Interval, Ints, Pairs
from promptrec.settings import SplitSettings

CHUNK = 512  # candidates between two reports of progress
PRIMITIVE = "popularity"  # the baseline whose list counts as expected


@dataclass(frozen=True, slots=True, eq=False)
class Audience:
    """Who gets a list, from which candidates, and what every list is held against."""

    part: str
    split: SplitSettings
    candidates: Sequence[Candidates]  # one per user
    pairs: Pairs  # all of them, user after user
    kind: str  # the field of items whose words count, "" without one
    ground: Yardstick
    counts: CandidateCounts

    @property
    def users(self) -> Ints:
        """(users,) codes."""
        return np.array([one.user for one in self.candidates], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """What one recommender shows, and what that is worth."""

    name: str
    scores: Floats  # (candidates,) in the order of Audience.pairs
    lists: Sequence[Ints]  # per user
    metrics: dict[str, Interval]  # ndcg@10 and the list metrics
    baseline: bool = False


def make_audience(
    dataset: Dataset,
    split: SplitSettings,
    part: str,
    *,
    users: int = RANKED_USERS,
    kind: str | None = None,
    text: bool = True,
    found: CandidateSets | None = None,
) -> Audience:
    """Choose users and candidates; count what lists are held against.

    kind: the field of items for diversity and calibration; None: the first of `kind_fields`.
    text: read the items' texts with the sentence encoder too (kept on disk). found: the candidates,
    where they are made; None: of so many users of all of test, or of valid those not locked.
    DataError when nobody has candidates.
    """
    parts = make_split(dataset, split)
    if found is None:
        rows = rows_of(dataset, parts.valid, False) if part == "valid" else parts.test
        found = candidate_sets(dataset, split, rows, users)
    if not len(found):
        raise DataError("sentence.nothing_to_rank", why=found.counts.words)
    sets, joined = found.sets, found.pairs
    if kind is None:
        kind = next(iter(kind_fields(dataset)), "")
    words = item_words(dataset, kind)[1] if kind else None
    seen = parts.visible["train"]
    past = past_of(dataset, np.flatnonzero(seen), parts.view(part))
    expected = cut(worths(past, joined, [PRIMITIVE])[PRIMITIVE], sets)
    vectors = item_vectors(dataset) if text else None
    ground = ground_of(dataset, seen, sets, expected, words, vectors)
    return Audience(part, split, sets, joined, kind, ground, found.counts)


def ground_of(
    dataset: Dataset,
    seen: Bools,
    sets: Sequence[Candidates],
    expected: Sequence[Ints],
    words: Bools | None,
    vectors: Floats | None,
) -> Yardstick:
    """seen: (n,) rows of train and of the past alone: popularity and profiles are counted on them,
    as is what is expected.
    """
    items = len(dataset.items)
    user, item, liked = dataset.user[seen], dataset.item[seen], dataset.label[seen] > 0
    rows = np.bincount(item, minlength=items).astype(np.float64)
    different = np.unique(user * items + item)
    available = np.zeros(items, bool)
    for one in sets:
        available[one.pairs.item] = True
    return Yardstick(
        raters=np.bincount(different % items, minlength=items).astype(np.float64),
        rows=rows,
        users=len(np.unique(user)),
        available=available,
        words=words,
        profiles=[np.unique(item[liked & (user == one.user)]) for one in sets],
        relevant=[one.pairs.item[one.relevant] for one in sets],
        expected=expected,
        vectors=vectors,
    )


def cut(scores: Floats, sets: Sequence[Candidates]) -> list[Ints]:
    """Per user the K items with the largest scores; ties in an order seeded by the user alone.

    scores: of all candidates, user after user.
    """
    lists = []
    for own, one in zip(apart(scores, sets), sets, strict=True):
        noise = np.random.default_rng([one.user, 1]).random(len(own))
        lists.append(one.pairs.item[np.lexsort((noise, -own))[:K]])
    return lists


def lists_of(name: str, scores: Floats, audience: Audience, *, baseline: bool = False) -> Lists:
    """Cut the scores of all candidates into lists, and judge these."""
    sets = audience.candidates
    lists = cut(scores, sets)
    rankings = [(own, one.relevant) for own, one in zip(apart(scores, sets), sets, strict=True)]
    accuracy = ranking_report(rankings, K).metrics[f"ndcg@{K}"]
    metrics = {f"ndcg@{K}": accuracy, **list_report(lists, audience.ground)}
    return Lists(name, scores, lists, metrics, baseline)


def variant_lists(
    variant: Variant,
    audience: Audience,
    *,
    name: str = "",
    scores: Floats | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Lists:
    """Score every candidate with a variant. progress is called with the share done, 0 to 1.

    scores: of all candidates, where the variant has said them already.
    """
    if scores is not None:
        return lists_of(name or variant.name, scores, audience)
    found = []
    for start in range(0, len(audience.pairs), CHUNK):
        chunk = audience.pairs.take(slice(start, start + CHUNK))
        found.append(variant.score(chunk, audience.part, far=True).score)
        progress(min(1.0, (start + CHUNK) / len(audience.pairs)))
    return lists_of(name or variant.name, np.concatenate(found), audience)


def baseline_lists(plan: Plan, audience: Audience) -> list[Lists]:
    """Every baseline on the same candidates; it knows the rows that the plan lets rules count."""
    past = known_past(plan.dataset, plan.rows, plan.rows.split.view(audience.part))
    found = worths(past, audience.pairs)
    return [lists_of(name, worth, audience, baseline=True) for name, worth in found.items()]
