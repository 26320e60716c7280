"""Active learning: which pairs should a person label next?

Uncertainty sampling (Lewis and Gale 1994, "A sequential algorithm for training text classifiers"):
the pairs whose probability of liked is nearest to one half, at most two of one user or one item.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from promptrec.examples.learning import unlabelled_pairs
from promptrec.model.variant import Variant
from promptrec.prompt.rendered import Rendered

POOL = 300  # unlabelled pairs that are scored
ALIKE = 2  # questions about one user, or one item


@dataclass(frozen=True, slots=True)
class Question:
    """A pair to be labelled, and what the model thinks of it so far."""

    user: str
    item: str
    title: str
    score: float
    probability: float
    prompt: Rendered


def questions(
    variant: Variant,
    count: int = 10,
    known: Collection[tuple[str, str]] = (),
    pool: int = POOL,
) -> list[Question]:
    """The most uncertain of a seeded pool of unlabelled pairs, most uncertain first.

    known: (user, item) that have their label. A score that is no probability (bpr, infonce) is
    uncertain where it is near the pool's median.
    """
    plan = variant.plan
    users, items = plan.dataset.users.index, plan.dataset.items.index
    pairs = unlabelled_pairs(plan, pool)
    answers = variant.score(pairs, "train")
    middle = 0.0 if answers.is_probability else float(np.median(answers.score))
    order = np.argsort(np.abs(answers.score - middle), kind="stable")
    seen, asked_user, asked_item = set(known), Counter[str](), Counter[str]()
    chosen = []
    for at in order:
        user, item = str(users[pairs.user[at]]), str(items[pairs.item[at]])
        if (user, item) in seen or max(asked_user[user], asked_item[item]) >= ALIKE:
            continue
        seen.add((user, item))
        asked_user[user] += 1
        asked_item[item] += 1
        chosen.append(int(at))
        if len(chosen) == count:
            break
    places = np.array(chosen, np.int64)
    fitted = plan.maker.fit(pairs.take(places), "train")
    titles = plan.dataset.items["title"].tolist()
    return [
        Question(
            user=str(users[pairs.user[at]]),
            item=str(items[pairs.item[at]]),
            title=titles[pairs.item[at]],
            score=float(answers.score[at]),
            probability=float(answers.probability[at]),
            prompt=one.prompt,
        )
        for at, one in zip(chosen, fitted, strict=True)
    ]
