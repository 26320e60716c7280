"""The settings that tuning methods bring along, as a part of a run's settings.

They stand in `RunSettings.own`, only those that are not at their default; yet a caller writes
`RunSettings(lora_rank=4)`, reads `settings.lora_rank`, and finds them beside the others in JSON.
"""

import dataclasses
import functools
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from promptrec.errors import SettingsError
from promptrec.fields import Reader
from promptrec.methods import own_settings

Class = TypeVar("Class", bound=type)


class OwnValues(Mapping[str, Any]):
    """Own settings that are not at their default, checked: frozen, equal where they mean the same.

    >>> OwnValues({"lora_rank": 4, "adapter_size": 32})
    OwnValues({'lora_rank': 4})
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        known, given = own_settings(), dict(values or {})
        unknown = sorted(set(given) - set(known))
        if unknown:
            raise SettingsError("sentence.unknown_settings", names=", ".join(unknown))
        for name, value in given.items():
            known[name].check_value(value)
        self._values = {
            name: value for name, value in given.items() if value != known[name].default
        }

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._values})"

    def without(self, reader: Reader) -> "OwnValues":
        """Those that not only this one reads."""
        known = own_settings()
        return OwnValues({name: one for name, one in self.items() if known[name].reader != reader})


def takes_own(cls: Class) -> Class:
    """A settings class with a field `own` whose constructor also takes own settings by name."""
    plain = cls.__init__  # type: ignore[misc]
    fields = {one.name for one in dataclasses.fields(cls)}

    @functools.wraps(plain)
    def construct(self: Any, *, own: Mapping[str, Any] | None = None, **values: Any) -> None:
        known = own_settings()
        taken = known.keys() & fields
        if taken:
            raise ValueError(f"A method's own setting is called as a run's: {', '.join(taken)}.")
        given = {name: values.pop(name) for name in known if name in values}
        plain(self, own=OwnValues({**(own or {}), **given}), **values)

    cls.__init__ = construct  # type: ignore[misc]
    return cls
