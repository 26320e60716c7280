"""What a scorer is made of, as plain values: enough to build the same one again. No torch."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from promptrec.errors import ModelError
from promptrec.methods import Method, method_of, own_values
from promptrec.methods.method import Own
from promptrec.settings import RANKING_LOSSES, RATING_LOSSES


@dataclass(frozen=True, slots=True)
class LabelWord:
    """One answer of a cloze head."""

    text: str
    ids: tuple[int, ...]  # its word pieces
    liked: bool
    rating: float | None = None  # on the rating scale, when the verbalizer names one


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorerPlan:
    """Everything but the weights."""

    model: str  # a name that `catalogue.resolve` knows
    head: str  # "classifier", "cloze" or "next_word"
    method: str  # as in the settings, with its number: "top_layers:2"
    loss: str
    seed: int  # of new weights
    rating_scale: tuple[float, float] = (0.0, 1.0)
    words: tuple[LabelWord, ...] = ()  # not for a classifier: liked first, all of one side together
    soft_start: tuple[int, ...] = ()  # per soft token the word piece it starts from; -1: random
    cf_sides: tuple[str, ...] = ()  # whose collaborative tokens its prompts may have
    dropout: float | None = None  # while training; None: as the backbone was pretrained
    from_zero: bool = False  # a rule stands beside its answer, which begins at exactly 0
    own: Own = dataclasses.field(default_factory=dict, hash=False)  # of methods; else defaults

    def __post_init__(self) -> None:
        object.__setattr__(self, "own", own_values(self.own))
        sides = [word.liked for word in self.words]
        if sides != sorted(sides, reverse=True):
            raise ValueError("Label words come liked first.")
        if self.head != "classifier" and len(set(sides)) < 2:
            raise ModelError("sentence.needs_both_sides", head=self.head)

    @property
    def tuning(self) -> Method:
        """The method."""
        return method_of(self.method)

    @property
    def rates(self) -> bool:
        """True when the loss is about ratings, not about liked or disliked."""
        return self.loss in RATING_LOSSES

    @property
    def says_rating(self) -> bool:
        """True when there is an expected rating beside the score.

        Answers that only order items (bpr, infonce) have no probabilities to expect one from.
        """
        rated = bool(self.words) and all(word.rating is not None for word in self.words)
        return self.rates or (rated and self.loss not in RANKING_LOSSES)

    @property
    def masks(self) -> int:
        """Mask tokens in a prompt: as many as the longest label word has word pieces."""
        return max((len(word.ids) for word in self.words), default=0)

    def to_json(self) -> str:
        """One JSON document; `from_json` gives an equal plan back."""
        values = dataclasses.asdict(self)
        own = values.pop("own")
        flat = {**values, **own}
        return json.dumps(flat, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ScorerPlan":
        """Read what `to_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        words = tuple(LabelWord(**{**word, "ids": tuple(word["ids"])}) for word in values["words"])
        low, high = values["rating_scale"]
        soft_start = tuple(values["soft_start"])
        own = {name: values.pop(name) for name in own_values({}) if name in values}
        cf = tuple(values.get("cf_sides", ()))  # checkpoints of before have none
        read = {"words": words, "rating_scale": (low, high), "soft_start": soft_start, "own": own}
        return cls(**{**values, **read, "cf_sides": cf})
