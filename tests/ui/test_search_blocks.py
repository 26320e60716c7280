"""A search as rows and sentences."""

from collections.abc import Callable

from promptrec.search.from_template import template_in
from promptrec.search.summary import Effect
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run, RunState, Trial, TrialState
from promptrec.ui.search.view import by_rung, effect_row, progress_words, row_of

SETTINGS = RunSettings(dataset="d", template="{item.title}", template_name="t", language="zh")


def trial(number: int, value: float | None, rung: int = 0, **more: object) -> Trial:
    values = {"state": TrialState.COMPLETE, "parameters": {"seed": 3}, **more}
    return Trial(number=number, settings=SETTINGS, value=value, rung=rung, **values)  # type: ignore[arg-type]


def test_the_last_rung_comes_first_and_a_trial_without_a_value_last_in_its_own() -> None:
    trials = [trial(0, 0.9), trial(1, None), trial(2, 0.6, 1), trial(3, 0.7, 1), trial(4, None, 1)]
    assert [one.number for one in by_rung(trials)] == [3, 2, 4, 0, 1]


def test_a_trial_is_a_row_with_its_interval_counted_from_one() -> None:
    row = row_of(trial(0, 0.7, low=0.6, high=0.8, rows=120, seconds=75.0), {})
    assert (row["number"], row["value"], row["rows"]) == (1, "0.700 [0.600, 0.800]", 120)
    assert (row["took"], row["template"]) == ("1 min 15 s", "{item.title}")
    assert "why" not in row


def test_a_trial_that_failed_says_why_and_has_a_dash() -> None:
    row = row_of(trial(0, None, state=TrialState.FAILED, message="out of memory"), {})
    assert (row["value"], row["why"]) == ("–", "out of memory")


def test_a_template_among_the_parameters_stands_once() -> None:
    row = row_of(trial(0, 0.7, parameters={"template": "long text", "seed": 3}), {})
    assert "long text" not in row.values()


def test_an_effect_is_a_row_of_its_choice() -> None:
    row = effect_row(Effect("method", "lora", 0.65, 0.7, 4), "AUC")
    assert list(row.values())[1:] == ["lora", "0.650", "0.700", 4]


def test_a_search_says_how_many_trials_once_it_knows(make_run: Callable[..., Run]) -> None:
    assert progress_words(make_run(RunState.RUNNING, total_steps=27), 5) == "5 of 27 trials"
    assert "27" not in progress_words(make_run(RunState.RUNNING), 5)


def test_the_winners_template_goes_into_the_editor_in_its_language() -> None:
    found = template_in(trial(0, 0.7).settings)
    assert (found.name, found.text, found.language) == ("t", "{item.title}", "zh")
