"""Explanations as frozen values. All are about one number: the log-odds of liked over disliked."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from promptrec.records import Floats

ROUNDING = 1e-6  # log-odds by which scores of one prompt in different batches may differ
MARGIN = 0.3  # one standard error of the 95 % quantile of 20 normal draws, over its height
SOFT_BASES = ("start", "zero", "kept")  # what stands for soft tokens in the content-free prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token of a prompt as the model reads it."""

    at: int  # place, from 0
    id: int
    text: str
    field: str = ""  # the field it comes from; "": the template's own words
    kind: str = "text"  # text, field, mask, soft, special
    word: int = 0  # tokens of one word share this number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Faithfulness:
    """Does removing what is said to matter move the score more than removing anything else?

    DeYoung et al. 2020 (ERASER), section 4, on the log-odds instead of a probability: the mean over
    the shares in `removed` of how far the score moves.
    """

    comprehensiveness: float  # the most important tokens are taken away
    sufficiency: float  # only the most important tokens are left: how far is the score; low is good
    random: float  # comprehensiveness of random orders, on average
    random_high: float  # 95 % of random orders are below
    removed: Floats  # (points,) share of the tokens that is taken away, rising
    deletion: Floats  # (points,) score without the most important ones
    insertion: Floats  # (points,) score with only the most important ones
    top: int  # tokens in the sentence
    top_moves: float  # how far the score moves without them
    random_moves: float  # the same for as many random tokens
    random_deletion: Floats  # (orders, points) score without random ones
    score: float
    unit: str = "token"  # what is taken away: tokens, or whole fields

    @property
    def light(self) -> str:
        """green: surely as good as the best 5 % of orders; yellow: better on average; red: not.

        The 95 % of some random orders are themselves uncertain, by about MARGIN of their distance
        from the mean: tokens have to pass by that. Orders of fields can do no more than reach it.
        """
        if self.comprehensiveness <= self.random + ROUNDING:
            return "red"
        margin = MARGIN * (self.random_high - self.random) if self.unit == "token" else 0.0
        passed = self.comprehensiveness >= self.random_high + margin - ROUNDING
        return "green" if passed else "yellow"

    @property
    def deletion_area(self) -> float:
        """Area between the score and the deletion curve, over the share removed; high is good.

        The measure of Petsiuk et al. 2018 (RISE), section 4, on how far the log-odds move.
        """
        return area(self.removed, np.abs(self.score - self.deletion))

    @property
    def random_area(self) -> float:
        """The same for random orders, on average."""
        return area(self.removed, np.abs(self.score - self.random_deletion).mean(axis=0))

    @property
    def insertion_area(self) -> float:
        """Area between the score and the insertion curve, over the share kept; low is good."""
        return area(self.removed, np.abs(self.score - self.insertion), before=self.farthest)

    @property
    def farthest(self) -> float:
        """How far the score is with no token left that may go."""
        return float(abs(self.score - self.deletion[-1]))


def area(shares: Floats, moved: Floats, before: float = 0.0) -> float:
    """Area under a curve that starts at (0, before) and goes through its points, trapezoids.

    >>> area(np.array([0.5, 1.0]), np.array([2.0, 2.0]))
    1.5
    """
    x, y = np.concatenate([[0.0], shares]), np.concatenate([[before], moved])
    return float(np.trapezoid(y, x))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attribution:
    """A value per token; with a complete method they add up to score - base_score."""

    method: str
    tokens: tuple[Token, ...]
    values: Floats  # (tokens,)
    score: float
    base_score: float  # of the content-free prompt
    steps: int = 0  # of integrated gradients
    faithfulness: Faithfulness | None = None

    @property
    def completeness_error(self) -> float:
        """Sum of values - (score - base_score)."""
        return float(self.values.sum()) - (self.score - self.base_score)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FieldAttribution:
    """Shapley values of the fields, from the empty prompt to the whole one."""

    fields: tuple[str, ...]
    values: Floats  # (fields,)
    errors: Floats  # (fields,) standard error of a sampled value; 0 where all coalitions were asked
    score: float
    base_score: float  # the template's words without any content
    prior: float  # without the template's words, too
    asked: int  # coalitions that were scored
    tokens: tuple[Token, ...]
    faithfulness: Faithfulness | None = None  # fields taken away; None for fewer than two
    rule: float | None = None  # where the run starts: the rule's part of all of these scores

    @property
    def steps(self) -> list[tuple[str, float]]:
        """What adds up to the score: the rule, the empty prompt, the template's words, fields."""
        rule = [] if self.rule is None else [("rule", self.rule)]
        empty = self.prior - (self.rule or 0.0)
        return [
            *rule,
            ("empty_prompt", empty),
            ("template_words", self.base_score - self.prior),
            *zip(self.fields, self.values.tolist(), strict=True),
        ]

    @property
    def completeness_error(self) -> float:
        """Sum of values - (score - base_score); 0 but for rounding."""
        return float(self.values.sum()) - (self.score - self.base_score)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attention:
    """Who looks at whom. The rows of each head sum to 1."""

    tokens: tuple[Token, ...]
    values: Floats  # (layers, heads, tokens, tokens): from, to
    rollout: Floats  # (tokens, tokens)
    read_at: int  # place of the token that the answer is read at
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerAnswer:
    """What the head would say if the model ended after this layer."""

    layer: int  # 0: the embeddings
    score: float
    answers: Mapping[str, float | None]  # label word -> probability; None: it only orders items
    top: Mapping[str, float | None]  # the most likely words at the mask; empty for a classifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """The answer forming through the layers; the last one is the model's own."""

    layers: tuple[LayerAnswer, ...]
    score: float
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """The score while one field runs through real values, all else as it is."""

    field: str
    values: tuple[str, ...]
    scores: Floats  # (values,)
    score: float  # with the value that the prompt has
    now: str
    tokens: tuple[Token, ...]  # of the prompt as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one field, and the score after it."""

    field: str
    old: str
    new: str
    score: float
    flips: bool  # the verdict is another one
    size: int  # entries of a list that change; 1 for other fields
