"""A causal model and the candidates of one user: what they share read once, or each alone."""

from collections.abc import Iterator

import numpy as np

from promptrec.bench.figure import Figure, absent, ratio, unlike
from promptrec.bench.turns import take_turns
from promptrec.data.shipped import open_dataset
from promptrec.errors import ModelError
from promptrec.examples.pair import pairs_now
from promptrec.judge.candidates import candidates_of
from promptrec.model.variant import open_variant
from promptrec.settings import RunSettings

NAME, AGAINST, TARGET = "causal_shared_vs_alone", "each prompt of a user alone", 8.0
MODEL = "smollm2-135m"
TEMPLATE = "The user watched {history.recent:20}. They watch {item.title} and find it {mask}"
SAME = 1e-3  # log-odds: sums over a hundred tokens, in another order


def causal_figures(candidates: int, model: str = MODEL) -> Iterator[Figure]:
    """The ratio for the busiest user of `movies`; none where the model is not installed."""
    dataset = open_dataset("movies")
    settings = RunSettings(
        dataset="movies", template=TEMPLATE, model=model, head="next_word", method="none"
    )
    try:
        variant = open_variant(dataset, settings)
    except ModelError as error:
        yield absent(NAME, AGAINST, TARGET, error.sentence)
        return
    busy = int(np.bincount(dataset.user).argmax())
    items = candidates_of(variant.plan, busy, candidates)
    prompts = variant.plan.maker.make(pairs_now(dataset, busy, items), None)
    scorer = variant.scorer
    scorer.score(prompts[:2])  # loads what is loaded late
    seconds, scores = take_turns(
        {
            "shared": lambda: scorer.score(prompts).score,
            "alone": lambda: np.concatenate([scorer.score([one]).score for one in prompts]),
        },
        rounds=1,
    )
    gap = float(np.abs(scores["shared"] - scores["alone"]).max())
    if gap > SAME:
        yield unlike(NAME, AGAINST, TARGET, "scores", gap, SAME)
    else:
        note = f"{len(prompts)} candidates, {model}"
        yield ratio(NAME, seconds["alone"] / seconds["shared"], AGAINST, TARGET, note)
