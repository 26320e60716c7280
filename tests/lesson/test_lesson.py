"""The lesson's answers come from the model, and each is among what may be predicted."""

from collections.abc import Mapping

import pytest

from promptrec.data.shipped import open_dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.changes import with_edits
from promptrec.explain.progress import silent
from promptrec.explain.subject import Subject, subject_from, subject_of
from promptrec.judge.opening import variant_of
from promptrec.lesson.reveals import REVEALS
from promptrec.lesson.steps import DATASET, ITEM, MODEL, STEPS, TEMPLATE, USER
from promptrec.settings import RunSettings
from promptrec.ui.shell.say import table


def subject_by(model: str) -> Subject:
    data = open_dataset(DATASET)
    settings = RunSettings(dataset=DATASET, template=TEMPLATE, model=model, method="none")
    variant = variant_of(settings, data, every_row=True)
    return subject_of(variant, pairs_by_id(data, [(USER, ITEM)]))


@pytest.fixture(scope="module", params=["tiny", pytest.param(MODEL, marks=pytest.mark.slow)])
def subject(request: pytest.FixtureRequest) -> Subject:
    return subject_by(request.param)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_an_answer_is_one_of_the_choices_and_fills_its_sentence(step, subject: Subject) -> None:
    found = REVEALS[step.name](subject, silent)
    assert found.right in step.choices
    for language in ("en", "zh"):
        words: Mapping[str, str] = table(language)
        said = words[f"lesson.{step.name}_seen"].format(**found.numbers)
        assert all(value in said for value in found.numbers.values())


def test_another_prompt_can_have_another_answer(subject: Subject) -> None:
    """The answers are computed: they follow the prompt."""
    other = subject_from(subject.variant, with_edits(subject.values, {"item.title": "Awful trash"}))
    one, two = (REVEALS["fields"](each, silent).numbers for each in (subject, other))
    assert one != two


def test_the_words_of_the_lesson_are_about_the_pair_that_it_shows() -> None:
    data = open_dataset(DATASET)
    assert data.items.at[ITEM, "title"] in table("en")["lesson.answer_ask"]
    assert f"User {USER}" in table("en")["lesson.answer_ask"]
