"""JSON: what commands print and agents are told; and how JSON is read that somebody else wrote."""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any


def to_json(document: Mapping[str, object]) -> str:
    """JSON without nan or infinity, which are no JSON: they become null."""
    return json.dumps(plain(document), ensure_ascii=False, indent=2, allow_nan=False)


def plain(value: Any) -> Any:
    """Records, numpy numbers and tuples as what JSON knows.

    >>> plain({"a": (1, float("nan"))})
    {'a': [1, None]}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(found) for name, found in value.items()}
    if isinstance(value, list | tuple):
        return [plain(found) for found in value]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


class KeyTwice(ValueError):
    """An object that names a key twice: most readers keep the last, and nobody hears of it."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def keys_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON (`object_pairs_hook`); KeyTwice where a key stands there twice.

    >>> json.loads('{"a": 1, "b": {"a": 2}}', object_pairs_hook=keys_once)
    {'a': 1, 'b': {'a': 2}}
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        raise KeyTwice(Counter(key for key, _ in pairs).most_common(1)[0][0])
    return found
