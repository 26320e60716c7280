"""What one setting is: its kind, its default, its bounds, who reads it and where its words are.

A setting is declared once. The command's options, the form's widgets, the checks and the documents
are made from this.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Reader(StrEnum):
    """Who reads a setting. Two variants that differ only in TRAINING's score untuned alike."""

    DATA = "data"  # which rows, in which part
    PROMPT = "prompt"  # what the model reads
    MODEL = "model"  # how it answers
    TRAINING = "training"  # how it is tuned, and nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting. Its help is the sentence `setting.<name>` of the word tables."""

    name: str
    kind: type  # int, float, bool or str
    default: object  # None: depends on others
    reader: Reader = Reader.TRAINING
    choices: tuple[str, ...] = ()
    least: float | None = None  # this or more
    above: float | None = None  # more than this
    below: float | None = None  # less than this
    check: Callable[[object], object] | None = None  # raises SettingsError
