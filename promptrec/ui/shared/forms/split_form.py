"""Choosing a split: which rows train, which watch, which stay locked for the end."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.fields import settings_of
from promptrec.settings import SPLITS, SplitSettings
from promptrec.ui.shared.forms.form_widgets import widget
from promptrec.ui.shell.say import say
from promptrec.ui.state.key import Key

SPLIT = {one.name: one for one in settings_of(SplitSettings)}
SEEDED = ("random", "cold_user", "cold_item", "cross_domain")


def split_form(data: Dataset, key: Key[Any], start: SplitSettings | None = None) -> SplitSettings:
    """The split that the form shows; only splits that this data allows are offered.

    start: where settings come from that the chosen split does not show, as long as it is chosen.
    """
    offered = possible_splits(data)
    name = str(ask_split("name", key, offered, lambda split: say(f"split.{split}")))
    st.caption(say(f"split.{name}_help"))
    found: dict[str, str | int] = {}
    if name == "cold_user":
        found["known"] = ask_split("known", key)
    if name == "cross_domain":
        found |= domains(data, key)
    if name in SEEDED or data.implicit:  # sampled negatives follow it, too
        found["seed"] = ask_split("seed", key)
    found["history"] = ask_split("history", key)
    st.caption(say(f"split.history_{found['history']}_help"))
    kept = start if start is not None and start.name == name else None
    if kept is None:
        return SplitSettings(name=name, **found)  # type: ignore[arg-type]
    return dataclasses.replace(kept, **found)  # type: ignore[arg-type]


def possible_splits(data: Dataset) -> list[str]:
    """Splits that can be made of this data."""
    possible = {
        "temporal": data.timed,
        "cross_domain": len(domain_names(data)) > 1,
        "given": "split" in data.interactions.columns,
    }
    return [name for name in SPLITS if possible.get(name, True)]


def ask_split(
    name: str, key: Key[Any], choices: Sequence[str] = (), words: Callable[[str], str] | None = None
) -> Any:
    """The widget of one setting of a split."""
    one = SPLIT[name]
    first = choices[0] if choices else one.default
    return widget(one, key.of(name), first, choices=choices, words=words)


def domain_names(data: Dataset) -> list[str]:
    """Domains of the items, the largest first; none where the data names no column for them."""
    column = data.about.domain
    return [name for name in data.items[column].value_counts().index if name] if column else []


def domains(data: Dataset, key: Key[Any]) -> dict[str, str | int]:
    """Source and target of cross-domain work, and how many target rows may be learned from."""
    found = domain_names(data)
    first, second = st.columns(2)
    with first:
        source = ask_split("source", key, found, str)
    with second:
        target = ask_split("target", key, [name for name in found if name != source], str)
    return {"source": source, "target": target, "target_rows": ask_split("target_rows", key)}


def fill_split(split: SplitSettings, key: Key[Any]) -> None:
    """Put a split into the form."""
    for field in dataclasses.fields(split):
        key.of(field.name).set(getattr(split, field.name))
