"""Answers that name ratings of another scale than the data's are told of, never counted quietly."""

import pytest

from promptrec.data.dataset import Dataset
from promptrec.model.plan import ScorerPlan
from promptrec.model.planning import plan_for, scale_note, scale_of_answers
from promptrec.settings import RunSettings


def notes_of(dataset: Dataset, **settings: str) -> tuple[str, ...]:
    text = "{item.title} is {mask}."
    values = {"dataset": "tiny", "template": text, "model": "tiny", "method": "none"}
    return tuple(map(str, plan_for(dataset, RunSettings(**{**values, **settings}))[1].notes))


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_words_for_ratings_that_the_data_does_not_have_are_told(
    tiny_dataset: Dataset, loss: str
) -> None:
    told = notes_of(tiny_dataset, loss=loss, verbalizer="terrible=0,okay=50,great=100")
    assert any("from 0 to 100" in one and "go from 1 to 5" in one for one in told)
    assert notes_of(tiny_dataset, loss=loss, verbalizer="terrible=1,okay=3,great=5") == ()
    assert notes_of(tiny_dataset, loss="bpr", verbalizer="terrible=0,great=100") == ()


def test_a_scorer_that_learned_the_ratings_of_other_data_is_told_of(tiny_dataset: Dataset) -> None:
    def told(scale: tuple[float, float]) -> str:
        plan = ScorerPlan(
            model="tiny", head="classifier", method="full", loss="mae", seed=0, rating_scale=scale
        )
        return str(scale_note(scale_of_answers(plan, tiny_dataset), tiny_dataset))

    assert "from 0 to 100" in told((0.0, 100.0)) and "from 1 to 10" in told((1.0, 10.0))
    assert told((0.5, 5.0)) == told((1.0, 5.0)) == ""
