"""The top k of one user: unseen items, best first, each with the prompt that the model read."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.examples.pair import pairs_now
from promptrec.explain.truth.verdict import Trust
from promptrec.judge.candidates import that_may_be_ranked
from promptrec.model.variant import Variant
from promptrec.prompt.rendered import Rendered
from promptrec.recommend.reasons import Moved, Reason, reasons, strongest
from promptrec.recommend.varied import varied
from promptrec.records import Floats, Ints, Pairs

CHUNK = 256  # candidates between two reports of progress
Progress = Callable[[float], None]


def unheard(done: float) -> None:
    """Nobody waits for a share that is done."""


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
    shares: tuple[Moved, ...] = ()  # how far each field moves the score; nobody asked: none
    trust: Trust | None = None  # whether that may be believed; nobody asked (`with_lights`): None

    @property
    def moved(self) -> tuple[Moved, ...]:
        """The fields that move the score most."""
        return strongest(self.shares)

    @property
    def prompt(self) -> str:
        """The prompt as one string."""
        return self.rendered.text


@dataclass(frozen=True, slots=True, eq=False)
class Scoring:
    """All items that were scored for one user, in the order in which they were given."""

    items: Ints  # codes
    score: Floats
    probability: Floats | None  # of liked; None where a score only orders items

    def __len__(self) -> int:
        return len(self.items)

    def best(self, k: int) -> Ints:
        """Where the k best stand in `items`, best first; ties keep their order."""
        found: Ints = np.argsort(-self.score, kind="stable")[:k]
        return found

    def place(self, at: int) -> int:
        """From 1: one more than the items with a higher score."""
        return 1 + int((self.score > self.score[at]).sum())

    def place_of(self, item: int) -> int | None:
        """The place of an item; None for one that was not scored."""
        found = np.flatnonzero(self.items == item)
        return self.place(int(found[0])) if len(found) else None


def top_k(
    variant: Variant,
    user: int,
    items: Ints,
    k: int = 10,
    progress: Progress = unheard,
    *,
    explain: bool = False,
    diversity: float = 0.0,
) -> list[Recommendation]:
    """Score the items for the user and keep the k best; ties keep file order.

    Items that the run's split leaves out (another domain) are left out here, too. progress is
    called with the share done, 0 to 1. explain: also ask which fields move each score, which
    takes some prompts more an item. diversity: as in `varied`.
    """
    ranked = rank(variant, user, items, progress)
    return places(variant, user, ranked, chosen(variant, ranked, k, diversity), explain=explain)


def rank(variant: Variant, user: int, items: Ints, progress: Progress = unheard) -> Scoring:
    """Score the items for the user, at this moment."""
    items = that_may_be_ranked(variant.plan, items)
    pairs = pairs_now(variant.plan.dataset, user, items)
    return Scoring(items, *scored(variant, pairs, progress))


def chosen(variant: Variant, ranked: Scoring, k: int, diversity: float) -> Ints:
    """Where the k items of the list stand: the best, or fewer alike among the best."""
    if not diversity:
        return ranked.best(k)
    best = ranked.best(len(ranked))
    return best[varied(variant.plan.dataset, ranked.items[best], ranked.score[best], k, diversity)]


def places(
    variant: Variant, user: int, ranked: Scoring, best: Ints, *, explain: bool = False
) -> list[Recommendation]:
    """These of the ranked items, each with its place, its prompt and, if asked, its reason."""
    data = variant.plan.dataset
    pairs = pairs_now(data, user, ranked.items[best])
    fitted = variant.plan.maker_of(int(pairs.item[0])).fit(pairs, None) if len(pairs) else []
    why = reasons(variant, fitted) if explain else [Reason()] * len(best)
    titles = data.items["title"].tolist()
    return [
        Recommendation(
            str(data.items.index[ranked.items[at]]),
            titles[ranked.items[at]],
            float(ranked.score[at]),
            None if ranked.probability is None else float(ranked.probability[at]),
            one.prompt,
            place=ranked.place(at),
            of=len(ranked),
            tied=int((ranked.score == ranked.score[at]).sum()) - 1,
            shares=reason.shares,
        )
        for at, one, reason in zip(best.tolist(), fitted, why, strict=True)
    ]


def with_lights(
    variant: Variant, user: int, top: Sequence[Recommendation]
) -> Iterator[Recommendation]:
    """The places one by one, each once it is tested whether its reason is true of it."""
    data = variant.plan.dataset
    for one in top:
        item = np.array([data.item_code(one.item_id)], np.int64)
        fitted = variant.plan.maker_of(int(item[0])).fit(pairs_now(data, user, item), None)
        yield dataclasses.replace(one, trust=reasons(variant, fitted, test=True)[0].trust)


def scored(variant: Variant, pairs: Pairs, progress: Progress) -> tuple[Floats, Floats | None]:
    """(pairs,) scores, and probabilities of liked where there are any."""
    scores: list[Floats] = []
    said: list[Floats] = []
    for start in range(0, len(pairs), CHUNK):
        answers = variant.score(pairs.take(slice(start, start + CHUNK)), None, far=True)
        scores.append(answers.score)
        if answers.probability is not None:
            said.append(answers.probability)
        progress(min(1.0, (start + CHUNK) / len(pairs)))
    score = np.concatenate(scores) if scores else np.zeros(0)
    return score, np.concatenate(said) if said else None
