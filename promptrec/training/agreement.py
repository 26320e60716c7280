"""Alarms that do not contradict each other: where one explains another, it alone is told.

No torch: the page of a run that still goes on reads its alarms from the log.
"""

from collections.abc import Sequence
from typing import TypeVar

from promptrec.words.table import Sentence

ALIKE = ("alarm_constant", "alarm_flat", "alarm_still")  # one answer, or none that moves
HIDES = {  # what is told -> what it explains
    "alarm_one_class": ALIKE,
    "alarm_gradient": ALIKE,
    "alarm_exploded": ALIKE,
    "alarm_far_scores": (*ALIKE, "alarm_exploded"),
    "alarm_constant": ("alarm_flat", "alarm_still"),
    "alarm_flat": ("alarm_still",),
}
Text = TypeVar("Text", bound=str)


def key_of(alarm: str) -> str:
    """The key of a sentence that knows it."""
    return alarm.key if isinstance(alarm, Sentence) else ""


def agreed(alarms: Sequence[Text]) -> tuple[Text, ...]:
    """The alarms without those that another one of them explains, in their order."""
    names = [key_of(alarm).removeprefix("sentence.") for alarm in alarms]
    hidden = {other for name in names for other in HIDES.get(name, ())}
    return tuple(alarm for alarm, name in zip(alarms, names, strict=True) if name not in hidden)
