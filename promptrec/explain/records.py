"""Explanations as frozen values. All are about one number: the log-odds of liked over disliked."""

from collections.abc import Mapping
from dataclasses import dataclass

from promptrec.records import Floats

EXPLANATIONS = (
    "attention",
    "attention_rollout",
    "gradient_x_input",
    "integrated_gradients",
    "occlusion",
    "field_shapley",
    "logit_lens",
)


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

    @property
    def light(self) -> str:
        """green: clearly better than chance; yellow: better on average; red: not."""
        if self.comprehensiveness > self.random_high:
            return "green"
        return "yellow" if self.comprehensiveness > self.random else "red"


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
    answers: Mapping[str, float]  # label word -> probability
    top: Mapping[str, float]  # the most likely words at the mask; empty for a classifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """The answer forming through the layers; the last one is the model's own."""

    layers: tuple[LayerAnswer, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """The score while one field runs through real values, all else as it is."""

    field: str
    values: tuple[str, ...]
    scores: Floats  # (values,)
    score: float  # with the value that the prompt has
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one field, and the score after it."""

    field: str
    old: str
    new: str
    score: float
    flips: bool  # the verdict is another one
