"""What a comparison says, in one word per variant; `sentences` puts it into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from promptrec.compare.significance import ALPHA, Contrast
from promptrec.judge.candidate_counts import CandidateCounts
from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.records import Interval, SideId


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A side by its id, with its value, its test against the control, and the word for it."""

    name: str  # its id: of a run, or of a baseline
    value: float
    contrast: Contrast
    verdict: str  # better, worse, equivalent, undecided or refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Variants against a control on one metric, and rules without a language model beside them."""

    metric: str
    part: str  # valid or test; files: scores that somebody brought
    control: str
    control_value: float
    users: int  # that count in the metric
    locked: int  # users that are kept for confirming
    variants: tuple[Judged, ...]
    baselines: Mapping[str, float]
    sesoi: float  # smallest effect of interest; 0: none was set
    seeds: int = 0  # runs of the tuned variant that has fewest; 0: none is tuned
    correction: str = "max-T"  # how p-values were corrected for many
    intervals: Mapping[SideId, Interval] = field(default_factory=dict)  # of all sides
    of_runs: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # of each seed
    against: Mapping[tuple[str, str], Contrast] = field(default_factory=dict)
    # (variant, baseline): variant - baseline, corrected as one family
    explored: tuple[Judged, ...] = ()  # baselines against the control, when exploring
    known: int = 0  # users of the data set
    split: str = "leave_last"
    history: str = "frozen"  # of the split: from which moment the rows are predicted
    known_of_others: tuple[str, ...] = ("known",)  # what rules knew, then what other variants did
    common: tuple[int, int] = (0, 0)  # shared rows, rows of the largest sample; (0, 0): all same
    candidates: CandidateCounts | None = None  # where these are ranked
    starts: Mapping[str, str] = field(default_factory=dict)  # tuned variant -> its own rule

    @property
    def refused(self) -> bool:
        """True when too few users count for anything to be said."""
        return self.users < MIN_USERS

    @property
    def reachable(self) -> int:
        """How many more users of this data could count at most: locked ones confirm alone."""
        if self.part == "files":
            return 0  # what was brought is all that is known
        every = self.locked if self.part == "test" else self.known - self.locked
        return max(0, every - self.users)


def verdict_of(one: Contrast, sesoi: float) -> str:
    """The word for a variant. Equivalent: the 90 % interval lies within the effect of interest.

    With several seeds the interval has to leave out 0 too: p speaks of users alone.
    """
    if one.p_adjusted is None or one.low_90 is None or one.high_90 is None:
        return "refused"
    sure = one.runs == 1 or excludes_zero(one)
    if one.p_adjusted <= ALPHA and one.difference != 0 and sure:
        return "better" if one.difference > 0 else "worse"
    if sesoi > 0 and -sesoi < one.low_90 and one.high_90 < sesoi:
        return "equivalent"
    return "undecided"


def excludes_zero(one: Contrast) -> bool:
    """True when 0 lies outside the 95 % interval."""
    return one.low is not None and one.high is not None and (one.low > 0 or one.high < 0)
