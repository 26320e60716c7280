"""Explanations of many prompts as frozen values: two templates, and a whole data set."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from promptrec.records import Floats, Interval


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoTemplates:
    """What each edit between two templates did to a user's candidates.

    Shares add up over edits: `scores` to the second score minus the first, `places` to the places
    that a candidate moved up from the first ranking to the second.
    """

    edits: tuple[str, ...]  # as one line each: "film → movie"
    items: tuple[str, ...]  # item ids of the candidates
    titles: tuple[str, ...]
    before: Floats  # (candidates,) score with the first template
    after: Floats  # (candidates,) with the second
    rank_before: Floats  # (candidates,) 1 is best; equal scores share their mean rank
    rank_after: Floats
    scores: Floats  # (edits, candidates) log-odds
    places: Floats  # (edits, candidates) above 0: moved up
    place_errors: Floats  # (edits, candidates) standard errors; 0 when all coalitions were asked
    asked: int  # coalitions, that is mixtures of the two templates
    prompts: int  # different prompts that were scored

    @property
    def moved(self) -> Floats:
        """(edits,) places that an edit moves a candidate, on average, up or down."""
        found: Floats = abs(self.places).mean(axis=1)
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Importance:
    """How much each field matters over many examples: mean |Shapley value|, and the mean itself.

    A field that is missing in an example counts as 0 there. Intervals (95 %) are over users.
    """

    fields: tuple[str, ...]  # the one that matters most first
    size: Mapping[str, Interval]  # field -> mean absolute share, log-odds
    mean: Mapping[str, Interval]  # field -> mean share; above 0: towards liked
    examples: int
    users: int
    by: str = ""  # the field whose values part the examples
    # value of that field -> field -> size
    groups: Mapping[str, Mapping[str, Interval]] = field(default_factory=dict)
    group_examples: Mapping[str, int] = field(default_factory=dict)
