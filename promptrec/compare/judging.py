"""From runs to a verdict: score the common rows and test. Pages and commands call this."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.compare.estimates import RANKED
from promptrec.compare.rows import best_fed, check_one_split, common_rows
from promptrec.compare.sides import Side, baselines_of, compared
from promptrec.compare.verdict import Comparison
from promptrec.examples.plan import Plan
from promptrec.judge.candidate_counts import CandidateCounts
from promptrec.judge.candidates import RANKED_USERS
from promptrec.judge.entrants import (
    Entrant,
    Group,
    Scored,
    candidates,
    fewest_negatives,
    scored_candidates,
    scored_rows,
)
from promptrec.metrics.metric import MAIN
from promptrec.records import Floats, Ints, Pairs
from promptrec.settings.choices import SAME_STATISTICS
from promptrec.store.store import Store
from promptrec.words.table import sentence

SESOI = 0.01  # smallest effect of interest where nobody names one


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of some variants."""

    metric: str = MAIN
    sesoi: float = 0.0  # smallest effect of interest; 0: none
    confirm: bool = False  # on the locked users' test rows
    explore: bool = False
    ranked_users: int = RANKED_USERS  # ndcg@10: whose candidates are scored


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Variants with their scores on the rows that all of them share."""

    part: str
    plan: Plan  # of the run that learned from most rows: what baselines may count
    pairs: Pairs
    sides: tuple[Side, ...]
    most: int  # rows of the largest sample
    candidates: CandidateCounts | None = None  # how many each user has, where these are ranked
    known: tuple[str, ...] = ()  # what the variants and the rules may know of others


def sides_of(
    groups: Sequence[Group],
    *,
    confirm: bool = False,
    ranked_users: int = 0,
    note: Callable[[str], None] = lambda _: None,
) -> Sides:
    """Score every run, or read its scores; ranked_users: candidates of so many users, not rows."""
    every = [one for group in groups for one in group.entrants]
    check_one_split([one.plan for one in every])
    scored, counts = scores_of(every, confirm, ranked_users, note)
    pairs, places = common_rows([one for one, _ in scored])
    found, at = [], 0
    for group in groups:
        until = at + len(group.entrants)
        found.append(side_of(group, scored[at:until], places[at:until]))
        at = until
    best = best_fed([one.plan for one in every])
    return Sides(
        "test" if confirm else "valid",
        best,
        pairs,
        tuple(found),
        max(len(one) for one, _ in scored),
        counts,
        known_by([best, *(one.plan for one in every)]),
    )


def known_by(plans: Sequence[Plan]) -> tuple[str, ...]:
    """What each knows of others, each word once; two words for the same count as one."""
    settings = (plan.settings.statistics for plan in plans)
    return tuple(dict.fromkeys(SAME_STATISTICS.get(one, one) for one in settings))


def side_of(group: Group, scored: Sequence[Scored], places: Sequence[Ints]) -> Side:
    """A variant on the common rows: one line of scores a run."""
    lines = [answers.score[at] for (_, answers), at in zip(scored, places, strict=True)]
    return Side(group.id, np.array(lines), group.tuned)


def scores_of(
    every: Sequence[Entrant], confirm: bool, ranked_users: int, note: Callable[[str], None]
) -> tuple[list[Scored], CandidateCounts | None]:
    """Each run's rows or candidates with their scores; all runs share one split."""
    sets = candidates(every[0].plan, confirm, ranked_users) if ranked_users else None
    joined = None if sets is None else sets.pairs
    negatives, scored = fewest_negatives(every), []
    for one in every:
        note(sentence("sentence.log_scores_of", run=one.run.id))
        scored.append(
            scored_rows(one, confirm, negatives)
            if joined is None
            else scored_candidates(one, joined, ranked_users, confirm)
        )
    return scored, None if sets is None else sets.counts


def judge(
    groups: Sequence[Group],
    question: Question,
    note: Callable[[str], None] = lambda _: None,
    found: Sides | None = None,
    rules: Mapping[str, Floats] | None = None,
) -> Comparison:
    """The first group is the control; alone it meets the rules. DataError as `sides_of`.

    found, rules: scores of the variants and of the baselines, where they are known already.
    """
    ranked = question.ranked_users if question.metric == RANKED else 0
    if found is None:
        found = sides_of(groups, confirm=question.confirm, ranked_users=ranked, note=note)
    note(sentence("sentence.log_testing"))
    comparison = compared(
        found.plan,
        found.part,
        found.pairs,
        found.sides,
        metric=question.metric,
        sesoi=question.sesoi,
        confirm=question.confirm,
        explore=question.explore,
        rules=rules,
    )
    return dataclasses.replace(
        comparison,
        common=(len(found.pairs), found.most),
        candidates=found.candidates,
        known_of_others=found.known,
        starts=starts_of(groups, found.plan),
    )


def starts_of(groups: Sequence[Group], plan: Plan) -> dict[str, str]:
    """The rule that each tuned variant starts from, by the variant's id.

    Left out where it counted fewer rows than the rules of this comparison may (`best_fed`): what
    such a variant adds to the better-fed rule is not what its text added to its own.
    """
    return {
        group.id: group.entrants[0].run.settings.start_from
        for group in groups
        if group.tuned
        and group.entrants[0].run.settings.starts
        and all(one.plan.rows.known.of_rules == plan.rows.known.of_rules for one in group.entrants)
    }


def rules_on(found: Sides) -> dict[str, Floats]:
    """Every baseline on the rows of the variants; learned ones take some seconds."""
    return baselines_of(found.plan, found.part, found.pairs)


def count_looks(store: Store, groups: Sequence[Group], command: str) -> int:
    """Write one look a run down; returns how many there are now at this data and split."""
    looks = 0
    for group in groups:
        for one in group.entrants:
            looks = store.add_look(
                command=command,
                dataset=one.fingerprint,
                split=one.plan.settings.split.name,
                run=one.run.id,
            )
    return looks
