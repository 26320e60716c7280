"""The top k of one user: unseen items, best first, each with the prompt that the model read."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from promptrec.examples.pair import pairs_now
from promptrec.judge.candidates import that_may_be_ranked
from promptrec.model.variant import Variant
from promptrec.prompt.rendered import Rendered
from promptrec.records import Floats, Ints

CHUNK = 256  # candidates between two reports of progress


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One place of a ranking."""

    item_id: str
    title: str
    score: float
    probability: float | None  # of liked; None where a score only orders items
    rendered: Rendered  # the prompt that the model read

    @property
    def prompt(self) -> str:
        """The prompt as one string."""
        return self.rendered.text


def top_k(
    variant: Variant,
    user: int,
    items: Ints,
    k: int = 10,
    progress: Callable[[float], None] = lambda _: None,
) -> list[Recommendation]:
    """Score the items for the user and keep the k best; ties keep file order.

    Items that the run's split leaves out (another domain) are left out here, too. progress is
    called with the share done, 0 to 1.
    """
    items = that_may_be_ranked(variant.plan, items)
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
            one.prompt,
        )
        for at, one in zip(best, fitted, strict=True)
    ]
