"""Frozen results as JSON and back, told by the types of their fields. No pickle."""

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

from promptrec.words.stored import from_document, to_document
from promptrec.words.table import Sentence


def to_plain(value: object) -> object:
    """A record, or a tuple or mapping of records, as values of JSON."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): to_plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(one) for one in value]
    return to_document(value)


def from_plain(kind: Any, value: Any) -> Any:
    """What `to_plain` wrote of a value of this type. Raises TypeError, KeyError, ValueError."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        unknown = set(value) ^ {one.name for one in dataclasses.fields(kind)}
        if unknown:
            raise KeyError(*sorted(unknown))
        return kind(**{name: from_plain(hints[name], one) for name, one in value.items()})
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(from_plain(parts[0], one) for one in value)
    if origin is not None and issubclass_of(origin, Mapping):
        return {name: from_plain(parts[1], one) for name, one in value.items()}
    if origin in (Union, types.UnionType):
        return None if value is None else from_plain(parts[0], value)
    return plain_value(kind, value)


def plain_value(kind: Any, value: Any) -> Any:
    """Text (which may be a sentence), or a number."""
    found = from_document(value)
    if kind is float and isinstance(found, int):
        return float(found)
    if kind is Sentence and isinstance(found, str) and not isinstance(found, Sentence):
        return Sentence(found)
    if not isinstance(found, kind):
        raise TypeError(f"{found!r} is no {kind}")
    return found


def issubclass_of(origin: object, parent: type) -> bool:
    """True for a class below the parent."""
    return isinstance(origin, type) and issubclass(origin, parent)
