"""Frozen results that parts hand to each other. numpy only: no torch, no pandas, no streamlit."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]  # (n, hidden)
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Interval:
    """A metric with its 95 % interval; bounds are None when there are too few users."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def known(self) -> bool:
        """True when it has bounds: so many users count that the value is no accident of a few."""
        return self.low is not None and self.high is not None

    def __format__(self, digits: str) -> str:
        """The value with its bounds; a dash when there is none.

        >>> f"{Interval(0.712, 0.69, 0.734)}, {Interval(0.5):+.1f}, {Interval(float('nan'))}"
        '0.712 [0.690, 0.734], +0.5, –'
        """
        if math.isnan(self.value):
            return "–"
        digits = digits or ".3f"
        text = format(self.value, digits)
        if self.low is None or self.high is None:
            return text
        return f"{text} [{format(self.low, digits)}, {format(self.high, digits)}]"


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """User-item pairs to be predicted, as codes into a data set. Five parallel arrays.

    `row` is the interaction (from 0) that the pair comes from: its context and its moment.
    A sampled negative carries the row of its positive and `sampled` True.
    """

    user: Ints
    item: Ints
    row: Ints  # -1: no row; the history is then everything, the context empty
    label: Floats  # 1 liked, 0 not, nan unknown
    rating: Floats  # nan without ratings
    sampled: Bools

    def __len__(self) -> int:
        return len(self.user)

    def take(self, at: Ints | slice) -> "Pairs":
        """The pairs at these places, in this order."""
        return Pairs(*(getattr(self, one.name)[at] for one in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence["Pairs"]) -> "Pairs":
        """The pairs of all parts, one part after the other."""
        columns = ([getattr(part, one.name) for part in parts] for one in fields(cls))
        return cls(*(np.concatenate(column) for column in columns))


@dataclass(frozen=True, slots=True)
class Cut:
    """What truncation dropped from one field of one prompt, in entries, words or characters."""

    field: str
    kept: int
    dropped: int


Vector = tuple[float, ...]  # of a user's or item's factors; () where nothing is known


def cf_shown(field: str, *, is_known: bool) -> str:
    """How people read a collaborative token.

    >>> cf_shown("cf.user", is_known=True), cf_shown("cf.item", is_known=False)
    ('⟦cf user⟧', '⟦cf item ?⟧')
    """
    return f"⟦{field.replace('.', ' ')}{'' if is_known else ' ?'}⟧"


class CfValue(str):
    """The value of a `{cf.user}` or `{cf.item}` that is known: people read it, the model a vector.

    vector: None where it was not looked up, since no model was to read it.
    """

    field: str
    vector: Vector | None

    def __new__(cls, field: str, vector: Vector | None) -> "CfValue":
        """field: its full name."""
        found = super().__new__(cls, cf_shown(field, is_known=True))
        found.field, found.vector = field, vector
        return found

    def __reduce__(self) -> tuple[type["CfValue"], tuple[str, Vector | None]]:
        return CfValue, (self.field, self.vector)

    def __eq__(self, other: object) -> bool:
        same = isinstance(other, CfValue) and self.vector == other.vector
        return same and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:  # else that of text
        return not self == other

    def __hash__(self) -> int:
        return hash((str(self), self.vector))


@dataclass(frozen=True, slots=True)
class CfToken:
    """A collaborative token of a prompt."""

    at: int  # its place
    side: str  # "user" or "item"
    vector: Vector | None  # None: not looked up, no model can read it


@dataclass(frozen=True, slots=True)
class Encoded:
    """One prompt as the model reads it: parallel to its tokens, special tokens included."""

    ids: tuple[int, ...]
    mask_at: tuple[int, ...] = ()  # places of the mask tokens, empty for a classifier
    soft_at: tuple[int, ...] = ()  # places held for trainable vectors
    tokens: tuple[str, ...] = ()  # as text, for the pages; may be left empty
    fields: tuple[str, ...] = ()  # per token: field it comes from, "" for the template's own words
    cf: tuple[CfToken, ...] = ()  # tokens that are read as vectors of their own

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a scorer says of n prompts, in the order in which they came."""

    score: Floats  # (n,) larger is better; log-odds of liked for cross-entropy
    words: tuple[str, ...]  # label words, liked first
    word_probability: Floats  # (n, words)
    expected_rating: Floats | None = None  # (n,) on the rating scale, where the head says one
    is_probability: bool = True  # False: the score only orders items (bpr, infonce)

    @property
    def probability(self) -> Floats | None:
        """(n,) probability of liked; None where the score only orders items."""
        return logistic(self.score) if self.is_probability else None


def logistic(score: Floats) -> Floats:
    """Probability of liked from log-odds, of any shape.

    >>> logistic(np.array([0.0])).tolist()
    [0.5]
    """
    from scipy.special import expit

    result: Floats = expit(score)
    return result


SQUARED_GAP = "squared_gap"  # the measure of every step with a fairness penalty
SCORE_GAP = "valid_score_gap"  # widest gap of mean probability between groups, after each epoch
TOTAL_STEPS = "total_steps"  # the measure that announces how many updates a run will take


@dataclass(frozen=True, slots=True)
class Measure:
    """One point of a curve."""

    step: int  # optimizer updates so far
    epoch: int  # passes over train begun so far, from 1; 0 before the first
    name: str  # loss, learning_rate, examples_per_s, seconds_left, or valid_ and a metric
    value: float


@dataclass(frozen=True, slots=True)
class Report:
    """Metrics of one set of scores, with what they were counted on."""

    metrics: Mapping[str, Interval]
    rows: int
    users: int
    classes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    # per class "liked" / "disliked": precision, recall, f1, rows
    users_counted: Mapping[str, int] = field(default_factory=dict)
    # per metric: how many of `users` count in it (gauc_*, uauc: users with both classes)


class SideId(NamedTuple):
    """What a side of a comparison is known by, whatever it is called and in whatever language."""

    name: str  # of a variant the id of its first run, of a baseline its name in the catalogue
    baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedSide:
    """One side of a comparison, as a table has it. Numbers are None where nothing is said."""

    kind: str  # control, variant or baseline
    name: str  # as in its id
    metric: str
    part: str
    users: int  # that count in the metric
    runs: int  # seeds
    value: float
    low: float | None  # 95 % interval of the value
    high: float | None
    difference: float | None = None  # to the control
    difference_low: float | None = None
    difference_high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    verdict: str = ""

    @property
    def id(self) -> SideId:
        """What tells it from the other sides."""
        return SideId(self.name, self.kind == "baseline")


@dataclass(frozen=True, slots=True, eq=False)
class ScoredSide:
    """A variant or a baseline with its scores on the rows that all sides share."""

    name: str  # as in its id
    runs: Floats  # (runs, rows), of runs that differ by their seed alone
    baseline: bool = False
    is_probability: bool = True  # False: the scores only order items

    @property
    def id(self) -> SideId:
        """What tells it from the other sides."""
        return SideId(self.name, self.baseline)
