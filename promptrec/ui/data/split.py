"""A split in numbers: rows of each part, and how many test users are known to train."""

import pandas as pd
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.data.split import Split, WarmCold
from promptrec.ui.shared.forms.split_form import split_form
from promptrec.ui.shared.numbers import count, share
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, split_of


def data_split(data: Dataset) -> None:
    """Choose a split and see what it leaves; New run begins with the same choice."""
    choose, see = st.columns(2, gap="large")
    with choose:
        settings = split_form(data, keys.RUN_SPLIT)
    split = split_of(data, settings)
    with see:
        table = parts_table(split, len(data.interactions))
        st.table(table, hide_index=True, border="horizontal")
        st.markdown(people_words(split.warm_cold(data)))
    for warning in split.warnings:
        st.warning(in_words(warning))


def parts_table(split: Split, total: int) -> pd.DataFrame:
    """Rows of each part, and their share of all rows."""
    parts = {"train": split.train, "valid": split.valid, "test": split.test}
    return pd.DataFrame(
        {
            say("split.part"): [say(f"split.{name}") for name in parts],
            say("split.rows"): [count(len(rows)) for rows in parts.values()],
            say("split.share"): [share(len(rows) / max(1, total)) for rows in parts.values()],
        }
    )


def people_words(people: WarmCold) -> str:
    """How many users and items of test are known to train."""
    return say(
        "split.warm_cold",
        warm=count(people.warm_users),
        cold=count(people.cold_users),
        warm_items=count(people.warm_items),
        cold_items=count(people.cold_items),
    )
