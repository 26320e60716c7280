"""Everything that is not accuracy, of several variants and of the rules beside them at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.beyond.collect import Beyond, beyond_accuracy
from promptrec.beyond.cost import Cost
from promptrec.beyond.flips import Flips
from promptrec.beyond.gaps import group_report
from promptrec.beyond.lists import Audience, Lists, baseline_lists, make_audience
from promptrec.compare.judging import rules_on, sides_of
from promptrec.compare.rows import best_fed
from promptrec.data.fieldwords import Groups, user_groups
from promptrec.judge.entrants import Entrant, Group, fewest_negatives, scored_rows
from promptrec.metrics.groups import Gaps
from promptrec.records import Answers, Floats, Interval, SideId
from promptrec.settings import Measuring
from promptrec.words.table import Sentence, sentence

Metrics = Mapping[str, Interval]
Note = Callable[[str], None]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondAccuracy:
    """Of all sides on one audience; runs by their id, rules by their name in the catalogue."""

    candidates: Sentence  # whose lists, of how many candidates
    available: int  # items that were a candidate of somebody
    users: int  # that get a list
    item_field: str  # whose words count for variety; "" for none
    user_field: str  # by which users are grouped; "" for none
    ungrouped: int  # users with a list whose field says nothing
    lists: Mapping[str, Metrics]
    rule_lists: Mapping[str, Metrics]
    gaps: Mapping[str, Mapping[str, Gaps]]
    rule_gaps: Mapping[str, Mapping[str, Gaps]]
    flips: Mapping[str, Flips]
    cost: Mapping[str, Cost]

    @property
    def all_lists(self) -> dict[SideId, Metrics]:
        """What every list is worth, runs first."""
        runs = {SideId(name): own for name, own in self.lists.items()}
        return {**runs, **{SideId(name, True): own for name, own in self.rule_lists.items()}}

    @property
    def all_gaps(self) -> dict[SideId, Mapping[str, Gaps]]:
        """Every measure by group, runs first; nothing without a field of users."""
        if not self.user_field:
            return {}
        runs = {SideId(name): own for name, own in self.gaps.items()}
        return {**runs, **{SideId(name, True): own for name, own in self.rule_gaps.items()}}


def measure_together(
    groups: Sequence[Group], asked: Measuring, note: Note, progress: Progress
) -> BeyondAccuracy:
    """Lists, gaps, swapped words and cost of every run, on valid rows; rules beside them.

    DataError when nobody can get a list, SettingsError for a field that the data does not have.
    """
    every = [one for group in groups for one in group.entrants]
    data, split = every[0].plan.dataset, every[0].plan.settings.split
    parted = user_groups(data, asked.user_field) if asked.user_field else None
    note(sentence("sentence.log_candidates"))
    audience = make_audience(data, split, "valid", users=asked.users, kind=asked.item_field)
    found = runs_measured(every, audience, asked.user_field, note, progress)
    note(sentence("sentence.log_lists_of_rules"))
    rules = baseline_lists(best_fed([one.plan for one in every]), audience)
    rule_gaps = {} if parted is None else gaps_of_rules(groups, parted, audience, rules)
    progress(1.0)
    return BeyondAccuracy(
        candidates=audience.counts.words,
        available=int(audience.ground.available.sum()),
        users=len(audience.candidates),
        item_field=audience.kind,
        user_field=asked.user_field,
        ungrouped=0 if parted is None else int((parted.group[audience.users] < 0).sum()),
        lists={name: own.lists.metrics for name, own in found.items()},
        rule_lists={own.name: own.metrics for own in rules},
        gaps={name: own.gaps for name, own in found.items()},
        rule_gaps=rule_gaps,
        flips={name: own.flips for name, own in found.items() if own.flips},
        cost={name: own.cost for name, own in found.items()},
    )


def runs_measured(
    every: Sequence[Entrant], audience: Audience, field: str, note: Note, progress: Progress
) -> dict[str, Beyond]:
    """Run after run; the rules that follow are one more part of the work."""
    found: dict[str, Beyond] = {}
    negatives = fewest_negatives(every)
    for at, one in enumerate(every):
        note(sentence("sentence.log_lists_of", run=one.run.id, users=len(audience.candidates)))
        begun = at / (len(every) + 1)

        def share(done: float, begun: float = begun) -> None:
            progress(begun + done / (len(every) + 1))

        found[one.run.id] = measured_run(one, audience, field, negatives, share)
    return found


def gaps_of_rules(
    groups: Sequence[Group], parted: Groups, audience: Audience, rules: Sequence[Lists]
) -> dict[str, Mapping[str, Gaps]]:
    """The gaps of every baseline, on the rows that the variants share."""
    sides = sides_of(groups)
    scores, data = rules_on(sides), sides.plan.dataset
    return {
        own.name: group_report(data, parted, sides.pairs, unworded(scores[own.name]), audience, own)
        for own in rules
        if own.name in scores
    }


def measured_run(
    one: Entrant, audience: Audience, field: str, negatives: int, progress: Progress
) -> Beyond:
    """One run's lists, gaps, flips and cost. negatives: of the rows that gaps are counted on."""
    run = one.run
    return beyond_accuracy(
        one.variant,
        audience,
        judged=scored_rows(one, negatives=negatives) if field else None,
        groups=user_groups(one.plan.dataset, field) if field else None,
        parameters=run.result.trainable_parameters if run.result else 0,
        checkpoint=one.home / run.checkpoint if run.checkpoint else None,
        progress=progress,
    )


def unworded(score: Floats) -> Answers:
    """The scores of a rule as answers without label words."""
    return Answers(score=score, words=(), word_probability=np.zeros((len(score), 0)))
