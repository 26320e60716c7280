"""Choosing a split: which rows train, which watch, which stay locked for the end."""

import dataclasses

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.settings import HISTORIES, SPLITS, SplitSettings
from promptrec.ui.say import say
from promptrec.ui.shell.private_streamlit import DeltaGenerator

SEEDED = ("random", "cold_user", "cold_item", "cross_domain")


def split_form(data: Dataset, key: str, start: SplitSettings | None = None) -> SplitSettings:
    """The split that the form shows; only splits that this data allows are offered.

    start: where settings come from that the chosen split does not show, as long as it is chosen.
    """
    offered = possible_splits(data)
    if st.session_state.get(f"{key}_name", offered[0]) not in offered:
        st.session_state[f"{key}_name"] = offered[0]
    name = str(
        st.selectbox(
            say("split.name"),
            offered,
            format_func=lambda split: say(f"split.{split}"),
            key=f"{key}_name",
            persist_state="session",
        )
    )
    st.caption(say(f"split.{name}_help"))
    found: dict[str, str | int] = {}
    if name == "cold_user":
        found["known"] = whole(f"{key}_known", "split.known")
    if name == "cross_domain":
        found |= domains(data, key)
    if name in SEEDED or data.implicit:  # sampled negatives follow it, too
        found["seed"] = whole(f"{key}_seed", "split.seed")
    found["history"] = history(f"{key}_history")
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


def whole(key: str, words: str) -> int:
    """A count, 0 or more."""
    st.session_state.setdefault(key, 0)
    return int(
        st.number_input(
            say(words), min_value=0, key=key, help=say(f"{words}_help"), persist_state="session"
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


def domains(data: Dataset, key: str) -> dict[str, str | int]:
    """Source and target of cross-domain work, and how many target rows may be learned from."""
    found = domain_names(data)
    first, second = st.columns(2)
    source = one_of(first, found, f"{key}_source", "split.source")
    others = [name for name in found if name != source]
    target = one_of(second, others, f"{key}_target", "split.target")
    rows = whole(f"{key}_target_rows", "split.target_rows")
    return {"source": source, "target": target, "target_rows": rows}


def one_of(place: DeltaGenerator, names: list[str], key: str, words: str) -> str:
    """A domain; one that is not offered any more gives way to the first."""
    if st.session_state.get(key) not in names:
        st.session_state[key] = names[0]
    return str(place.selectbox(say(words), names, key=key, persist_state="session"))


def fill_split(split: SplitSettings, key: str) -> None:
    """Put a split into the form."""
    for field in dataclasses.fields(split):
        st.session_state[f"{key}_{field.name}"] = getattr(split, field.name)
