"""Blocks of a comparison on the page, and what was measured so far, for the file."""

from typing import Any

import pandas as pd
import streamlit as st

from promptrec.report.blocks import Grid
from promptrec.ui.state import keys


def frame(grid: Grid) -> None:
    """A table of the file on the page; its first column stays in sight."""
    columns = list(grid.columns)
    shown = pd.DataFrame([[str(one) for one in row] for row in grid.rows], columns=columns)
    first = st.column_config.TextColumn(width="medium", pinned=True)
    st.dataframe(shown, hide_index=True, column_config={columns[0]: first} if columns else None)


def plain_frame(grid: Grid) -> None:
    """The same with numbers as numbers, which sort, and no column in sight all the time."""
    st.dataframe(pd.DataFrame(list(grid.rows), columns=list(grid.columns)), hide_index=True)


def remember(key: str, part: str, measured: object) -> None:
    """Keep what took long for the file, in no language. key: names the comparison."""
    keys.COMPARE_SHOWN.begin({}).setdefault(key, {})[part] = measured


def remembered(key: str, part: str, default: Any) -> Any:
    """What was measured on the page in this visit."""
    return keys.COMPARE_SHOWN.get().get(key, {}).get(part, default)
