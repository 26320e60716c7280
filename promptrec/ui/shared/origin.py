"""Where the data comes from, and the mark of synthetic data: in sight wherever a data set is."""

from pathlib import Path

import streamlit as st

from promptrec.data.about import read_about
from promptrec.data.dataset import About
from promptrec.data.shipped import SHIPPED, shipped_names
from promptrec.errors import DataError
from promptrec.ui.shell.say import language, plain, say


def about_of(source: str) -> About | None:
    """What dataset.toml says, without reading the data; None where it cannot be read."""
    folder = SHIPPED / source if source in shipped_names() else Path(source)
    try:
        return read_about(folder) if folder.is_dir() else None
    except DataError:
        return None


def mark_origin(source: str) -> None:
    """Under the choice of a data set: its source; where it is synthetic, a mark in full colour."""
    about = about_of(source)
    if about is not None and about.synthetic:
        st.markdown(f":orange-badge[{say('domains.synthetic')}] :small[{say('data.synthetic')}]")
    elif about is not None and about.source:
        st.caption(plain(about.source_in(language())))


def domain_cards() -> None:
    """The shipped data sets side by side, each with its source and a way to look at it."""
    names = shipped_names()
    for name, place in zip(names, st.columns(len(names)), strict=True):
        about = about_of(name) or About(name=name)
        with place.container(border=True, height="stretch"):
            mark = f" :orange-badge[{say('domains.synthetic')}]" if about.synthetic else ""
            st.markdown(f"**{plain(about.title_in(language()))}** · {plain(name)}{mark}")
            st.caption(plain(about.source_in(language())))
            st.page_link(
                "pages/prepare/data.py",
                label=f"{say('domains.open')} →",
                query_params={"data": name},
            )
