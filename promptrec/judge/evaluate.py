"""Judge a variant on one part of its split: row metrics, and rankings over sampled candidates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from promptrec.baselines.catalogue import names_for
from promptrec.baselines.past import known_past
from promptrec.baselines.run import known_reports, worths
from promptrec.examples.plan import Plan
from promptrec.files import safe_csv, write_whole
from promptrec.judge.candidates import Candidates, CandidateSets, apart, candidate_sets
from promptrec.metrics.countable import uncounted
from promptrec.metrics.ranking import K
from promptrec.metrics.report import ranking_report, row_report
from promptrec.model.variant import Variant
from promptrec.records import Answers, Floats, Interval, Pairs, Report
from promptrec.words.table import Sentence, sentence


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Scores of one part and what they are worth."""

    part: str
    pairs: Pairs
    answers: Answers
    report: Report
    ranking: "Ranked | None" = None  # None: nobody asked

    @property
    def metrics(self) -> dict[str, Interval]:
        """Row metrics, then ranking metrics."""
        return {**self.report.metrics, **(self.ranking.report.metrics if self.ranking else {})}

    @property
    def users_counted(self) -> dict[str, int]:
        """How many users count in each metric."""
        ranking = self.ranking.report.users_counted if self.ranking else {}
        return {**self.report.users_counted, **ranking}

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """What cannot be counted on these rows, and why."""
        found = tuple(uncounted(self.pairs.user, self.pairs.label, self.part))
        if self.ranking is None or self.ranking.report.users:
            return found
        counts = self.ranking.candidates.counts
        return (*found, sentence("candidates.sampled", sets=counts.words))


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Candidates of some users, their scores, and what that ranking is worth."""

    candidates: CandidateSets
    scores: Floats  # of all candidates, user after user
    report: Report


def evaluate(
    variant: Variant,
    part: str = "test",
    *,
    at_most: int | None = None,
    ranked_users: int = 0,
    note: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Score the rows of a part; ranked_users: rank the candidates of so many users too."""
    pairs = variant.plan.pairs(part, at_most)
    note(sentence("sentence.log_scoring", rows=len(pairs)))
    answers = variant.score(pairs, part, far=True)
    report = report_on(pairs, answers)
    ranking = rank(variant, part, candidates_in(variant.plan, pairs, ranked_users), note)
    return Evaluation(part, pairs, answers, report, ranking)


def report_on(pairs: Pairs, answers: Answers) -> Report:
    """Row metrics with intervals over users."""
    return row_report(
        pairs.user,
        pairs.label,
        answers.score,
        rating=pairs.rating,
        expected_rating=answers.expected_rating,
        is_probability=answers.is_probability,
    )


def candidates_in(plan: Plan, pairs: Pairs, users: int) -> CandidateSets | None:
    """The candidates of users of these pairs, which are of one part; None for 0 users."""
    if not users:
        return None
    return candidate_sets(plan.dataset, plan.settings.split, pairs.row[~pairs.sampled], users)


def rank(
    variant: Variant, part: str, candidates: CandidateSets | None, note: Callable[[str], None]
) -> Ranked | None:
    """Rank each user's candidates, all at the user's first moment.

    The history of every candidate ends before the first row of this user in the part, so no
    candidate knows more than another.
    """
    if candidates is None:
        return None
    scores = np.zeros(0)
    if len(candidates):
        joined = candidates.pairs
        note(sentence("sentence.log_ranking", pairs=len(joined), users=len(candidates)))
        scores = variant.score(joined, part, far=True).score
    return Ranked(candidates, scores, ranked(candidates.sets, scores))


def rank_baselines(plan: Plan, part: str, candidates: CandidateSets) -> dict[str, Report]:
    """The same candidates of the same users in the order of every baseline."""
    if not len(candidates):
        return {name: ranked((), np.zeros(0)) for name in names_for(plan.dataset)}
    past = known_past(plan.dataset, plan.rows, plan.rows.split.view(part))
    found = worths(past, candidates.pairs)
    return {name: ranked(candidates.sets, worth) for name, worth in found.items()}


def beside(plan: Plan, found: Evaluation) -> dict[str, dict[str, Interval]]:
    """Metrics of every baseline on the same rows and, as the evaluation has, candidates."""
    rows = known_reports(plan, found.part, found.pairs)
    candidates = found.ranking.candidates if found.ranking else None
    ranks = {} if candidates is None else rank_baselines(plan, found.part, candidates)
    return {
        name: {**report.metrics, **(ranks[name].metrics if name in ranks else {})}
        for name, report in rows.items()
    }


def ranked(sets: Sequence[Candidates], scores: Floats) -> Report:
    """Ranking metrics from the scores of all candidates, set after set."""
    found = zip(apart(scores, sets), sets, strict=True)
    return ranking_report([(mine, one.relevant) for mine, one in found], k=K)


def write_scores(evaluation: Evaluation, variant: Variant, path: Path) -> None:
    """CSV of every row in order: user_id, item_id, label, score with all its digits."""
    dataset = variant.plan.dataset
    columns = (
        dataset.users.index[evaluation.pairs.user].tolist(),
        dataset.items.index[evaluation.pairs.item].tolist(),
        evaluation.pairs.label.astype(int).tolist(),
        evaluation.answers.score.astype(float).tolist(),
    )
    head = ("user_id", "item_id", "label", "score")
    write_whole(path, safe_csv(head, zip(*columns, strict=True)))
