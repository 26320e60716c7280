"""A setting is declared once: checks, what an untuned variant ignores, and words follow from it."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from promptrec.errors import SettingsError
from promptrec.fields import Reader, Setting, settings_of
from promptrec.methods import METHODS, own_settings
from promptrec.methods.method import Method
from promptrec.settings import RunSettings, SearchSettings, SplitSettings
from promptrec.words.table import LANGUAGES, table
from scripts.settings_table import PAGE, page

PLAIN = RunSettings(dataset="movies", template="{item.title}")
OF_RUN = {one.name: one for one in settings_of(RunSettings) if one.name != "own"} | own_settings()
EVERY = [
    one
    for cls in (RunSettings, SplitSettings, SearchSettings)
    for one in settings_of(cls)
    if one.flag and not dataclasses.is_dataclass(one.kind)
] + list(own_settings().values())
OTHERS: dict[str, Any] = {
    "method": "adapter",
    "fairness": "user.age:0.5",
    "split": SplitSettings(seed=1),
    "pseudo_confidence": 0.75,
    "added_labels": ("one",),
}
TOY = Method(
    name="toy",
    learning_rate=1e-3,
    settings=(Setting(name="toy_width", kind=int, default=5, least=1),),
)


def other_value(one: Setting) -> Any:
    """A value that is allowed and is not the default."""
    if one.name in OTHERS:
        return OTHERS[one.name]
    if one.choices:
        return next(each for each in one.choices if each != one.default)
    if one.kind is bool:
        return not one.default
    return "other" if one.kind is str else one.kind(0.5 if one.kind is float else 7)


@pytest.mark.parametrize("name", OF_RUN)
def test_two_runs_are_one_untuned_variant_when_they_differ_in_what_only_training_reads(
    name: str,
) -> None:
    other = dataclasses.replace(PLAIN, **{name: other_value(OF_RUN[name])})
    assert other != PLAIN
    only_training = OF_RUN[name].reader is Reader.TRAINING
    assert (other.untuned == PLAIN.untuned) is (only_training or name == "method")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (one.name, value)
        for one in OF_RUN.values()
        for value in (one.least is not None and one.least - 1, one.above, one.below, float("nan"))
        if value is not False and value is not None and one.bounds
    ],
)
def test_a_value_beyond_its_bounds_is_one_sentence_that_names_the_setting(
    name: str, value: float
) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is .*; it must be .*\\.$") as caught:
        dataclasses.replace(PLAIN, **{name: value})
    assert caught.value.sentence.in_language("zh").startswith(f"{name} 是")


@pytest.mark.parametrize("of", [SplitSettings, lambda **own: SearchSettings(base=PLAIN, **own)])
def test_seeds_of_splits_and_searches_have_a_bound_too(of: Callable[..., object]) -> None:
    with pytest.raises(SettingsError, match="seed is -1; it must be at least 0"):
        of(seed=-1)


@pytest.mark.parametrize("name", ["clip", "weight_decay", "patience", "seed"])
def test_a_number_that_would_turn_a_training_round_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is -1"):
        dataclasses.replace(PLAIN, **{name: -1})


@pytest.mark.parametrize(
    "bounds", [{"least": 1}, {"above": 0}, {"below": 1}, {"least": 0, "below": 1}]
)
def test_all_kinds_of_bounds_have_a_sentence(bounds: dict[str, float]) -> None:
    one = Setting(name="width", kind=float, default=0.5, **bounds)
    for language in LANGUAGES:
        with pytest.raises(SettingsError) as caught:
            one.check_value(float("nan"))
        assert "width" in caught.value.sentence.in_language(language)


def test_settings_of_before_open_and_are_written_flat() -> None:
    text = dataclasses.replace(PLAIN, lora_rank=4, soft_tokens=3).to_json()
    values = json.loads(text)
    assert (values["lora_rank"], values["adapter_size"], values["soft_tokens"]) == (4, 32, 3)
    assert "own" not in values
    opened = RunSettings.from_json(text)
    assert (opened.lora_rank, opened.prefix_tokens) == (4, 8)
    search = SearchSettings(base=opened)
    assert SearchSettings.from_json(search.to_json()) == search
    assert json.loads(search.to_json())["base"] == values


def test_a_default_that_is_given_is_the_same_run() -> None:
    given = dataclasses.replace(PLAIN, lora_rank=8)
    assert given == PLAIN and hash(given) == hash(PLAIN)
    assert len({PLAIN, given, dataclasses.replace(PLAIN, lora_rank=9)}) == 2


def test_a_run_has_the_setting_of_a_method_that_came_later() -> None:
    with METHODS.holding(TOY):
        toy = RunSettings(dataset="movies", template="x", method="toy", own={"toy_width": 3})
        assert toy == dataclasses.replace(PLAIN, template="x", method="toy", toy_width=3)
        assert json.loads(toy.to_json())["toy_width"] == toy.toy_width == 3
        assert RunSettings.from_json(toy.to_json()) == toy
        assert dataclasses.replace(toy, lora_rank=2).toy_width == 3
        assert PLAIN.toy_width == 5
        with pytest.raises(SettingsError, match="toy_width is 0; it must be at least 1"):
            dataclasses.replace(toy, toy_width=0)
    with pytest.raises(SettingsError, match="Unknown settings: toy_width"):
        RunSettings(dataset="movies", template="x", own={"toy_width": 3})
    with pytest.raises(AttributeError):
        _ = PLAIN.toy_width


@pytest.mark.parametrize(("name", "says"), [("lora_rank", "not the same"), ("epochs", "a run's")])
def test_a_method_cannot_take_a_name_that_means_something_else(name: str, says: str) -> None:
    own = Setting(name=name, kind=int, default=5, least=1)
    with (
        METHODS.holding(dataclasses.replace(TOY, settings=(own,))),
        pytest.raises(ValueError, match=says),
    ):
        dataclasses.replace(PLAIN, seed=1)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.section}.{one.name}")
def test_every_option_has_its_line_in_both_languages(one: Setting) -> None:
    keys = {f"{one.section}.{one.name}_option", f"{one.section}.{one.name}_help"}
    for language in LANGUAGES:
        assert one.choices or keys & set(table(language))


def test_every_setting_is_in_the_documents() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m scripts.settings_table"
