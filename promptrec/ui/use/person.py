"""Who a list is for: a user of the data, or somebody new who is typed in here."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.data.history import histories_of
from promptrec.data.moments import NOW
from promptrec.data.rules import FieldRule
from promptrec.examples.newcomer import Newcomer
from promptrec.recommend.request import item_named
from promptrec.ui.shared.pickers import pick_user, popular_items
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import language, plain, say, say_text
from promptrec.ui.state import keys
from promptrec.ui.state.results import made_once
from promptrec.words.form import day

KNOWN, NEW = "known", "new"
MOST_TITLES = 5000  # offered while typing, the most met first; others by typing all of a title
MOST_VALUES = 60  # of a column that are offered as a list
NEWEST = 30  # rows of a history that are shown
ABREAST = 3  # boxes of a profile
TITLE, OPINION, DAY = 140, 68, 112  # pixels of the columns of a history: a day in Chinese is wide


def pick_person(data: Dataset) -> tuple[str, Newcomer | None]:
    """The id of a user, or "" and who was typed in."""
    take_user()
    kind = st.segmented_control(
        say("use.who"),
        (KNOWN, NEW),
        default=KNOWN,
        format_func=lambda one: say(f"use.who_{one}"),
        key=keys.WHO.name,
        required=True,
        persist_state="session",
    )
    if kind == KNOWN:
        user = pick_user(data)
        keep_user(user)
        return user, None
    st.query_params.pop("user", None)
    return "", newcomer_form(data)


def keep_user(user: str) -> None:
    """Write the user into the address, so that a reload and a link find them again."""
    keys.USER_ADDRESS.set(user)
    if st.query_params.get("user") != user:
        st.query_params["user"] = user


def take_user() -> None:
    """The user of the address, once."""
    asked = st.query_params.get("user", "")
    if asked and asked != keys.USER_ADDRESS.get():
        keys.USER_ADDRESS.set(asked)
        keys.USER.set(asked)
        keys.WHO.set(KNOWN)


def newcomer_form(data: Dataset) -> Newcomer:
    """A profile, and titles that are liked and disliked; everything may stay empty."""
    liked = titles_box(data, "liked")
    disliked = [] if data.implicit else titles_box(data, "disliked")
    return Newcomer.of(profile_boxes(data), liked, disliked)


def titles_box(data: Dataset, side: str) -> list[str]:
    """Item ids, found by typing a part of their titles."""
    labels = made_once(("title_labels", data.fingerprint()), lambda: title_labels(data))
    ids: list[str] = list(labels)
    chosen: list[str] = st.multiselect(
        say(f"use.{side}"),
        ids,
        format_func=lambda one: labels.get(one, one),
        key=keys.TOLD.of(side, data.fingerprint()[:8]).name,
        accept_new_options=True,
        placeholder=say("use.type_title"),
        filter_mode="contains",
        select_all=False,
        persist_state="session",
    )
    return [item_named(data, str(one)) for one in chosen]


def title_labels(data: Dataset) -> Mapping[str, str]:
    """Item id -> title, the most met first; items of one title are told apart by their ids."""
    ids, titles = data.items.index.astype(str).tolist(), data.items["title"].astype(str)
    shared = titles.duplicated(keep=False).tolist()
    return {
        ids[at]: f"{titles.iloc[at]} · {ids[at]}" if shared[at] else titles.iloc[at]
        for at in popular_items(data, MOST_TITLES).tolist()
    }


def profile_boxes(data: Dataset) -> dict[str, str]:
    """The columns of users; those that were left empty are not known."""
    columns = [str(name) for name in data.users.columns]
    if not columns:
        return {}
    with st.expander(say("use.profile")):
        places = st.columns(ABREAST)
        found = {
            name: profile_box(data, name, places[at % ABREAST]) for at, name in enumerate(columns)
        }
    return {name: value for name, value in found.items() if value}


def profile_box(data: Dataset, name: str, place: DeltaGenerator) -> str:
    """One column: a list where it has few values, else a line to type in."""
    rule = data.about.rules.get(f"user.{name}", FieldRule())
    key = keys.of_data(keys.PROFILE.of(name), data).name
    values = sorted(set(data.users[name].astype(str)) - {""})
    if len(values) > MOST_VALUES or rule.bins:
        return str(place.text_input(plain(name), key=key, persist_state="session") or "").strip()
    chosen = place.selectbox(
        plain(name),
        values,
        index=None,
        format_func=lambda one: words_of_value(rule.apply(one)),
        key=key,
        placeholder=say("use.not_told"),
        accept_new_options=True,
        persist_state="session",
    )
    return str(chosen or "")


def words_of_value(value: str | Sequence[str]) -> str:
    """A value as a prompt has it."""
    return value if isinstance(value, str) else ", ".join(value)


def history_table(data: Dataset, user: int) -> None:
    """What a person met: title, liked or not, when; newest first."""
    st.markdown(f"**{say('use.history')}**")
    rows = histories_of(data).before(user, NOW)[::-1] if user >= 0 else np.zeros(0, np.int64)
    if not len(rows):
        st.caption(say("use.no_history"))
        return
    titles = data.items["title"].to_numpy(object)[data.item[rows[:NEWEST]]]
    st.dataframe(
        [
            {
                say("use.title"): title,
                say("use.opinion"): say("use.met" if data.implicit else opinion(data.label[row])),
                say("use.when"): when(data, int(row)),
            }
            for title, row in zip(titles, rows[:NEWEST].tolist(), strict=True)
        ],
        hide_index=True,
        column_config={
            say("use.title"): st.column_config.TextColumn(width=TITLE),
            say("use.opinion"): st.column_config.TextColumn(width=OPINION),
            say("use.when"): st.column_config.TextColumn(width=DAY),
        },
        height=min(38 * (min(len(rows), NEWEST) + 1), 420),
    )
    if len(rows) > NEWEST:
        st.caption(say("use.more_history", shown=NEWEST, all=len(rows)))


def opinion(label: float) -> str:
    """The key of the words for what was thought of an item."""
    return "use.was_liked" if label > 0 else "use.was_disliked"


def when(data: Dataset, row: int) -> str:
    """The day of a row, now for what a newcomer told; a dash where the data tells no time."""
    if row >= len(data.catalogue.interactions):
        return say("use.now")
    if not data.timed:
        return "–"
    at = float(data.interactions["timestamp"].iloc[row])
    try:
        return day(language(), datetime.fromtimestamp(at, UTC))
    except (ValueError, OverflowError, OSError):
        return f"{at:g}"


def name_of(user: str, newcomer: Newcomer | None) -> str:
    """How the person stands in headings."""
    return say("use.somebody_new") if newcomer is not None else say_text("use.user", user=user)
