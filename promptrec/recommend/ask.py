"""Active learning: which pairs should a person label next?

Uncertainty sampling (Lewis and Gale 1994, "A sequential algorithm for training text classifiers"):
the pairs whose probability of liked is nearest to one half, at most two of one user or one item.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.data.history import histories_of
from promptrec.examples.learning import unlabelled_pairs
from promptrec.examples.plan import Plan
from promptrec.model.variant import Variant
from promptrec.prompt.rendered import Rendered

POOL = 300  # unlabelled pairs that are scored
ALIKE = 2  # questions about one user, or one item
TITLES = 5  # of what a user liked, and disliked, beside a question


@dataclass(frozen=True, slots=True)
class LabelQuestion:
    """A pair to be labelled, and what the model thinks of it so far."""

    user: str
    item: str
    title: str
    score: float
    probability: float | None  # of liked; None where a score only orders items
    prompt: Rendered
    liked: tuple[str, ...] = ()  # titles, newest first
    disliked: tuple[str, ...] = ()
    no_probability: str = ""  # why there is none


def questions(
    variant: Variant,
    count: int = 10,
    known: Collection[tuple[str, str]] = (),
    pool: int = POOL,
) -> list[LabelQuestion]:
    """The most uncertain of a seeded pool of unlabelled pairs, most uncertain first.

    known: (user, item) that are not to be asked; the pool grows by as many. A score that is no
    probability (bpr, infonce) is uncertain where it is near the pool's median.
    """
    plan = variant.plan
    users, items = plan.dataset.users.index, plan.dataset.items.index
    pairs = unlabelled_pairs(plan, pool + len(known))
    answers = variant.score(pairs, "train")
    said = answers.probability
    middle = 0.0 if said is not None else float(np.median(answers.score))
    order = np.argsort(np.abs(answers.score - middle), kind="stable")
    ids = [
        (str(user), str(item))
        for user, item in zip(users[pairs.user], items[pairs.item], strict=True)
    ]
    chosen = unlike_pairs(ids, order.tolist(), known)[:count]
    fitted = plan.fit(pairs.take(np.array(chosen, np.int64)), "train")
    titles = plan.dataset.items["title"].tolist()
    tastes = Tastes(plan)
    return [
        LabelQuestion(
            user=ids[at][0],
            item=ids[at][1],
            title=titles[pairs.item[at]],
            score=float(answers.score[at]),
            probability=None if said is None else float(said[at]),
            prompt=one.prompt,
            liked=tastes.titles(pairs.user[at], liked=True),
            disliked=tastes.titles(pairs.user[at], liked=False),
            no_probability=variant.settings.no_probability,
        )
        for at, one in zip(chosen, fitted, strict=True)
    ]


def unlike_pairs(
    ids: Sequence[tuple[str, str]], order: Sequence[int], known: Collection[tuple[str, str]]
) -> list[int]:
    """Places of pairs in this order, each pair once, none that is known, few of one user or item.

    >>> unlike_pairs([("u", "a"), ("u", "b"), ("u", "c"), ("v", "a")], [0, 1, 2, 3], {("u", "a")})
    [1, 2, 3]
    """
    seen, of_user, of_item = set(known), Counter[str](), Counter[str]()
    chosen = []
    for at in order:
        user, item = ids[at]
        if (user, item) not in seen and max(of_user[user], of_item[item]) < ALIKE:
            seen.add((user, item))
            of_user[user] += 1
            of_item[item] += 1
            chosen.append(at)
    return chosen


class Tastes:
    """What users liked and disliked, for the person who answers: rows seen in training only."""

    def __init__(self, plan: Plan) -> None:
        rows = plan.dataset.interactions
        self._histories = histories_of(plan.dataset)
        self._visible = plan.rows.split.visible["train"]
        self._liked = rows["label"].to_numpy(float) > 0
        self._titles = plan.dataset.items["title"].to_numpy()[plan.dataset.item]

    def titles(self, user: int, *, liked: bool) -> tuple[str, ...]:
        """At most TITLES different titles, newest first."""
        rows = self._histories.full(int(user), self._visible)[::-1]
        found = dict.fromkeys(self._titles[rows[self._liked[rows] == liked]].tolist())
        return tuple(found)[:TITLES]
