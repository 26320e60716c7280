"""Ready-made ways to make a run, each declared once: for the command, the New run page and Python.

A preset names the settings in which it differs from the defaults; whatever is given beside it wins.
Epochs and rate that it leaves open are chosen by the number of rows (`by_rows`), as everywhere.
Its words are `preset.NAME`, `preset.NAME_what` and `preset.NAME_for`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from promptrec.registry import choose


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A named choice of settings, as fields of `RunSettings`."""

    name: str
    settings: Mapping[str, Any]


QUICK = Preset(name="quick", settings={"max_train": 256, "max_valid": 300})
CAREFUL = Preset(
    name="careful", settings={"start_from": "stack", "max_train": 2000, "max_valid": 2000}
)
CLASSIC = Preset(  # the textbook's recipe for BERT
    name="classic",
    settings={
        "head": "classifier",
        "method": "full",
        "learning_rate": 2e-5,
        "batch_size": 16,
        "epochs": 5,
        "patience": 0,
        "test": True,
    },
)
PRESETS = {one.name: one for one in (QUICK, CAREFUL, CLASSIC)}


def preset_settings(name: str) -> Mapping[str, Any]:
    """What a preset sets; SettingsError with the names that there are."""
    return PRESETS[choose("preset", name, tuple(PRESETS))].settings
