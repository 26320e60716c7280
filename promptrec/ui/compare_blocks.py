"""Blocks of a comparison on the page, and those that were shown so far, for the file."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from promptrec.judge.entrants import Group
from promptrec.plots.comparison_page import WORDS
from promptrec.plots.comparison_parts import PART_WORDS
from promptrec.plots.page_html import Block, Table
from promptrec.plots.words import IMPLICIT
from promptrec.ui.charts import plot_words
from promptrec.ui.say import say
from promptrec.ui.state import keys


def words() -> dict[str, str]:
    """The words of the figures and of the file."""
    own = {key: say(f"versus_page.{key}") for key in (*WORDS, *PART_WORDS)}
    return {**own, "numbers": say("plot.numbers"), "page_foot": say("plot.page_foot")}


def row_words(variants: Sequence[Group]) -> Mapping[str, str]:
    """The words of figures about rows: items of data without dislikes are met or not met."""
    own = {key: say(f"implicit.{key}") for key in IMPLICIT} if implicit(variants) else {}
    return {**plot_words(), **own}


def implicit(variants: Sequence[Group]) -> bool:
    """True where no row says that somebody disliked an item."""
    return variants[0].entrants[0].plan.dataset.implicit


def frame(table: Table) -> None:
    """A table of the file on the page; its first column stays in sight."""
    columns = list(table.columns)
    shown = pd.DataFrame([[str(one) for one in row] for row in table.rows], columns=columns)
    first = st.column_config.TextColumn(width="medium", pinned=True)
    st.dataframe(shown, hide_index=True, column_config={columns[0]: first} if columns else None)


def rows_table(rows: Sequence[Mapping[str, str]]) -> Table:
    """Rows as the page has them, for the file."""
    return Table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])


def remember(key: str, part: str, blocks: Sequence[Block]) -> None:
    """Keep blocks that took long for the file. key: names the comparison."""
    keys.COMPARE_SHOWN.begin({}).setdefault(key, {})[part] = list(blocks)


def remembered(key: str) -> list[Block]:
    """All blocks of a comparison that were shown on the page in this visit."""
    parts: Mapping[str, list[Block]] = keys.COMPARE_SHOWN.get().get(key, {})
    return [block for blocks in parts.values() for block in blocks]
