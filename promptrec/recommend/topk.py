"""The top k of one user: unseen items, best first, each with the prompt that the model read."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from promptrec.examples.pair import pairs_now
from promptrec.judge.candidates import that_may_be_ranked
from promptrec.model.variant import Variant
from promptrec.prompt.rendered import Rendered
from promptrec.recommend.reasons import Moved, reasons
from promptrec.records import Floats, Ints, Pairs

CHUNK = 256  # candidates between two reports of progress


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One place of a ranking."""

    item_id: str
    title: str
    score: float
    probability: float | None  # of liked; None where a score only orders items
    rendered: Rendered  # the prompt that the model read
    place: int = 0  # from 1, of `of` items; items of one score share the first of their places
    of: int = 0  # items that were scored
    tied: int = 0  # other items with the same score, whether they are in the list or not
    moved: tuple[Moved, ...] = ()  # the fields that move the score most; nobody asked: none

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
    *,
    explain: bool = False,
) -> list[Recommendation]:
    """Score the items for the user and keep the k best; ties keep file order.

    Items that the run's split leaves out (another domain) are left out here, too. progress is
    called with the share done, 0 to 1. explain: also ask which fields move each score, which
    takes a prompt a field and item more.
    """
    items = that_may_be_ranked(variant.plan, items)
    pairs = pairs_now(variant.plan.dataset, user, items)
    score, probability = scored(variant, pairs, progress)
    best = np.argsort(-score, kind="stable")[:k]
    fitted = variant.plan.maker.fit(pairs.take(best), None)
    moved = reasons(variant, fitted) if explain else [()] * len(best)
    items_table = variant.plan.dataset.items
    titles = items_table["title"].tolist()
    return [
        Recommendation(
            str(items_table.index[items[at]]),
            titles[items[at]],
            float(score[at]),
            None if probability is None else float(probability[at]),
            one.prompt,
            place=1 + int((score > score[at]).sum()),
            of=len(score),
            tied=int((score == score[at]).sum()) - 1,
            moved=why,
        )
        for at, one, why in zip(best, fitted, moved, strict=True)
    ]


def scored(
    variant: Variant, pairs: Pairs, progress: Callable[[float], None]
) -> tuple[Floats, Floats | None]:
    """(pairs,) scores, and probabilities of liked where there are any."""
    scores: list[Floats] = []
    said: list[Floats] = []
    for start in range(0, len(pairs), CHUNK):
        answers = variant.score(pairs.take(slice(start, start + CHUNK)), None)
        scores.append(answers.score)
        if answers.probability is not None:
            said.append(answers.probability)
        progress(min(1.0, (start + CHUNK) / len(pairs)))
    score = np.concatenate(scores) if scores else np.zeros(0)
    return score, np.concatenate(said) if said else None
