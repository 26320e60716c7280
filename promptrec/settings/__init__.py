"""The settings of runs and searches: frozen values, no paths of this machine, no objects."""

from promptrec.settings.choices import (
    CLASSIC,
    DEFAULT_LEARNING_RATE,
    HEADS,
    HISTORIES,
    LOSSES,
    METHODS,
    NUMBERED,
    PARTS,
    PRESETS,
    RANKING_LOSSES,
    RATING_LOSSES,
    SCHEDULES,
    SPLITS,
    STATISTICS,
    choose,
    split_fairness,
    split_method,
)
from promptrec.settings.own import own_settings
from promptrec.settings.run import AddedLabel, RunSettings
from promptrec.settings.search import (
    LARGER_IS_BETTER,
    SEARCH_KINDS,
    SearchedTemplate,
    SearchSettings,
)
from promptrec.settings.split import SplitSettings

__all__ = [
    "CLASSIC",
    "DEFAULT_LEARNING_RATE",
    "HEADS",
    "HISTORIES",
    "LARGER_IS_BETTER",
    "LOSSES",
    "METHODS",
    "NUMBERED",
    "PARTS",
    "PRESETS",
    "RANKING_LOSSES",
    "RATING_LOSSES",
    "SCHEDULES",
    "SEARCH_KINDS",
    "SPLITS",
    "STATISTICS",
    "AddedLabel",
    "RunSettings",
    "SearchSettings",
    "SearchedTemplate",
    "SplitSettings",
    "choose",
    "own_settings",
    "split_fairness",
    "split_method",
]
