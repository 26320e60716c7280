"""What is in a data set: counts, ratings, the long tail, histories, who is new, first rows."""

import pandas as pd
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.data.profile import Profile
from promptrec.errors import DataError
from promptrec.plots.profile import history_length_figure, long_tail_figure, rating_histogram
from promptrec.settings import SplitSettings
from promptrec.ui.data.manage import manage_upload
from promptrec.ui.data.saved import say_saved
from promptrec.ui.data.warnings import data_warnings
from promptrec.ui.shared.charts import chart, plot_words
from promptrec.ui.shared.forms.split_form import possible_splits
from promptrec.ui.shared.numbers import count, share
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import dataset_name, profile_of, split_of

NEEDS_CHOICE = ("cross_domain",)  # a split that cannot be made from its name alone
SAMPLE = 100  # rows of a table that are shown


def data_profile(data: Dataset, source: str) -> None:
    """Numbers first, then what is odd, then charts, then rows."""
    say_saved(dataset_name(source), data)
    profile = profile_of(data)
    places = st.columns(4)
    places[0].metric(say("data.users"), count(profile.users))
    places[1].metric(say("data.items"), count(profile.items))
    places[2].metric(say("data.interactions"), count(profile.interactions))
    if not data.implicit:
        places[3].metric(
            say("data.liked"),
            share(profile.liked_share),
            help=explained(say("data.liked_help"), "label"),
        )
    provenance(data)
    manage_upload(dataset_name(source), data)
    data_warnings(data, source)
    charts(data, profile)
    sample(data)


def provenance(data: Dataset) -> None:
    """Where the data is from, and under which licence it may be used."""
    about = data.about
    if about.source or about.licence:
        source, licence = about.source_in(language()), about.licence_in(language())
        words = say("data.about", source=without_stop(source), licence=without_stop(licence))
        st.caption(plain(words))


def without_stop(text: str) -> str:
    """Text that a full stop may follow; a dash for nothing."""
    return text.strip().rstrip(".。") or "–"


def charts(data: Dataset, profile: Profile) -> None:
    """Ratings, the long tail of items, interactions per user, who is new in test."""
    words = plot_words()
    left, right = st.columns(2, gap="large")
    with left:
        if profile.ratings:
            figure = rating_histogram(profile.ratings, like_at=data.about.like_at, words=words)
            chart(figure, "profile_ratings")
        chart(long_tail_figure(profile.per_item, words=words), "profile_tail")
    with right:
        chart(history_length_figure(profile.per_user, words=words), "profile_history")
        newcomers(data)


def sample(data: Dataset) -> None:
    """The first rows of each table, as they stand in the files."""
    st.subheader(say("data.sample"))
    items, users, rows = st.tabs(
        [say("data.sample_items"), say("data.sample_users"), say("data.sample_interactions")]
    )
    items.dataframe(data.items.head(SAMPLE))
    users.dataframe(data.users.head(SAMPLE))
    rows.dataframe(with_ids(data), hide_index=True)


def with_ids(data: Dataset) -> pd.DataFrame:
    """The first interactions with ids instead of codes."""
    rows = data.interactions.head(SAMPLE).copy()
    rows["user"] = data.users.index[rows["user"]]
    rows["item"] = data.items["title"].to_numpy()[rows["item"]]
    if data.timed:
        rows["timestamp"] = pd.to_datetime(rows["timestamp"], unit="s")
    return rows


def newcomers(data: Dataset) -> None:
    """How many test users and items train does not know, under each split; a dash says why not."""
    rows, reasons = newcomer_rows(data)
    head = [say("split.name"), say("data.cold_users"), say("data.cold_items")]
    st.markdown(f"**{say('data.cold')}**")
    st.caption(say("data.cold_hint"))
    st.table(pd.DataFrame(rows, columns=head), hide_index=True, border="horizontal")
    for reason in reasons:
        st.caption(plain(reason))


def newcomer_rows(data: Dataset) -> tuple[list[tuple[str, str, str]], list[str]]:
    """(split, cold users, cold items) of each split, and why some cannot be made."""
    rows, reasons = [], []
    for name in possible_splits(data):
        if name in NEEDS_CHOICE:
            continue
        try:
            people = split_of(data, SplitSettings(name=name)).warm_cold(data)
            users = cold_share(people.cold_users, people.warm_users)
            items = cold_share(people.cold_items, people.warm_items)
        except DataError as error:
            users = items = "–"
            reasons.append(in_words(error.sentence))
        rows.append((say(f"split.{name}"), users, items))
    return rows, list(dict.fromkeys(reasons))


def cold_share(cold: int, warm: int) -> str:
    """Cold ones and their share of all in test."""
    return f"{count(cold)} ({share(cold / max(1, cold + warm))})"
