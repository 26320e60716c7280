"""The settings of runs and searches: frozen values, no paths of this machine, no objects."""

from promptrec.methods import METHODS, split_method
from promptrec.registry import choose
from promptrec.settings.choices import (
    HEADS,
    HISTORIES,
    LOSSES,
    NO_START,
    PARTS,
    RANKING_LOSSES,
    RATING_LOSSES,
    SCHEDULES,
    SPLITS,
    STARTS,
    STATISTICS,
    split_fairness,
)
from promptrec.settings.measuring import MEASURED, Measuring
from promptrec.settings.presets import PRESETS, Preset, preset_settings
from promptrec.settings.run import AddedLabel, RunSettings
from promptrec.settings.search import (
    SEARCH_KINDS,
    SearchedTemplate,
    SearchSettings,
)
from promptrec.settings.split import SplitSettings

__all__ = [
    "HEADS",
    "HISTORIES",
    "LOSSES",
    "MEASURED",
    "METHODS",
    "NO_START",
    "PARTS",
    "PRESETS",
    "RANKING_LOSSES",
    "RATING_LOSSES",
    "SCHEDULES",
    "SEARCH_KINDS",
    "SPLITS",
    "STARTS",
    "STATISTICS",
    "AddedLabel",
    "Measuring",
    "Preset",
    "RunSettings",
    "SearchSettings",
    "SearchedTemplate",
    "SplitSettings",
    "choose",
    "preset_settings",
    "split_fairness",
    "split_method",
]
