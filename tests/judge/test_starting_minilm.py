"""The real default model beside a rule on real ratings."""

import numpy as np
import pytest

import promptrec as pr
from promptrec.settings import RunSettings


@pytest.mark.slow
def test_minilm_begins_at_the_rule_and_is_never_kept_below_it() -> None:
    settings = RunSettings(
        dataset="movies",
        template="[The item {item.summary}. ]{item.title}[, {item.genres:3}].",
        start_from="user_item_mean",
        max_train=160,
        max_valid=160,
        epochs=1,
    )
    variant = pr.open_variant(pr.open_dataset("movies"), settings)
    pairs = variant.plan.pairs("valid")
    offset = variant.offset(pairs, "valid")
    assert np.array_equal(variant.score(pairs, "valid").score, offset)
    rule = pr.evaluate(variant, "valid").metrics["auc"].value
    points: list = []
    outcome = pr.tune(variant, report=points.append)
    began = [one.value for one in points if one.name == "valid_auc" and one.epoch == 0]
    assert began == [rule] and not outcome.alarms
    found = variant.score(pairs, "valid").score
    assert pr.evaluate(variant, "valid").metrics["auc"].value >= rule
    assert np.array_equal(found, offset) == (outcome.best_epoch == 0)
