"""The real default model with collaborative tokens on real ratings."""

import numpy as np
import pytest

import promptrec as pr
from promptrec.model.variant import open_variant
from promptrec.settings import RunSettings
from promptrec.training.checkpoint import save


@pytest.mark.slow
def test_minilm_learns_to_read_users_and_items_of_movies_and_is_opened_as_it_was(tmp_path) -> None:
    settings = RunSettings(
        dataset="movies",
        template="{cf.user} {item.title} {cf.item}.",
        max_train=64,
        max_valid=64,
        epochs=1,
    )
    data = pr.open_dataset("movies")
    variant = pr.open_variant(data, settings)
    pairs = variant.plan.pairs("valid")
    prompts = variant.plan.make(pairs, "valid")
    known = [bool(one.vector) for prompt in prompts for one in prompt.cf]
    assert np.mean(known) > 0.8
    before = variant.scorer.score(prompts).score
    outcome = pr.tune(variant)
    after = variant.score(pairs, "valid").score
    assert not outcome.alarms and np.abs(after - before).max() > 1e-3
    save(variant.scorer, tmp_path, settings)
    again = open_variant(data, settings, tmp_path).score(pairs, "valid").score
    assert np.array_equal(again, after)
