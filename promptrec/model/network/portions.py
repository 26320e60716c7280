"""What of some prompts is read together, and what was read of them, so that others can read it.

Which prompts stand beside each other in a batch decides the last bits of a score. Portions are
made before anything is read, and a portion gives the same bits wherever it is read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.model.network.answers import Outputs
from promptrec.records import Encoded, Floats


@dataclass(frozen=True, slots=True)
class Portion:
    """Batches that are read one after the other."""

    batches: tuple[tuple[int, ...], ...]  # places of the prompts of each
    shared: int = 0  # first tokens that all of them have in common and that are read once

    @property
    def places(self) -> tuple[int, ...]:
        """Of all its prompts."""
        return tuple(at for batch in self.batches for at in batch)

    def alone(self, start: int = 0) -> "Portion":
        """The same batches of a list that from `start` on holds its prompts and nothing else."""
        found = []
        for batch in self.batches:
            found.append(tuple(range(start, start + len(batch))))
            start += len(batch)
        return Portion(tuple(found), self.shared)


@dataclass(frozen=True, slots=True, eq=False)
class Readout:
    """What the model said of one batch, as arrays in float64."""

    places: tuple[int, ...]
    score: Floats  # (batch,)
    words: Floats  # (batch, words) probabilities
    rating: Floats | None  # (batch,) None where the head says none

    def same_bits(self, other: "Readout") -> bool:
        """True where every score and every word is the same, to the last bit."""
        pairs = ((self.score, other.score), (self.words, other.words))
        return all(one.tobytes() == two.tobytes() for one, two in pairs)


Read = Callable[[Sequence[Encoded], Sequence[Portion]], Iterator[Readout]]


def readout_of(places: Sequence[int], outputs: Outputs) -> Readout:
    """The numbers of a batch, wherever its tensors live."""
    rating = outputs.rating
    return Readout(
        tuple(places),
        outputs.score.double().cpu().numpy(),
        outputs.word_log_p.double().exp().cpu().numpy(),
        None if rating is None else rating.double().cpu().numpy(),
    )


class ReadSoFar:
    """Numbers of all prompts, filled in batch by batch."""

    def __init__(self, prompts: int, words: int) -> None:
        self.score = np.empty(prompts)
        self.rating = np.full(prompts, np.nan)
        self.words = np.empty((prompts, words))

    def put(self, one: Readout) -> int:
        """Fill in a batch; how many prompts it has."""
        places = list(one.places)
        self.score[places] = one.score
        self.words[places] = one.words
        if one.rating is not None:
            self.rating[places] = one.rating
        return len(places)
