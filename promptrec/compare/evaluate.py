"""Judge a variant on one part of its split: row metrics, and rankings over sampled candidates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from promptrec.baselines.past import past_of
from promptrec.baselines.run import baseline_reports, worths
from promptrec.data.candidates import Candidates, sampled_candidates
from promptrec.data.dataset import Dataset
from promptrec.data.splits.across_domains import domains_of
from promptrec.examples.plan import Plan
from promptrec.metrics.countable import uncounted
from promptrec.metrics.report import ranking_report, row_report
from promptrec.model.variant import Variant
from promptrec.records import Answers, Floats, Interval, Ints, Pairs, Report
from promptrec.settings import SplitSettings
from promptrec.words.table import Sentence, sentence

RANKED_USERS = 200  # users whose candidates are ranked, by default
NEGATIVES = 99  # unseen items beside each user's positives
K = 10


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Scores of one part and what they are worth."""

    part: str
    pairs: Pairs
    answers: Answers
    report: Report
    ranking: Report | None = None

    @property
    def metrics(self) -> dict[str, Interval]:
        """Row metrics, then ranking metrics."""
        return {**self.report.metrics, **(self.ranking.metrics if self.ranking else {})}

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """What cannot be counted on these rows, and why."""
        found = tuple(uncounted(self.pairs.user, self.pairs.label, self.part))
        if self.ranking is None or self.ranking.users:
            return found
        return (
            *found,
            sentence("sentence.nothing_ranked", part=sentence(f"sentence.part_{self.part}")),
        )


def evaluate(
    variant: Variant,
    part: str = "test",
    *,
    at_most: int | None = None,
    ranked_users: int = 0,
    note: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Score the rows of a part; ranked_users: rank sampled candidates for so many users too."""
    pairs = variant.plan.pairs(part, at_most)
    note(f"scoring {len(pairs)} rows")
    answers = variant.score(pairs, part)
    report = report_on(pairs, answers)
    ranking = rank(variant, part, pairs, ranked_users, note) if ranked_users else None
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


def rank(
    variant: Variant, part: str, pairs: Pairs, users: int, note: Callable[[str], None]
) -> Report:
    """Rank each user's positives among 99 seeded unseen items, all at the user's first moment.

    Users are a seeded sample of those with a positive in the part. The history of every candidate
    ends before the first row of this user in the part, so no candidate knows more than another.
    """
    sets = candidate_sets(variant.plan, pairs, users)
    if not sets:
        return ranking_report([], k=K)
    joined = Pairs.joined([one.pairs for one in sets])
    note(f"ranking {len(joined)} candidates for {len(sets)} users")
    return ranked(sets, variant.score(joined, part).score)


def rank_baselines(plan: Plan, part: str, pairs: Pairs, users: int) -> dict[str, Report]:
    """The same candidates of the same users in the order of every baseline; {} without any."""
    sets = candidate_sets(plan, pairs, users)
    if not sets:
        return {}
    joined = Pairs.joined([one.pairs for one in sets])
    found = worths(past_of(plan.dataset, plan.rows.train, plan.rows.split.view(part)), joined)
    return {name: ranked(sets, worth) for name, worth in found.items()}


def beside(
    plan: Plan, found: "Evaluation", ranked_users: int = 0
) -> dict[str, dict[str, Interval]]:
    """Metrics of every baseline on the same rows and, as the evaluation has, candidates."""
    rows = baseline_reports(plan.dataset, plan.rows.split, found.part, found.pairs, plan.rows.train)
    ranks = rank_baselines(plan, found.part, found.pairs, ranked_users) if ranked_users else {}
    return {
        name: {**report.metrics, **(ranks[name].metrics if name in ranks else {})}
        for name, report in rows.items()
    }


def candidate_sets(plan: Plan, pairs: Pairs, users: int) -> list[Candidates]:
    """Candidates of a seeded sample of users; they depend on the split's seed, not the run's."""
    split = plan.settings.split
    return sampled_candidates(
        plan.dataset,
        pairs,
        users=users,
        negatives=NEGATIVES,
        seed=split.seed,
        pool=target_items(plan.dataset, split),
    )


def ranked(sets: Sequence[Candidates], scores: Floats) -> Report:
    """Ranking metrics from the scores of all candidates, set after set."""
    ends = np.cumsum([len(one.pairs) for one in sets])[:-1]
    found = zip(np.split(scores, ends), sets, strict=True)
    return ranking_report([(mine, one.relevant) for mine, one in found], k=K)


def target_items(dataset: Dataset, split: SplitSettings) -> Ints | None:
    """In cross_domain the items of the target domain, from which negatives come; else None."""
    domains = domains_of(dataset, split)
    return None if domains is None else np.flatnonzero(domains == split.target).astype(np.int64)


def write_scores(evaluation: Evaluation, variant: Variant, path: Path) -> None:
    """CSV of every row in order: user_id, item_id, label, score with all its digits."""
    dataset = variant.plan.dataset
    table = pd.DataFrame(
        {
            "user_id": dataset.users.index[evaluation.pairs.user],
            "item_id": dataset.items.index[evaluation.pairs.item],
            "label": evaluation.pairs.label.astype(int),
            "score": evaluation.answers.score,
        }
    )
    temporary = path.with_name(path.name + ".part")
    table.to_csv(temporary, index=False, lineterminator="\n")
    temporary.replace(path)
