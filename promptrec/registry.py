"""Lists of things of one kind, each declared in a file of its own: methods, metrics, baselines.

A package of such files is loaded by `load_all`; each of them adds what it declares. Nobody else
keeps a list, so that one more is one more file.
"""

import contextlib
import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar

from promptrec.errors import SettingsError


class Listed(Protocol):
    """What can be listed."""

    @property
    def name(self) -> str:
        """By which people choose it."""

    @property
    def place(self) -> int:
        """Where it stands in the list; of equals the one that was added first comes first."""


One = TypeVar("One", bound=Listed)


class Registry(Mapping[str, One], Generic[One]):
    """Things by name, in the order of their places. What is added later is in it at once."""

    def __init__(self) -> None:
        self._entries: dict[str, One] = {}

    def add(self, entry: One) -> One:
        """List it; ValueError when the name is taken."""
        if entry.name in self._entries:
            raise ValueError(f"There are two called {entry.name!r}.")
        entries = [*self._entries.values(), entry]
        self._entries = {one.name: one for one in sorted(entries, key=lambda one: one.place)}
        return entry

    @contextlib.contextmanager
    def holding(self, entry: One) -> Iterator[One]:
        """With one thing more, or another one of its name, until the block ends."""
        before = self._entries
        self._entries = {name: one for name, one in before.items() if name != entry.name}
        try:
            yield self.add(entry)
        finally:
            self._entries = before

    def __getitem__(self, name: str) -> One:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class Names(Collection[str]):
    """Some names of a registry, as they are when somebody asks; no sooner is it loaded."""

    def __init__(self, list_now: Callable[[], Collection[str]]) -> None:
        self._list_now = list_now

    def __contains__(self, name: object) -> bool:
        return name in self._list_now()

    def __iter__(self) -> Iterator[str]:
        return iter(self._list_now())

    def __len__(self) -> int:
        return len(self._list_now())


def load_all(package: str, folders: Iterable[str]) -> None:
    """Import every file of a package, so that each adds what it declares."""
    for module in pkgutil.iter_modules(list(folders)):
        if not module.ispkg:
            importlib.import_module(f"{package}.{module.name}")


def choose(name: str, value: str, choices: Collection[str]) -> str:
    """Return value, or raise SettingsError that lists the choices."""
    if value not in choices:
        listed = ", ".join(choices)
        raise SettingsError("sentence.no_choice", name=name, value=repr(value), choices=listed)
    return value
