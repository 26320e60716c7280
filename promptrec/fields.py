"""What one setting is: its kind, its default, its bounds, who reads it and where its words are.

A setting is declared once: as a field of a settings class with `setting`, or, where it belongs to
one tuning method, as a `Setting` of that method. The command's options, the form's widgets, the
checks and the documents are made from it.
"""

import dataclasses
import functools
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from promptrec.errors import SettingsError


class Reader(StrEnum):
    """Who reads a setting. Two variants that differ only in TRAINING's score untuned alike."""

    DATA = "data"  # which rows, in which part
    PROMPT = "prompt"  # what the model reads
    MODEL = "model"  # how it answers
    TRAINING = "training"  # how it is tuned, and nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting.

    Its words are `<section>.<name>` (what a form calls it), `..._help` (what it does) and, where
    the command says it shorter or a field left empty means something, `..._option`, `..._empty`.
    """

    name: str
    kind: type  # int, float, bool or str; another kind is no option and no widget
    default: object = None
    optional: bool = False  # None is a value: it depends on others
    reader: Reader = Reader.TRAINING
    choices: tuple[str, ...] = ()
    least: float | None = None  # this or more
    above: float | None = None  # more than this
    below: float | None = None  # less than this
    check: Callable[[Any], object] | None = None  # raises SettingsError
    step: float | None = None  # of the form: how far one press of + goes
    option: str = ""  # of the command; "": --name-with-dashes, NO_OPTION: none
    metavar: str | None = None
    section: str = "setting"  # of the word tables

    def check_value(self, value: Any) -> None:
        """SettingsError for a value that the setting cannot have."""
        if value is None and self.optional:
            return
        if self.choices and value not in self.choices:
            choices = ", ".join(self.choices)
            raise SettingsError(
                "sentence.no_choice", name=self.name, value=repr(value), choices=choices
            )
        low = self.above if self.least is None else self.least
        inside = low is None or (value > low if self.least is None else value >= low)
        if not inside or not (self.below is None or value < self.below):
            raise SettingsError(self.bounds_key, name=self.name, value=value, **self.bounds)
        if self.check is not None:
            self.check(value)

    @property
    def bounds(self) -> dict[str, str]:
        """The bounds as words."""
        bounds = {"least": self.least, "above": self.above, "below": self.below}
        return {name: f"{bound:g}" for name, bound in bounds.items() if bound is not None}

    @property
    def bounds_key(self) -> str:
        """The sentence that says them."""
        return "sentence.setting_" + "_".join(self.bounds)


NO_OPTION = "no option"
METADATA = "setting"


def setting(
    default: Any = dataclasses.MISSING, *, make: Any = dataclasses.MISSING, **more: Any
) -> Any:
    """A field of a settings class: its default, or what makes it, and more of its `Setting`."""
    kept = None if default is dataclasses.MISSING else default
    return dataclasses.field(
        default=default,
        default_factory=make,
        metadata={METADATA: Setting(name="", kind=object, default=kept, **more)},
    )


@functools.cache
def settings_of(cls: type) -> tuple[Setting, ...]:
    """The settings of a class in the order of its fields; name and kind are those of the field."""
    hints = typing.get_type_hints(cls)
    found = []
    for field in dataclasses.fields(cls):
        if METADATA in field.metadata:
            kind, optional = kind_of(hints[field.name])
            found.append(
                dataclasses.replace(
                    field.metadata[METADATA], name=field.name, kind=kind, optional=optional
                )
            )
    return tuple(found)


def kind_of(hint: Any) -> tuple[type, bool]:
    """The type of a field without None, and whether None was in it.

    >>> kind_of(int | None), kind_of(tuple[int, ...])
    ((<class 'int'>, True), (<class 'tuple'>, False))
    """
    if isinstance(hint, types.UnionType):
        (kind,) = (one for one in typing.get_args(hint) if one is not types.NoneType)
        return kind_of(kind)[0], True
    return typing.get_origin(hint) or hint, False
