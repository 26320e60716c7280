"""Options made from settings: a command says which settings it takes and gets those that are given.

    @with_options
    def train(dataset: str, given: Annotated[Given, Options(RunSettings)]) -> None: ...

typer reads one option for each of these settings, named, explained and limited as it was declared;
the command gets one mapping by the names of the fields. Those of a field that has settings itself
(`split`) stand in a mapping of their own.
"""

import dataclasses
import functools
import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter
from typing import Annotated, Any

import typer

from promptrec.errors import SettingsError
from promptrec.fields import Setting, settings_of
from promptrec.methods import METHODS, own_settings
from promptrec.words.table import table

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One setting as an option."""

    setting: Setting
    inside: str = ""  # the field that holds its settings class

    @property
    def name(self) -> str:
        """The name of its parameter."""
        return self.setting.title

    @property
    def listed(self) -> bool:
        """True for numbers of a list that is written with commas."""
        return self.setting.several and self.setting.kind is float

    def parameter(self, section: str = "") -> Parameter:
        """What typer reads."""
        kind: Any = str if self.listed else self.setting.kind
        kind = list[kind] if self.setting.several and not self.listed else kind
        info = typer.Option(
            self.setting.flag, metavar=self.setting.metavar, help=help_of(self.setting, section)
        )
        annotation = Annotated[kind | None, info]
        return Parameter(self.name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)

    def value(self, given: Any) -> Any:
        """What the settings take."""
        if self.listed:
            return numbers(self.setting, given)
        return tuple(given) if self.setting.several else given


class Options:
    """Which settings of a class are options: those named, else all from `since` to before `until`.

    section: of the word tables; a command that means something narrower has its own words there.
    """

    def __init__(
        self, cls: type, *names: str, since: str = "", until: str = "", section: str = ""
    ) -> None:
        self.cls, self.names, self.since, self.until = cls, names, since, until
        self.section = section

    def list_options(self) -> list[Option]:
        """The options in their order in the help."""
        every = options_of(self.cls)
        by_name = {one.name: one for one in every}
        if self.names:
            return [by_name[name] for name in self.names]
        places = list(by_name)
        start = places.index(self.since) if self.since else 0
        return every[start : places.index(self.until) if self.until else None]


def options_of(cls: type) -> list[Option]:
    """All options of a settings class, those of its parts at the place of the part."""
    options: list[Option] = []
    for one in settings_of(cls):
        if one.name == "own":
            options += [Option(each) for each in own_settings().values()]
        elif one.flag and dataclasses.is_dataclass(one.kind):
            options += [Option(each, one.name) for each in settings_of(one.kind) if each.flag]
        elif one.flag:
            options.append(Option(one))
    for late in [one for one in options[::-1] if one.setting.after]:
        options.remove(late)
        options.insert([one.name for one in options].index(late.setting.after) + 1, late)
    return options


def help_of(setting: Setting, section: str = "") -> str | None:
    """The line of an option: its own, else its choices, else the help that the form gives, too."""
    words = table("en")
    keys = [f"{key}.{setting.name}_option" for key in (section or setting.section, setting.section)]
    line = next((words[key] for key in keys if key in words), "")
    if line and "{choices}" not in line:
        return line
    choices = " | ".join(with_number(one) for one in setting.choices)
    help_of_form = words.get(f"{setting.section}.{setting.name}_help")
    return line.replace("{choices}", choices) or choices or help_of_form


def with_number(choice: str) -> str:
    """A choice as it is written; a method that takes a number shows where."""
    return f"{choice}:N" if choice in METHODS and METHODS[choice].number else choice


def numbers(setting: Setting, text: str) -> tuple[float, ...]:
    """ "1e-5,1e-3" as two numbers."""
    try:
        return tuple(float(each) for each in text.split(",")) if text else ()
    except ValueError:
        form, example = setting.metavar, f"{setting.flag} 1e-5,1e-3"
        raise SettingsError(
            "sentence.no_numbers", option=setting.flag, text=repr(text), form=form, example=example
        ) from None


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose parameters of `Options` are replaced by the options that they stand for."""
    signature = inspect.signature(command)
    groups = {
        name: group
        for name, one in signature.parameters.items()
        if (group := group_of(one.annotation)) is not None
    }
    parameters: list[Parameter] = []
    for name, one in signature.parameters.items():
        parameters += (
            [each.parameter(groups[name].section) for each in groups[name].list_options()]
            if name in groups
            else [one.replace(kind=Parameter.KEYWORD_ONLY)]
        )

    @functools.wraps(command)
    def run_command(**values: Any) -> None:
        collected = {name: collect(group, values) for name, group in groups.items()}
        command(**values, **collected)

    run_command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return run_command


def group_of(annotation: Any) -> Options | None:
    """The options that a parameter stands for."""
    marks = typing.get_args(annotation)[1:]
    return next((one for one in marks if isinstance(one, Options)), None)


def collect(group: Options, values: Given) -> Given:
    """Take the values of a group out of all; what was not given is not there."""
    given: Given = {}
    for one in group.list_options():
        value = values.pop(one.name)
        if value is not None:
            place = given.setdefault(one.inside, {}) if one.inside else given
            place[one.setting.name] = one.value(value)
    return given


def flags_of(cls: type, given: Given) -> list[str]:
    """The options by which settings of a class were given."""
    return [
        one.setting.flag
        for one in options_of(cls)
        if one.setting.name in (given.get(one.inside, {}) if one.inside else given)
    ]


def build(cls: Any, given: Mapping[str, Any]) -> Any:
    """A settings value from what was given, its parts too."""
    parts = {one.name: one.kind for one in settings_of(cls) if dataclasses.is_dataclass(one.kind)}
    return cls(
        **{
            name: parts[name](**value) if isinstance(value, Mapping) else value
            for name, value in given.items()
        }
    )
