"""A template in equivalent formats, read by the real model."""

import numpy as np
import pytest

from promptrec.beyond.family import family_of
from promptrec.data.shipped import open_dataset
from promptrec.judge.opening import variant_of
from promptrec.metrics.auc import auc
from promptrec.settings import RunSettings


@pytest.mark.slow
def test_the_real_model_moves_when_only_the_writing_does():
    settings = RunSettings(
        dataset="movies",
        template="[The user {history.summary}. ]The item is {item.title}[, {item.genres:2}].",
        max_train=200,
        max_valid=160,
    )
    variant = variant_of(settings, open_dataset("movies"))
    pairs = variant.plan.pairs("valid")
    found = family_of(variant, "valid", pairs, 4, metric="auc")
    assert len(found.members) == 4 and not found.members[0].changes
    own = auc(pairs.label, variant.score(pairs, "valid").score)
    assert found.members[0].value == pytest.approx(own)
    assert found.low <= found.median <= found.high and found.high > found.low
    assert np.isfinite(found.values).all()
