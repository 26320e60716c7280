"""Self-training: confident answers of the model become labels (Scudder 1965, Xie et al. 2020)."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.records import Answers, Encoded, Pairs
from promptrec.words.table import sentence


@dataclass(frozen=True, slots=True)
class Pseudo:
    """What was kept of the pairs that the model labelled."""

    looked_at: int
    liked: int
    disliked: int

    @property
    def alarm(self) -> str:
        """A sentence when the labels teach one answer alone; "" when all is well."""
        if self.liked and self.disliked:
            return ""
        if not self.liked and not self.disliked:
            return sentence("sentence.alarm_no_pseudo")
        side = sentence(f"sentence.side_{'liked' if self.liked else 'disliked'}")
        return sentence("sentence.alarm_pseudo_side", side=side)


def pseudo_labels(
    pairs: Pairs,
    prompts: Sequence[Encoded],
    answers: Answers,
    confidence: float,
    note: Callable[[str], None],
) -> tuple[Pairs, list[Encoded], Pseudo]:
    """The pairs that the model is sure about, with its answer as their label."""
    probability = answers.probability
    if probability is None:
        raise ValueError("Scores that only order items cannot become labels.")
    liked, disliked = probability >= confidence, probability <= 1 - confidence
    kept = np.flatnonzero(liked | disliked)
    found = Pseudo(len(pairs), int(liked.sum()), int(disliked.sum()))
    note(
        sentence(
            "sentence.note_pseudo", liked=found.liked, disliked=found.disliked, all=found.looked_at
        )
    )
    rating = answers.expected_rating
    ratings = np.full(len(pairs), np.nan) if rating is None else rating
    label = np.where(liked[kept], 1.0, 0.0)
    sure = dataclasses.replace(pairs.take(kept), label=label, rating=ratings[kept])
    return sure, [prompts[at] for at in kept.tolist()], found
