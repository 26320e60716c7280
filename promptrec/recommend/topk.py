"""The top k of one user: unseen items, best first, each with the prompt that the model read."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from promptrec.data.candidates import unseen
from promptrec.data.dataset import Dataset
from promptrec.examples.pair import pairs_now
from promptrec.model.variant import Variant
from promptrec.records import Floats, Ints

CHUNK = 256  # candidates between two reports of progress


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One place of a ranking."""

    item_id: str
    title: str
    score: float
    probability: float | None  # of liked; None where a score only orders items
    prompt: str


def candidates_of(dataset: Dataset, user: int, at_most: int | None = None, seed: int = 0) -> Ints:
    """Items the user has no interaction with, in file order; at_most: a seeded sample of them."""
    found = unseen(dataset, user)
    if at_most is None or len(found) <= at_most:
        return found
    rng = np.random.default_rng(seed)
    return np.sort(rng.choice(found, at_most, replace=False))


def top_k(
    variant: Variant,
    user: int,
    items: Ints,
    k: int = 10,
    progress: Callable[[float], None] = lambda _: None,
) -> list[Recommendation]:
    """Score the items for the user and keep the k best; ties keep file order.

    progress is called with the share done, 0 to 1.
    """
    pairs = pairs_now(variant.plan.dataset, user, items)
    scores: list[Floats] = []
    said: list[Floats] = []
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs.take(slice(start, start + CHUNK))
        answers = variant.score(chunk, None)
        scores.append(answers.score)
        if answers.probability is not None:
            said.append(answers.probability)
        progress(min(1.0, (start + CHUNK) / len(pairs)))
    score = np.concatenate(scores) if scores else np.zeros(0)
    probability = np.concatenate(said) if said else None
    best = np.argsort(-score, kind="stable")[:k]
    fitted = variant.plan.maker.fit(pairs.take(best), None)
    items_table = variant.plan.dataset.items
    titles = items_table["title"].tolist()
    return [
        Recommendation(
            str(items_table.index[items[at]]),
            titles[items[at]],
            float(score[at]),
            None if probability is None else float(probability[at]),
            one.prompt.text,
        )
        for at, one in zip(best, fitted, strict=True)
    ]
