"""Blocks that need no page: differences, estimates, prompts as HTML, numbers."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.judge.run_time import PromptCounts, estimate, work
from promptrec.prompt.template import Template
from promptrec.records import Interval
from promptrec.settings import METHODS, RunSettings
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.ui.shared.numbers import duration, share
from promptrec.ui.shared.prompt_view import prompt_html, template_html
from promptrec.ui.templates.shelf import diff_html, words_of

SETTINGS = RunSettings(dataset="movies", template="{item.title}", max_train=1000, epochs=3)


def finished(seconds: float) -> Run:
    result = JobResult(label_rows=1000, seconds=seconds)
    return Run(
        id="r0001",
        name="",
        state=RunState.SUCCEEDED,
        settings_json=SETTINGS.to_json(),
        created_at=0,
        queued_at=0,
        result_json=result.to_json(),
    )


def test_an_estimate_comes_from_finished_runs_when_there_are_some() -> None:
    guess = estimate(SETTINGS, PromptCounts(1000, 1000), 40, [])
    slow, quick = (
        estimate(SETTINGS, PromptCounts(1000, 1000), 40, [finished(s)]) for s in (900, 90)
    )
    assert not guess.measured
    assert slow.measured
    assert slow.seconds == pytest.approx(915)
    assert quick.seconds == pytest.approx(105)


def test_the_report_on_test_and_self_training_take_longer() -> None:
    rows = PromptCounts(1000, 200, 500)
    plain = work(SETTINGS, rows)
    assert work(dataclasses.replace(SETTINGS, test=True), rows) == plain + 500
    twice = work(dataclasses.replace(SETTINGS, pseudo_confidence=0.9, pseudo_rows=300), rows)
    assert twice == 2 * (plain - 200) + 200 + 300


def test_more_rows_and_more_trained_weights_take_longer() -> None:
    head, full = (dataclasses.replace(SETTINGS, method=one) for one in ("head", "full"))
    assert (
        estimate(head, PromptCounts(1000, 100), 40, []).seconds
        < estimate(full, PromptCounts(1000, 100), 40, []).seconds
    )
    assert (
        estimate(full, PromptCounts(500, 100), 40, []).seconds
        < estimate(full, PromptCounts(1000, 100), 40, []).seconds
    )


@given(st.text(max_size=80))
def test_the_words_of_a_text_are_the_text(text: str) -> None:
    assert "".join(words_of(text)) == text


def test_a_difference_marks_what_left_and_what_came() -> None:
    html = diff_html("likes <b> films", "likes <b> old films")
    assert "<ins>old</ins>" in html.replace("<ins>old </ins>", "<ins>old</ins>")
    assert "&lt;b&gt;" in html or "&lt;" in html


def test_a_prompt_is_escaped_and_its_fields_are_named() -> None:
    template = Template("t", 'Is "{item.title}" {mask}?[ {user.age}]')
    html = prompt_html(template.render({"item.title": "<i>[MASK]</i>"}))
    assert "&lt;i&gt;[MASK]&lt;/i&gt;" in html
    assert 'title="item.title"' in html
    assert html.count("pr-mask") == 1


def test_a_template_is_shown_as_it_was_typed() -> None:
    html = template_html(Template("t", "{{x}} {item.title:3}[ by {item.director}] {soft:4}"))
    assert "{{x}}" in html
    assert '<span class="pr-f pr-item">{item.title:3}</span>' in html
    assert "pr-soft" in html


def test_numbers_as_people_read_them() -> None:
    assert f"{Interval(0.71234, 0.7, 0.72)}" == "0.712 [0.700, 0.720]"
    assert f"{Interval(float('nan'))}" == "–"
    assert share(0.515) == "52 %"
    assert [duration(s) for s in (4.4, 75, 3720)] == ["4 s", "1 min 15 s", "1 h 2 min"]


def test_an_example_says_nothing_of_this_machine() -> None:
    example = dataclasses.replace(finished(900), id="e0001")
    counts = PromptCounts(1000, 1000)
    assert estimate(SETTINGS, counts, 40, [example]) == estimate(SETTINGS, counts, 40, [])


@pytest.mark.parametrize("method", [*METHODS, "top_layers:3"])
def test_every_method_has_an_estimate_with_and_without_earlier_runs(method: str) -> None:
    chosen = dataclasses.replace(SETTINGS, method=method)
    earlier = dataclasses.replace(finished(60.0), settings_json=chosen.to_json())
    guessed = estimate(chosen, PromptCounts(1000, 200), 30.0, [])
    assert guessed.seconds > 15
    assert estimate(chosen, PromptCounts(1000, 200), 30.0, [earlier]).measured
    assert estimate(SETTINGS, PromptCounts(1000, 200), 30.0, [earlier]).seconds > 15
