"""What a comparison says, in one word per variant and in sentences for all."""

from collections.abc import Mapping
from dataclasses import dataclass

from promptrec.compare.significance import ALPHA, FEW, Contrast, more_users
from promptrec.metrics.bootstrap import MIN_USERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A variant with its value, its test against the control, and the word for it."""

    name: str
    value: float
    contrast: Contrast
    verdict: str  # better, worse, equivalent, undecided or refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Variants against a control on one metric, and rules without a language model beside them."""

    metric: str
    part: str  # valid, or test
    control: str
    control_value: float
    users: int  # that count in the metric
    locked: int  # users that are kept for confirming
    variants: tuple[Judged, ...]
    baselines: Mapping[str, float]
    sesoi: float  # smallest effect of interest; 0: none was set

    @property
    def refused(self) -> bool:
        """True when too few users count for anything to be said."""
        return self.users < MIN_USERS

    @property
    def sentences(self) -> list[str]:
        """The verdict card."""
        if self.refused:
            return [
                f"No verdict: only {self.users} users count, and under {MIN_USERS} nothing is said."
            ]
        lines = [sentence(one, self) for one in self.variants]
        return [*lines, *self.beaten(), *self.warnings()]

    def beaten(self) -> list[str]:
        """The baseline with the best value above some variant; values are compared, not tested."""
        values = {self.control: self.control_value} | {o.name: o.value for o in self.variants}
        above = {
            name: value for name, value in self.baselines.items() if value > min(values.values())
        }
        if not above:
            return []
        best = max(above, key=lambda name: above[name])
        losers = [name for name, value in values.items() if value < above[best]]
        who = "All of them are" if len(losers) == len(values) else f"{', '.join(losers)} are"
        if len(losers) == 1:
            who = f"{losers[0]} is"
        rule = f"{best} ({above[best]:.3f}), a rule without a language model"
        return [f"{who} below {rule}; this difference is not tested."]

    def warnings(self) -> list[str]:
        """What to know before believing it."""
        if self.users >= FEW:
            return []
        return [f"Only {self.users} users count; under {FEW} intervals are rough."]


def verdict_of(one: Contrast, sesoi: float) -> str:
    """The word for a variant. Equivalent: the 90 % interval lies within the effect of interest."""
    if one.p_adjusted is None or one.low_90 is None or one.high_90 is None:
        return "refused"
    if one.p_adjusted <= ALPHA and one.difference != 0:
        return "better" if one.difference > 0 else "worse"
    if sesoi > 0 and -sesoi < one.low_90 and one.high_90 < sesoi:
        return "equivalent"
    return "undecided"


def sentence(one: Judged, comparison: Comparison) -> str:
    """One variant in words, with the numbers that the words stand on."""
    found, metric = one.contrast, comparison.metric
    bounds = f"{found.low:+.3f} to {found.high:+.3f}"
    p = "" if found.p_adjusted is None else f"; corrected p {p_words(found.p_adjusted)}"
    ground = f"({bounds}{p}; {found.users} users)"
    control = comparison.control
    if one.verdict in ("better", "worse"):
        way = "beats" if one.verdict == "better" else "loses to"
        return f"{one.name} {way} {control} by {abs(found.difference):.3f} {metric} {ground}."
    if one.verdict == "equivalent":
        return (
            f"{one.name} and {control} are equivalent: they differ by less than "
            f"{comparison.sesoi:g} {metric} {ground}."
        )
    more = more_users(found, comparison.sesoi or abs(found.difference))
    wanted = f" About {more:,} more users would settle it." if more else ""
    return (
        f"No winner between {one.name} and {control}: {found.difference:+.3f} {metric} {ground}; "
        f"these users could only show differences above {found.detectable:.3f}.{wanted}"
    )


def p_words(p: float) -> str:
    """A p-value as text.

    >>> p_words(0.0002), p_words(0.0412)
    ('< .001', '= .041')
    """
    return "< .001" if p < 0.001 else f"= {p:.3f}".replace("0.", ".", 1)
