"""Presets are declared once, work everywhere, and the documents say what they set."""

import re
from pathlib import Path

import pytest

from promptrec.errors import SettingsError
from promptrec.settings import PRESETS, RunSettings, preset_settings
from promptrec.settings.by_rows import chosen_by_rows, course_of

PAGE = Path(__file__).parents[2] / "docs" / "training.md"


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_settings_that_a_run_takes_and_differs_from_the_defaults(name: str) -> None:
    plain = RunSettings(dataset="movies", template="{item.title}")
    made = RunSettings(dataset="movies", template="{item.title}", **PRESETS[name].settings)
    assert {one for one in PRESETS[name].settings if getattr(made, one) == getattr(plain, one)} <= {
        "batch_size"  # part of the published recipe, said although it is the default
    }


@pytest.mark.parametrize("name", ["quick", "careful"])
def test_what_a_preset_leaves_open_is_chosen_by_the_number_of_rows(name: str) -> None:
    made = RunSettings(dataset="movies", template="{item.title}", **PRESETS[name].settings)
    rows = made.max_train or 0
    assert chosen_by_rows(made, rows).epochs == course_of(rows).epochs


def test_an_unknown_preset_is_a_sentence_with_the_names() -> None:
    with pytest.raises(SettingsError, match="quick, careful, classic"):
        preset_settings("clasic")


@pytest.mark.parametrize("name", PRESETS)
def test_the_page_on_training_says_what_a_preset_sets(name: str) -> None:
    (row,) = re.findall(rf"(?m)^\| `{name}` \| `([^`]*)` \|", PAGE.read_text(encoding="utf-8"))
    said = dict(re.findall(r"--([a-z-]+)(?: ([^- ][^ ]*))?", row))
    wanted = {
        one.replace("_", "-"): "" if value is True else f"{value}"
        for one, value in PRESETS[name].settings.items()
    }
    assert said == wanted
