"""Choosing a split: which rows train, which watch, which stay locked for the end."""

import dataclasses
from typing import Any

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.settings import HISTORIES, SPLITS, SplitSettings
from promptrec.ui.say import say
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.state.key import Key

SEEDED = ("random", "cold_user", "cold_item", "cross_domain")


def split_form(data: Dataset, key: Key[Any], start: SplitSettings | None = None) -> SplitSettings:
    """The split that the form shows; only splits that this data allows are offered.

    start: where settings come from that the chosen split does not show, as long as it is chosen.
    """
    offered = possible_splits(data)
    key.of("name").give_way(offered, offered[0])
    name = str(
        st.selectbox(
            say("split.name"),
            offered,
            format_func=lambda split: say(f"split.{split}"),
            key=key.of("name").name,
            persist_state="session",
        )
    )
    st.caption(say(f"split.{name}_help"))
    found: dict[str, str | int] = {}
    if name == "cold_user":
        found["known"] = whole(key.of("known"), "split.known")
    if name == "cross_domain":
        found |= domains(data, key)
    if name in SEEDED or data.implicit:  # sampled negatives follow it, too
        found["seed"] = whole(key.of("seed"), "split.seed")
    found["history"] = history(key.of("history").name)
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


def whole(key: Key[int], words: str) -> int:
    """A count, 0 or more."""
    key.begin(0)
    return int(
        st.number_input(
            say(words),
            min_value=0,
            key=key.name,
            help=say(f"{words}_help"),
            persist_state="session",
        )
    )


def history(key: str) -> str:
    """From which moment rows of valid and test are predicted, and what comes of it."""
    chosen = st.selectbox(
        say("split.history"),
        HISTORIES,
        format_func=lambda one: say(f"split.history_{one}"),
        key=key,
        persist_state="session",
    )
    st.caption(say(f"split.history_{chosen}_help"))
    return str(chosen)


def domain_names(data: Dataset) -> list[str]:
    """Domains of the items, the largest first; none where the data names no column for them."""
    column = data.about.domain
    return [name for name in data.items[column].value_counts().index if name] if column else []


def domains(data: Dataset, key: Key[Any]) -> dict[str, str | int]:
    """Source and target of cross-domain work, and how many target rows may be learned from."""
    found = domain_names(data)
    first, second = st.columns(2)
    source = one_of(first, found, key.of("source"), "split.source")
    others = [name for name in found if name != source]
    target = one_of(second, others, key.of("target"), "split.target")
    rows = whole(key.of("target_rows"), "split.target_rows")
    return {"source": source, "target": target, "target_rows": rows}


def one_of(place: DeltaGenerator, names: list[str], key: Key[str], words: str) -> str:
    """A domain; one that is not offered any more gives way to the first."""
    key.give_way(names, names[0])
    return str(place.selectbox(say(words), names, key=key.name, persist_state="session"))


def fill_split(split: SplitSettings, key: Key[Any]) -> None:
    """Put a split into the form."""
    for field in dataclasses.fields(split):
        key.of(field.name).set(getattr(split, field.name))
