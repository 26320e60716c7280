"""The settings of runs and searches: frozen values, no paths of this machine, no objects."""

from promptrec.settings.choices import (
    CLASSIC,
    DEFAULT_LEARNING_RATE,
    HEADS,
    LOSSES,
    METHODS,
    OF_TRAINING,
    PARTS,
    PRESETS,
    RANKING_LOSSES,
    RATING_LOSSES,
    SCHEDULES,
    SPLITS,
    STATISTICS,
    choose,
    split_method,
)
from promptrec.settings.run import AddedLabel, RunSettings, SplitSettings

__all__ = [
    "CLASSIC",
    "DEFAULT_LEARNING_RATE",
    "HEADS",
    "LOSSES",
    "METHODS",
    "OF_TRAINING",
    "PARTS",
    "PRESETS",
    "RANKING_LOSSES",
    "RATING_LOSSES",
    "SCHEDULES",
    "SPLITS",
    "STATISTICS",
    "AddedLabel",
    "RunSettings",
    "SplitSettings",
    "choose",
    "split_method",
]
