"""Ranking candidates as `evaluate` does: users with their history, each before many items.

Against the plain way: a prompt is made and read whole, in batches of 16 as they come, padded to
their longest. Nothing is read once for several prompts, and nothing is sorted.
"""

from collections.abc import Iterator

import numpy as np
import torch

from promptrec.bench.figure import Figure, absent, ratio, unlike
from promptrec.bench.turns import take_turns
from promptrec.data.shipped import open_dataset
from promptrec.errors import ModelError
from promptrec.judge.candidates import candidate_sets
from promptrec.model.variant import Variant, open_variant
from promptrec.records import Floats, Pairs
from promptrec.settings import RunSettings

TEMPLATE = "The user likes {history.liked:10}. They watch {item.title}[, {item.genres}]"
HEADS = {"minilm": "classifier", "smollm2-135m": "next_word"}
ENDS = {"classifier": ".", "next_word": " and find it {mask}"}
TARGET = 3.0
BATCH = 16
SAME = {"classifier": 1e-4, "next_word": 1e-3}  # log-odds; a causal model sums in another order
AGAINST = f"each prompt whole, batches of {BATCH} as they come"


def ranking_figures(users: dict[str, int], each: int, rounds: int) -> Iterator[Figure]:
    """A ratio a model. users: of each model; each: candidates of a user at most."""
    for model, count in users.items():
        yield ranking_figure(model, count, each, rounds)


def ranking_figure(model: str, users: int, each: int, rounds: int) -> Figure:
    """One model; none where it is not installed."""
    name, head = f"ranking_{model.partition('-')[0]}", HEADS.get(model, "classifier")
    settings = RunSettings(
        dataset="movies", template=TEMPLATE + ENDS[head], model=model, head=head, method="none"
    )
    try:
        variant = open_variant(open_dataset("movies"), settings)
        _ = variant.scorer
    except ModelError as error:
        return absent(name, AGAINST, TARGET, error.sentence)
    pairs = candidates_for(variant, users, each)
    seconds, scores = take_turns(
        {
            "ours": lambda: variant.score(pairs, "test").score,
            "plain": lambda: plain_scores(variant, pairs),
        },
        rounds,
    )
    gap = float(np.abs(scores["ours"] - scores["plain"]).max())
    if gap > SAME[head]:
        return unlike(name, AGAINST, TARGET, "scores", gap, SAME[head])
    note = f"{users} users, {len(pairs)} candidates, {model}"
    return ratio(name, seconds["plain"] / seconds["ours"], AGAINST, TARGET, note)


def candidates_for(variant: Variant, users: int, each: int) -> Pairs:
    """Candidates of some users on test, as `evaluate` chooses them."""
    plan = variant.plan
    found = candidate_sets(plan.dataset, plan.settings.split, plan.rows.split.test, users)
    return Pairs.joined([one.pairs.take(slice(0, each)) for one in found.sets])


def plain_scores(variant: Variant, pairs: Pairs) -> Floats:
    """Score after score, without any of what makes it quick."""
    scorer, found = variant.scorer, []
    scorer.network.eval()
    with torch.inference_mode():
        for start in range(0, len(pairs), BATCH):
            prompts = variant.plan.make(pairs.take(slice(start, start + BATCH)), "test")
            found.append(scorer.read(prompts).score.double().numpy())
    return np.concatenate(found)
