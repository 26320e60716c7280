"""Choosing a split: which rows train, which watch, which stay locked for the end."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.settings import SPLITS, SplitSettings
from promptrec.ui.say import say


def split_form(data: Dataset, key: str) -> SplitSettings:
    """The split that the form shows; only splits that this data allows are offered."""
    name = str(
        st.selectbox(
            say("split.name"),
            possible_splits(data),
            format_func=lambda split: say(f"split.{split}"),
            key=f"{key}_name",
            persist_state="session",
        )
    )
    st.caption(say(f"split.{name}_help"))
    known = whole(f"{key}_known", "split.known") if name == "cold_user" else 0
    source = target = ""
    rows = 0
    if name == "cross_domain":
        source, target, rows = domains(data, key)
    seed = whole(f"{key}_seed", "split.seed") if name in SEEDED else 0
    return SplitSettings(
        name=name, seed=seed, known=known, source=source, target=target, target_rows=rows
    )


SEEDED = ("random", "cold_user", "cold_item", "cross_domain")


def possible_splits(data: Dataset) -> list[str]:
    """Splits that can be made of this data."""
    possible = {
        "temporal": data.timed,
        "cross_domain": bool(data.about.domain),
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


def domains(data: Dataset, key: str) -> tuple[str, str, int]:
    """Source and target of cross-domain work, and how many target rows may be learned from."""
    sizes = data.items[data.about.domain].value_counts()  # the largest is offered as the source
    found = [name for name in sizes.index if name]
    first, second = st.columns(2)
    source = first.selectbox(say("split.source"), found, key=f"{key}_source")
    others = [name for name in found if name != source]
    target = second.selectbox(say("split.target"), others, key=f"{key}_target")
    return str(source), str(target), whole(f"{key}_target_rows", "split.target_rows")


def fill_split(split: SplitSettings, key: str) -> None:
    """Put a split into the form."""
    for name in ("name", "seed", "known", "source", "target", "target_rows"):
        value = getattr(split, name)
        if value != "":
            st.session_state[f"{key}_{name}"] = value
