"""One score and its reason: what a drawer beside it says."""

from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.examples.newcomer import Newcomer
from promptrec.examples.pair import pairs_at, pairs_by_id, pairs_now
from promptrec.explain.truth.verdict import Trust
from promptrec.model.variant import Variant
from promptrec.prompt.rendered import Rendered
from promptrec.recommend.reasons import Moved, reasons
from promptrec.records import Pairs
from promptrec.words.table import Sentence


@dataclass(frozen=True, slots=True)
class Explained:
    """A pair as a run reads it."""

    title: str
    prompt: Rendered
    score: float
    probability: float | None  # of liked; None where a score only orders items
    no_probability: Sentence  # why there is none
    rule: float | None  # of the score: what the rule says that the run starts from
    shares: tuple[Moved, ...]  # how far each field moves the score
    trust: Trust | None  # whether that may be believed; None for fewer than two fields


@dataclass(frozen=True, slots=True)
class Seen:
    """From where a pair is seen: as `Pairs.row` and the history rules of a part have it."""

    row: int  # -1: from now
    part: str | None = None  # whose history rules hold; None: full history


def explain_one(
    variant: Variant, user: str, newcomer: Newcomer | None, item: str, seen: Seen | None = None
) -> Explained:
    """What moved one score. seen: as the page saw it that shows the score.

    None: a pair that occurs means its last row, as everywhere; somebody new is asked about now.
    """
    if newcomer is None:
        pair = pair_seen(variant.plan.dataset, user, item, seen)
    else:
        variant = variant.meeting(newcomer)
        data = variant.plan.dataset
        pair = pairs_now(data, len(data.users) - 1, np.array([data.item_code(item)], np.int64))
    part = None if seen is None else seen.part
    fitted = variant.plan.maker_of(int(pair.item[0])).fit(pair, part)
    offset = variant.offset(pair, part)
    answers = variant.answer([one.encoded for one in fitted], pair.item, offset)
    said, reason = answers.probability, reasons(variant, fitted, test=True)[0]
    return Explained(
        title=str(variant.plan.dataset.items.at[item, "title"]),
        prompt=fitted[0].prompt,
        score=float(answers.score[0]),
        probability=None if said is None else float(said[0]),
        no_probability=variant.settings.no_probability,
        rule=None if offset is None else float(offset[0]),
        shares=reason.shares,
        trust=reason.trust,
    )


def pair_seen(dataset: Dataset, user: str, item: str, seen: Seen | None) -> Pairs:
    """The pair at its row."""
    found = pairs_by_id(dataset, [(user, item)])
    if seen is None:
        return found
    return pairs_at(dataset, found.user, found.item, np.array([seen.row], np.int64))
