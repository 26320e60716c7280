"""One score and its reason: what a drawer beside it says."""

from dataclasses import dataclass

import numpy as np

from promptrec.examples.newcomer import Newcomer
from promptrec.examples.pair import pairs_by_id, pairs_now
from promptrec.explain.truth.verdict import Trust
from promptrec.model.variant import Variant
from promptrec.prompt.rendered import Rendered
from promptrec.recommend.reasons import Moved, reasons
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


def explain_one(variant: Variant, user: str, newcomer: Newcomer | None, item: str) -> Explained:
    """A pair that occurs means its last row, as everywhere; somebody new is asked about now."""
    if newcomer is None:
        pair = pairs_by_id(variant.plan.dataset, [(user, item)])
    else:
        variant = variant.meeting(newcomer)
        data = variant.plan.dataset
        pair = pairs_now(data, len(data.users) - 1, np.array([data.item_code(item)], np.int64))
    fitted = variant.plan.maker_of(int(pair.item[0])).fit(pair, None)
    offset = variant.offset(pair, None)
    answers = variant.answer([one.encoded for one in fitted], offset)
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
