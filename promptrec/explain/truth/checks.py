"""What the tests of an explanation found, as frozen values; each with its light."""

from dataclasses import dataclass

import numpy as np

from promptrec.explain.records import Attribution
from promptrec.records import Floats

ALIKE, FAR = 0.7, 0.4  # correlations: at least, and less than
SAME, OTHER = 0.8, 0.5
AHEAD = 1.1  # how many times as far as the order of random weights: for green


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RandomWeights:
    """The same method on the same model with random weights (Adebayo et al. 2018, section 3.1).

    An explanation that comes out alike there tells of the prompt, not of what the model learned.
    """

    correlations: Floats  # (draws,) Spearman, of the sizes, over tokens of fields
    own: float  # comprehensiveness of the explanation
    other: float  # of the model's score, tokens removed in the order of the random weights
    there: float  # of the random model's score by its own explanation, mean over draws
    there_random: float  # the same by random orders

    @property
    def correlation(self) -> float:
        """Mean over draws."""
        return mean(self.correlations)

    @property
    def light(self) -> str:
        """red: as alike as two methods that agree, no number, or the random order is better."""
        if not self.correlation < ALIKE or self.own <= self.other:
            return "red"
        passed = self.correlation < FAR and self.own >= AHEAD * self.other
        return "green" if passed else "yellow"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agreement:
    """Spearman's rank correlation of the sizes of each two methods, over tokens of fields."""

    methods: tuple[str, ...]
    values: Floats  # (methods, methods), nan where one gives all tokens the same

    def others(self, method: str) -> dict[str, float]:
        """Its correlation with each other method."""
        row = self.values[self.methods.index(method)].tolist()
        return {name: one for name, one in zip(self.methods, row, strict=True) if name != method}

    def of(self, method: str) -> float:
        """Mean correlation of a method with the others."""
        at = self.methods.index(method)
        return mean(np.delete(self.values[at], at))

    def light(self, method: str) -> str:
        """Do the others see the same?"""
        return lit(self.of(method), ALIKE, FAR)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stability:
    """The shares of the fields when the template says the same in other words."""

    method: str
    fields: tuple[str, ...]
    templates: tuple[str, ...]  # the template's own text first, then the paraphrases
    values: Floats  # (templates, fields), log-odds
    scores: Floats  # (templates,)

    @property
    def correlations(self) -> Floats:
        """(paraphrases,) Pearson, with the shares in the template's own words."""
        return np.array([pearson(self.values[0], row) for row in self.values[1:]])

    @property
    def correlation(self) -> float:
        """Mean over paraphrases."""
        return mean(self.correlations)

    @property
    def light(self) -> str:
        """Is the explanation the same in other words?"""
        return lit(self.correlation, SAME, OTHER)


def lit(value: float, good: float, fair: float) -> str:
    """green from `good`, yellow from `fair`, red below and where there is no number."""
    if value >= good:
        return "green"
    return "yellow" if value >= fair else "red"


def mean(values: Floats) -> float:
    """The mean of the numbers among the values; nan when there is none."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def pearson(one: Floats, two: Floats) -> float:
    """Correlation of two vectors; nan for fewer than two numbers, or all the same."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(two) == 0:
        return float("nan")
    return float(np.corrcoef(one, two)[0, 1])


def rank_correlation(first: Attribution, second: Attribution) -> float:
    """Spearman's rank correlation of two attributions of one prompt, by size; -1 to 1.

    Over tokens of fields only: every method values those, and only some the template's own words.
    nan for fewer than two tokens, or when one of the two gives all of them the same.
    """
    content = np.array([token.kind == "field" for token in first.tokens], bool)
    return of_sizes(first.values[content], second.values[content])


def of_sizes(one: Floats, two: Floats) -> float:
    """Spearman's rank correlation of the sizes of two vectors; nan as in `pearson`."""
    from scipy.stats import rankdata

    return pearson(rankdata(np.abs(one)), rankdata(np.abs(two)))


def agreement_of(attributions: dict[str, Attribution]) -> Agreement:
    """How far methods agree on one prompt."""
    names = tuple(attributions)
    table = [
        [rank_correlation(attributions[name], attributions[other]) for other in names]
        for name in names
    ]
    return Agreement(methods=names, values=np.array(table))
