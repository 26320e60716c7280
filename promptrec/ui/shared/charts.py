"""Figures of `promptrec.plots` on a page, with the words of the visitor's language."""

from collections.abc import Mapping

import plotly.graph_objects as go
import streamlit as st

from promptrec.plots import words
from promptrec.plots.style import image_config, title_line
from promptrec.ui.shell.reading import is_reading
from promptrec.ui.shell.say import language


def chart(figure: go.Figure, key: str) -> None:
    """Show a figure at full width; its title is what a screen reader says.

    It gets the background of the visitor's theme, or a PNG saved from a dark page would have light
    letters on nothing. Where a page is only read it has no button.
    """
    theme = st.context.theme.type
    if theme:
        figure.update_layout(paper_bgcolor=st.get_option(f"theme.{theme}.backgroundColor"))
    title = title_line(figure)
    config = {"staticPlot": True, "responsive": True} if is_reading() else image_config(title)
    st.plotly_chart(figure, key=key, config=config, alt=title or None)


def plot_words() -> Mapping[str, str]:
    """The words of figures in the visitor's language."""
    return words.plot_words(language())
