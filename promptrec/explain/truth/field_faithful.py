"""Is a share per field true? Take the fields away in its order and look at the score."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.explain.progress import Report, silent
from promptrec.explain.records import Faithfulness
from promptrec.explain.subject import Subject
from promptrec.explain.truth.faithful import ORDERS, faithfulness
from promptrec.records import Bools, Floats, Ints

FEW = 4  # fields up to which all orders are taken


@dataclass(frozen=True, slots=True, eq=False)
class Coalitions:
    """Scores of the prompt with some of its fields, the others padded; each is asked once."""

    subject: Subject
    fields: tuple[str, ...]
    places: Bools  # (fields, tokens) True where a field stands
    known: dict[bytes, float]

    @classmethod
    def of(cls, subject: Subject) -> "Coalitions":
        """The fields whose values stand in the prompt, in their order."""
        fields = tuple(dict.fromkeys(token.field for token in subject.tokens if token.field))
        own = [[token.field == name for token in subject.tokens] for name in fields]
        places = np.array(own, bool).reshape(len(fields), len(subject.tokens))
        return cls(subject, fields, places, {})

    def scores(self, there: Bools, report: Report = silent) -> Floats:
        """(coalitions,) scores of (coalitions, fields) who is there."""
        keys = [row.tobytes() for row in there]
        new = {key: row for key, row in zip(keys, there, strict=True) if key not in self.known}
        if new:
            gone = [self.places[~row].any(axis=0) for row in new.values()]
            found = self.subject.scores([self.subject.without(one) for one in gone], report)
            self.known.update(zip(new, found.tolist(), strict=True))
        return np.array([self.known[key] for key in keys])


def field_faithfulness(
    coalitions: Coalitions, values: Floats, seed: int = 0
) -> Faithfulness | None:
    """The test of shares (fields,), as that of tokens: one field more is gone at each point.

    Against all orders of up to FEW fields, else ORDERS random ones. None for fewer than two fields.
    """
    count = len(values)
    if count < 2:
        return None
    own = by_size(values)
    gone = removals([own, *orders_of(count, seed)])
    table = coalitions.scores(~gone.reshape(-1, count)).reshape(gone.shape[:2])
    return faithfulness(
        coalitions.subject.score,
        np.hstack([table, table[:, :1]]),  # without the first field: the first point
        coalitions.scores(gone[0]),
        np.arange(1, count + 1) / count,
        top=1,
        unit="field",
    )


def field_comprehensiveness(coalitions: Coalitions, values: Floats) -> float:
    """How far the score moves on average when the fields go in the order of these shares."""
    gone = removals([by_size(values)])[0]
    return float(np.abs(coalitions.subject.score - coalitions.scores(~gone)).mean())


def by_size(values: Floats) -> Ints:
    """Places, the largest share first."""
    found: Ints = np.argsort(-np.abs(values), kind="stable")
    return found


def orders_of(count: int, seed: int) -> list[Ints]:
    """All orders of a few fields, or random ones."""
    if count <= FEW:
        return [np.array(permutation) for permutation in itertools.permutations(range(count))]
    rng = np.random.default_rng(seed)
    return [rng.permutation(count) for _ in range(ORDERS)]


def removals(orders: Sequence[Ints]) -> Bools:
    """(orders, steps, fields) True for the fields that are gone after each step."""
    rank = np.argsort(np.stack(orders), axis=1)  # (orders, fields) when each goes
    found: Bools = rank[:, None, :] <= np.arange(rank.shape[1])[None, :, None]
    return found
