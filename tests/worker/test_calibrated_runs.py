"""A run that is calibrated chooses its epoch by the numbers that it is judged by."""

import math

import pytest

from promptrec.data.dataset import Dataset
from promptrec.judge.evaluate import evaluate
from promptrec.judge.starting import open_variant
from promptrec.settings import RunSettings
from promptrec.worker.tuning import tune


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_the_report_of_the_best_epoch_is_that_of_the_run(tiny_dataset: Dataset, loss: str) -> None:
    settings = RunSettings(
        dataset="tiny",
        template="{item.title}, {item.genres:2}. It was {mask}.",
        model="tiny",
        method="head",
        loss=loss,
        calibrate=True,
        epochs=2,
        learning_rate=0.01,
    )
    variant = open_variant(tiny_dataset, settings)
    outcome = tune(variant)
    assert outcome is not None and outcome.report is not None
    chosen, judged = outcome.report.metrics, evaluate(variant, "valid").metrics
    assert set(chosen) == set(judged)
    for name, found in judged.items():
        if not math.isnan(found.value):
            assert chosen[name].value == pytest.approx(found.value, abs=1e-6), name
