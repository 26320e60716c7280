"""The lesson's answers come from the model, each may be predicted, and none is an accident."""

import dataclasses
import os

import numpy as np
import pytest

from promptrec.data.shipped import open_dataset
from promptrec.explain.changes import with_edits
from promptrec.explain.progress import silent
from promptrec.explain.subject import Subject, subject_from
from promptrec.lesson import steps
from promptrec.lesson.reveals import REVEALS, of_words
from promptrec.lesson.steps import ENGLISH, PROMPTS, STEPS, LessonPrompt, lesson_prompt
from promptrec.lesson.versions import is_beyond_chance, of_orders, over_versions, versions
from promptrec.model.backbones.catalogue import is_here
from promptrec.prompt.template import Template
from promptrec.records import Interval
from promptrec.report.lesson.answers import lesson_subject
from promptrec.report.lesson.words import LessonWords
from promptrec.words.table import LANGUAGES, typeset

TINY = dataclasses.replace(ENGLISH, model="tiny")


NO_CHINESE = pytest.mark.skipif(
    not is_here(PROMPTS["zh"].model), reason="the model that reads Chinese is not installed"
)
LONG = pytest.mark.skipif(
    not os.environ.get("PROMPTREC_LONG_STORIES"), reason="minutes: PROMPTREC_LONG_STORIES=1"
)
REAL = [
    pytest.param(ENGLISH, marks=pytest.mark.slow, id="en"),
    pytest.param(PROMPTS["zh"], marks=[pytest.mark.slow, NO_CHINESE, LONG], id="zh"),
]


@pytest.fixture(scope="module", params=[TINY, *REAL])
def subject(request: pytest.FixtureRequest) -> Subject:
    return lesson_subject(request.param)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_an_answer_is_one_of_the_choices_and_fills_its_words(step, subject: Subject) -> None:
    prompt = PROMPTS["zh"] if subject.variant.plan.dataset.about.name == "shop-zh" else TINY
    found = REVEALS[step.name](subject, prompt, silent)
    assert found.right in step.choices_on(prompt)
    for language in LANGUAGES:
        words = LessonWords(language, prompt, "a film")
        said = words.seen(step, found)
        if step.name not in ("faithful", "looking"):  # these say more in their picture
            assert all(typeset(language, value) in said for value in found.numbers.values())
        names = [name for name, _, _ in words.bars(step, found)]
        assert 1 < len(names) == len(set(names))
        assert words.tell(f"{step.name}_picture") and words.tell(f"{step.name}_unit")


def test_another_prompt_can_have_another_answer(subject: Subject) -> None:
    """The answers are computed: they follow the prompt."""
    other = subject_from(subject.variant, with_edits(subject.values, {"item.title": "Awful trash"}))
    one, two = (REVEALS["fields"](each, TINY, silent).bars for each in (subject, other))
    assert one != two


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_prompt_of_a_language_is_a_row_of_its_data(language: str) -> None:
    prompt = PROMPTS[language]
    data = open_dataset(prompt.dataset)
    user, item = data.user_code(prompt.user), data.item_code(prompt.item)
    assert ((data.user == user) & (data.item == item)).any()
    assert f"[{prompt.part}" in prompt.template and prompt.emptied in prompt.fields
    assert set(prompt.fields) == set(Template("", prompt.template).fields)


def test_a_language_without_a_prompt_of_its_own_takes_the_english_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert lesson_prompt("xx") is PROMPTS["en"]
    monkeypatch.setattr(steps, "is_here", lambda name: name == ENGLISH.model)
    assert lesson_prompt("zh") is PROMPTS["en"]  # its model is not installed
    monkeypatch.setattr(steps, "is_here", lambda _: True)
    assert lesson_prompt("zh") is PROMPTS["zh"]


def test_versions_miss_words_but_never_those_that_are_asked_about(subject: Subject) -> None:
    places = np.flatnonzero(subject.removable)
    missing = versions(subject, kept=places[:2])
    assert missing[:, places[2:]].any() and not missing[:, places[:2]].any()
    assert not missing[:, ~subject.removable].any()
    assert (versions(subject, kept=places[:2]) == missing).all()
    assert (versions(subject, kept=places[:2], seed=1) != missing).any()


def test_two_orders_that_are_the_same_are_not_told_apart(subject: Subject) -> None:
    places = np.flatnonzero(subject.removable)
    moves = of_orders(subject, {"one": places, "other": places.copy()})
    assert moves["one"].shape == moves["random"].shape
    assert not is_beyond_chance(over_versions(moves["one"] - moves["other"]))


def test_a_difference_is_beyond_chance_only_where_its_interval_leaves_out_zero() -> None:
    assert is_beyond_chance(Interval(0.2, 0.1, 0.3)) and is_beyond_chance(Interval(-2, -3, -1))
    assert not is_beyond_chance(Interval(0.2, -0.1, 0.5))
    assert not is_beyond_chance(Interval(0.0, 0.0, 0.0))
    assert not is_beyond_chance(Interval(0.2))


@pytest.mark.slow
@pytest.mark.parametrize(
    "prompt", [ENGLISH, pytest.param(PROMPTS["zh"], marks=[NO_CHINESE, LONG])], ids=["en", "zh"]
)
def test_the_lesson_shows_differences_beyond_chance_with_seeds_that_did_not_choose_it(
    prompt: LessonPrompt,
) -> None:
    """Steps 5 and 6 on the prompt that the lesson shows, over versions drawn anew."""
    subject = lesson_subject(prompt)
    five, six = (REVEALS[name](subject, prompt, silent) for name in ("faithful", "looking"))
    assert five.right not in ("alike",) and six.right == "no"
    from promptrec.explain.methods.registry import SIGNED, attribution
    from promptrec.explain.truth.faithful import by_importance

    orders = {name: by_importance(subject, attribution(subject, name)) for name in SIGNED}
    moves = of_orders(subject, orders, seed=11)
    for other in {*SIGNED} - {five.right}:
        assert (over_versions(moves[five.right] - moves[other]).low or 0) > 0, other
    assert (over_versions(moves[five.right] - moves["random"]).low or 0) > 0
    rollout = attribution(subject, "attention_rollout").values
    taken = np.abs(attribution(subject, "occlusion").values)
    looked, moving = (
        int(np.argmax(np.where(subject.removable, values, -1.0))) for values in (rollout, taken)
    )
    found = of_words(subject, looked, moving, silent, seed=11)
    assert (found["ahead"].low or 0) > 0
    assert (found["moving"].low or 0) > (found["random"].high or 0)
