"""Where the data comes from, and the mark of synthetic data: in sight wherever a data set is."""

from pathlib import Path

import streamlit as st

from promptrec.data.about import read_about
from promptrec.data.dataset import About
from promptrec.data.shipped import SHIPPED, shipped_names
from promptrec.errors import DataError
from promptrec.plots.style import shortened
from promptrec.ui.shell.say import has_words, language, plain, say

LINE = 90  # characters of a source that stands in a line


def about_of(source: str) -> About | None:
    """What dataset.toml says, without reading the data; None where it cannot be read."""
    folder = SHIPPED / source if source in shipped_names() else Path(source)
    try:
        return read_about(folder) if folder.is_dir() else None
    except DataError:
        return None


def source_line(about: About) -> str:
    """Where data comes from, in one line for people; "" where nobody said it."""
    key = f"origin.{about.name}"
    if has_words(key) and about.name in shipped_names():
        return say(key)
    return plain(shortened(about.source_in(language()), LINE))


def mark_origin(source: str, below: str) -> None:
    """Under the choice of a data set: one line on its source, which opens on the whole of it.

    below: the key of that choice. A page may have two: Search asks for data, and for a search.
    Where the data is synthetic, a mark in full colour begins the line.
    """
    about = about_of(source)
    if about is None or not (about.source or about.synthetic):
        return
    mark = f":orange-badge[{say('domains.synthetic')}] " if about.synthetic else ""
    line = source_line(about) or say("data.synthetic")
    with st.container(key=f"pr_origin_{below}"), st.popover(f"{mark}{line}", type="tertiary"):
        st.markdown(plain(about.source_in(language())))
        if about.synthetic:
            st.caption(say("data.synthetic"))
        if about.licence:
            st.caption(say("domains.licence_is", licence=plain(about.licence_in(language()))))


def domain_cards() -> None:
    """The shipped data sets side by side, each with its source and a way to look at it."""
    names = shipped_names()
    for name, place in zip(names, st.columns(len(names)), strict=True):
        about = about_of(name) or About(name=name)
        with place.container(border=True, height="stretch"):
            mark = f" :orange-badge[{say('domains.synthetic')}]" if about.synthetic else ""
            st.markdown(f"**{plain(about.title_in(language()))}** · {plain(name)}{mark}")
            st.caption(source_line(about))
            st.page_link(
                "pages/prepare/data.py",
                label=f"{say('domains.open')} →",
                query_params={"data": name},
            )
