"""One thing that a visit keeps between reruns, under one name. Only this file knows the session."""

from collections.abc import Collection, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import streamlit as st

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """The name of a thing of the session, and what it is before anybody chose.

    A widget with `key=SOMETHING.name` keeps its value there.
    """

    name: str
    default: T

    def get(self) -> T:
        """What is kept, else the default: a copy, or two visits would fill the same one."""
        return cast("T", st.session_state.get(self.name, copy(self.default)))

    def set(self, value: T) -> None:
        """Keep a value; before its widget is drawn, the widget shows it."""
        st.session_state[self.name] = value

    def begin(self, value: T) -> T:
        """What is kept; the value is, where nothing was."""
        return cast("T", st.session_state.setdefault(self.name, value))

    def forget(self) -> None:
        """Keep nothing, as before the first choice."""
        st.session_state.pop(self.name, None)

    def take(self) -> T:
        """What is kept, for once: it is forgotten."""
        return cast("T", st.session_state.pop(self.name, copy(self.default)))

    def is_kept(self) -> bool:
        """True when somebody, or a widget, has put something here."""
        return self.name in st.session_state

    def give_way(self, options: Collection[T], first: T) -> T:
        """What is kept, as long as it is one of the options; else the first is kept from now on."""
        if self.get() not in options or not self.is_kept():
            self.set(first)
        return self.get()

    def of(self, *parts: object) -> "Key[T]":
        """The same for one of many: a field, a file, a data set."""
        return Key("_".join(map(str, (self.name, *parts))), self.default)


def kept_keys(beginning: str = "") -> Iterator[Key[Any]]:
    """Everything that is kept under a name with this beginning."""
    for name in map(str, list(st.session_state)):
        if name.startswith(beginning):
            yield Key(name, None)
