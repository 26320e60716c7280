"""Ten rows with their scores: a bundle that gives the same scores elsewhere is the same model."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from promptrec.bundle.manifest import GOLDEN, readable
from promptrec.errors import ModelError
from promptrec.model.variant import Variant
from promptrec.records import Floats, Ints, Pairs

ROWS = 10
PART = "valid"
TOLERANCE = 1e-6


def golden_rows(variant: Variant, seed: int = 0) -> dict[str, Any]:
    """A seeded choice of valid rows, with ids, prompts and scores, as JSON values."""
    pairs = variant.plan.pairs(PART)
    count = min(ROWS, len(pairs))
    places = np.sort(np.random.default_rng(seed).choice(len(pairs), count, replace=False))
    chosen = pairs.take(places.astype(np.int64))
    scores = variant.score(chosen, PART).score
    return {"part": PART, "rows": rows_of(variant, chosen, places, scores)}


def rows_of(variant: Variant, pairs: Pairs, places: Ints, scores: Floats) -> list[dict[str, Any]]:
    """One record a row."""
    dataset = variant.plan.dataset
    prompts = [list(encoded.ids) for encoded in variant.plan.make(pairs, PART)]
    return [
        {
            "place": int(place),  # among the pairs of the part
            "user_id": str(dataset.users.index[user]),
            "item_id": str(dataset.items.index[item]),
            "label": float(label),
            "ids": prompt,  # the tokens that the model reads
            "score": float(score),
        }
        for place, user, item, label, prompt, score in zip(
            places, pairs.user, pairs.item, pairs.label, prompts, scores, strict=True
        )
    ]


def recomputed(variant: Variant, golden: Mapping[str, Any], file: str) -> float:
    """Score the rows again; the largest difference of a score.

    ModelError when a row, a prompt or a score is another one. file: for errors.
    """
    with readable(file, GOLDEN):
        told = list(golden["rows"])
        places = np.array([one["place"] for one in told], np.int64)
        wanted = np.array([one["score"] for one in told], np.float64)
        pairs = variant.plan.pairs(PART).take(places)
    if not len(told):
        raise ModelError("sentence.bundle_no_golden", file=file)
    scores = variant.score(pairs, PART).score
    for own, known in zip(rows_of(variant, pairs, places, scores), told, strict=True):
        wrong = next((key for key in own if key != "score" and own[key] != known.get(key)), None)
        if wrong:
            raise ModelError("sentence.bundle_row", file=file, place=own["place"], what=wrong)
    most = float(np.abs(scores - wanted).max())
    if not most <= TOLERANCE:  # not a number is refused, too
        raise ModelError("sentence.bundle_scores", file=file, most=f"{most:.2g}")
    return most
