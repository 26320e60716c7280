"""The settings that tuning methods bring along, as a part of a run's settings.

They stand in `RunSettings.own`, only those that are not at their default; yet a caller writes
`RunSettings(lora_rank=4)`, reads `settings.lora_rank`, and finds them beside the others in JSON.
"""

import functools
from collections.abc import Mapping
from typing import Any, TypeVar

from promptrec.errors import SettingsError
from promptrec.fields import Reader, Setting

Own = tuple[tuple[str, Any], ...]  # name and value, by name
Class = TypeVar("Class", bound=type)

OF_METHOD = {  # until the methods say it themselves
    "lora": (Setting(name="lora_rank", kind=int, default=8, least=1),),
    "dora": (Setting(name="lora_rank", kind=int, default=8, least=1),),
    "adalora": (Setting(name="lora_rank", kind=int, default=8, least=1),),
    "adapter": (Setting(name="adapter_size", kind=int, default=32, least=1),),
    "prefix_tuning": (Setting(name="prefix_tokens", kind=int, default=8, least=1),),
    "prompt_tuning": (
        Setting(name="soft_tokens", kind=int, default=8, least=1, reader=Reader.PROMPT),
    ),
    "p_tuning": (Setting(name="soft_tokens", kind=int, default=8, least=1, reader=Reader.PROMPT),),
}


def own_settings() -> dict[str, Setting]:
    """The settings of all tuning methods by name; several methods may share one."""
    return {one.name: one for own in OF_METHOD.values() for one in own}


def packed(values: Mapping[str, Any]) -> Own:
    """Values of own settings, checked, in one form: two that mean the same are equal."""
    known = own_settings()
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise SettingsError("sentence.unknown_settings", names=", ".join(unknown))
    for name, value in values.items():
        known[name].check_value(value)
    return tuple(
        (name, value) for name, value in sorted(values.items()) if value != known[name].default
    )


def takes_own(cls: Class) -> Class:
    """A settings class with a field `own` whose constructor also takes own settings by name."""
    plain = cls.__init__  # type: ignore[misc]

    @functools.wraps(plain)
    def construct(self: Any, *, own: Any = (), **values: Any) -> None:
        given = {name: values.pop(name) for name in own_settings() if name in values}
        plain(self, own=packed({**dict(own), **given}), **values)

    cls.__init__ = construct  # type: ignore[misc]
    return cls
