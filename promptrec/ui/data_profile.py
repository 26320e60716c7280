"""What is in a data set: counts, ratings, the long tail, histories, who is new, first rows."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.ui.numbers import count, share
from promptrec.ui.say import say
from promptrec.ui.state import profile_of

SAMPLE = 100  # rows of a table that are shown


def data_profile(data: Dataset) -> None:
    """Numbers first, then charts, then rows."""
    found = profile_of(data)
    places = st.columns(4)
    places[0].metric(say("data.users"), count(found.users))
    places[1].metric(say("data.items"), count(found.items))
    places[2].metric(say("data.interactions"), count(found.interactions))
    if not data.implicit:
        places[3].metric(say("data.liked"), share(found.liked_share), help=say("data.liked_help"))
    provenance(data)
    for warning in data.warnings:
        st.warning(warning)
    charts(data)
    sample(data)


def provenance(data: Dataset) -> None:
    """Where the data is from, and under which licence it may be used."""
    about = data.about
    if about.source or about.licence:
        words = say("data.about", source=about.source or "–", licence=about.licence or "–")
        st.caption(plain(words))
    if about.synthetic:
        st.info(say("data.synthetic"))


def charts(data: Dataset, found: Profile) -> None:
    """Ratings, the long tail of items, interactions per user, who is new in test."""
    words = plot_words()
    left, right = st.columns(2, gap="large")
    with left:
        if found.ratings:
            figure = rating_histogram(found.ratings, like_at=data.about.like_at, words=words)
            chart(figure, "profile_ratings")
        chart(long_tail_figure(found.per_item, words=words), "profile_tail")
    with right:
        chart(history_length_figure(found.per_user, words=words), "profile_history")


def sample(data: Dataset) -> None:
    """The first rows of each table, as they stand in the files."""
    st.subheader(say("data.sample"))
    items, users, rows = st.tabs(
        [say("data.sample_items"), say("data.sample_users"), say("data.sample_interactions")]
    )
    items.dataframe(data.items.head(SAMPLE))
    users.dataframe(data.users.head(SAMPLE))
    rows.dataframe(readable(data), hide_index=True)


def readable(data: Dataset) -> pd.DataFrame:
    """The first interactions with ids instead of codes."""
    rows = data.interactions.head(SAMPLE).copy()
    rows["user"] = data.users.index[rows["user"]]
    rows["item"] = data.items["title"].to_numpy()[rows["item"]]
    if data.timed:
        rows["timestamp"] = pd.to_datetime(rows["timestamp"], unit="s")
    return rows
