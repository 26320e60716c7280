"""What two machines must have in common so that both say the same numbers: code and libraries."""

import functools
import hashlib
import importlib
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
LIBRARIES = (
    *("torch", "transformers", "tokenizers", "peft", "safetensors"),
    *("numpy", "pandas", "scipy", "implicit"),
)


@functools.cache
def code_digest() -> str:
    """Of every file of Python in the package."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def package_version() -> str:
    """Of promptrec; it stands above all layers."""
    return str(importlib.import_module("promptrec").__version__)


@functools.cache
def likeness() -> Mapping[str, str]:
    """Of this machine, by name; the first is the package itself."""
    return {
        "promptrec": f"{package_version()} ({code_digest()[:12]})",
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{name: installed(name) for name in LIBRARIES},
    }


def installed(name: str) -> str:
    """The version of a library, "-" where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def first_difference(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    """The first name that differs; "" for none.

    >>> first_difference({"a": "1", "b": "2"}, {"a": "1", "b": "3"})
    'b'
    """
    return next((name for name in {**one, **other} if one.get(name) != other.get(name)), "")
