"""What one setting is: its kind, its default, its bounds, who reads it and where its words are.

A setting is declared once: as a field of a settings class with `setting`, or, where it belongs to
one tuning method, as a `Setting` of that method. The command's options, the form's widgets, the
checks and the documents are made from it.
"""

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from promptrec.errors import SettingsError
from promptrec.registry import choose


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
    several: bool = False  # a tuple of them
    default: object = None
    optional: bool = False  # None is a value: it depends on others
    reader: Reader = Reader.TRAINING
    choices: Collection[str] = ()
    least: float | None = None  # this or more
    above: float | None = None  # more than this
    below: float | None = None  # less than this
    check: Callable[[Any], object] | None = None  # raises SettingsError
    step: float | None = None  # of the form: how far one press of + goes
    option: str = ""  # of the command; "": --name-with-dashes, NO_OPTION: none
    after: str = ""  # name of the option that it follows in the help; "": the field before
    metavar: str | None = None
    section: str = "setting"  # of the word tables

    @property
    def flag(self) -> str:
        """The option of the command; "" where it has none."""
        return "" if self.option == NO_OPTION else self.option or f"--{self.name}".replace("_", "-")

    @property
    def title(self) -> str:
        """What errors call it: as the command does."""
        return self.flag.removeprefix("--").replace("-", "_") or self.name

    def check_value(self, value: Any) -> None:
        """SettingsError for a value that the setting cannot have."""
        if value is None and self.optional:
            return
        if self.check is not None:
            self.check(value)
        elif self.choices:
            choose(self.title, value, self.choices)
        if not self._is_inside(value):
            key = f"sentence.setting_{'_'.join(self.bounds)}"
            raise SettingsError(key, name=self.title, value=value, **self.bounds)

    def _is_inside(self, value: Any) -> bool:
        """Whether a value is within the bounds; what is no number is not."""
        return (
            (self.least is None or value >= self.least)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )

    @property
    def bounds(self) -> dict[str, str]:
        """The bounds as words."""
        bounds = {"least": self.least, "above": self.above, "below": self.below}
        return {name: f"{bound:g}" for name, bound in bounds.items() if bound is not None}


NO_OPTION = "no option"
METADATA = "setting"
REQUIRED: Any = dataclasses.MISSING


def setting(default: Any, reader: Reader, **more: Any) -> Any:
    """A field of a settings class: its default, who reads it, and more of its `Setting`.

    default: REQUIRED where there is none, and a class where every value gets a new one of it.
    """
    declared = Setting(name="", kind=object, default=default, reader=reader, **more)
    kind = "default_factory" if isinstance(default, type) else "default"
    field: Any = dataclasses.field
    return field(**{kind: default}, metadata={METADATA: declared})


@functools.cache
def settings_of(cls: type) -> tuple[Setting, ...]:
    """The settings of a class in the order of its fields; name and kind are those of the field."""
    hints = typing.get_type_hints(cls)
    fields: Any = dataclasses.fields
    return tuple(
        dataclasses.replace(field.metadata[METADATA], name=field.name, **kind_of(hints[field.name]))
        for field in fields(cls)
    )


def kind_of(hint: Any) -> dict[str, Any]:
    """What the type of a field says of it.

    >>> kind_of(int | None), kind_of(tuple[str, ...])
    ({'kind': <class 'int'>, 'optional': True}, {'kind': <class 'str'>, 'several': True})
    """
    if isinstance(hint, types.UnionType):
        (kind,) = (one for one in typing.get_args(hint) if one is not types.NoneType)
        return {**kind_of(kind), "optional": True}
    if typing.get_origin(hint) is tuple:
        return {"kind": typing.get_args(hint)[0], "several": True}
    return {"kind": hint}


def check_all(settings: Any) -> None:
    """SettingsError for the first field of a settings value that has a value it cannot have."""
    cls: Any = type(settings)
    for one in settings_of(cls):
        one.check_value(getattr(settings, one.name))


def defaults(cls: type, reader: Reader) -> dict[str, Any]:
    """What the settings of one reader are where nobody says otherwise."""
    return {one.name: one.default for one in settings_of(cls) if one.reader is reader}
