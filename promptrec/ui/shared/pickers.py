"""Choosing what a page is about: a data set, a model, a user, an item, a run."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import DataError
from promptrec.model.backbones.catalogue import names as model_names
from promptrec.records import Ints
from promptrec.store.snapshots import Run, RunState
from promptrec.ui.shared.drafts.kept_draft import take_up
from promptrec.ui.shared.first.first_pair import begin_user, first_item
from promptrec.ui.shared.first.first_run import first_words
from promptrec.ui.shared.origin import mark_origin
from promptrec.ui.shell.address import asked_by_link, write_address
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.not_here import not_here, tell_deleted, tell_unfinished
from promptrec.ui.shell.say import plain, say, say_text
from promptrec.ui.state import dataset_names, dataset_source, keys, store
from promptrec.ui.state.key import Key

MOST_USERS = 2000  # shown in a list; others by typing their id


def pick_dataset() -> str:
    """Name of the data set; stands in the address from the start, so that links lead to it.

    From then on the drafts in hand are those of this data set.
    """
    names = dataset_names()
    if not names:
        raise DataError("pick.no_data")
    if keys.DATA_NEXT.is_kept():
        keys.DATA.set(keys.DATA_NEXT.take())
    asked = asked_by_link([keys.DATA.name], keys.DATA_ADDRESS).get(keys.DATA.name, "")
    if asked in names:
        keys.DATA.set(asked)
    keys.DATA.give_way(names, names[0])
    if asked and asked not in names:
        not_here("data", asked, keys.DATA.get())
    chosen = st.selectbox(say("pick.dataset"), names, key=keys.DATA.name, persist_state="session")
    write_address([keys.DATA.name], {keys.DATA.name: str(chosen)}, keys.DATA_ADDRESS)
    source = dataset_source(str(chosen))
    mark_origin(source, keys.DATA.name)
    take_up(source)
    return str(chosen)


def pick_model(key: str = keys.MODEL.name) -> str:
    """A model: one that is installed, or a folder or hub id that is typed."""
    chosen = st.selectbox(
        say("pick.model"),
        list(model_names()),
        key=key,
        accept_new_options=True,
        help=explained(say("pick.model_help"), "backbone"),
        persist_state="session",
    )
    return str(chosen or "minilm")


def pick_user(data: Dataset, key: Key[str] = keys.USER) -> str:
    """A user_id; one that the data does not have is a new user."""
    users = [str(name) for name in data.users.index[:MOST_USERS]]
    begin_user(data, key)
    chosen = st.selectbox(
        say("pick.user"),
        users,
        key=key.name,
        accept_new_options=True,
        help=explained(say("pick.user_help"), "user"),
        persist_state="session",
    )
    user = str(chosen or users[0])
    if data.user_code(user) is None:
        st.caption(say("pick.new_user", user=plain(user)))
    return user


def pick_item(data: Dataset, user: str, key: Key[str] = keys.ITEM) -> str:
    """An item_id: newest items of the user first, then popular ones; any other by typing."""
    code = data.user_code(user)
    own = items_of(data, code) if code is not None else np.zeros(0, np.int64)
    codes = list(dict.fromkeys([*own.tolist(), *popular_items(data).tolist()]))
    ids = data.items.index.tolist()
    by_label = {item_label(data, str(ids[at])): str(ids[at]) for at in codes}
    if codes:
        keys.of_data(key, data).begin(list(by_label)[first_item(data, own)])
    chosen = str(
        st.selectbox(
            say("pick.item"),
            list(by_label),
            key=keys.of_data(key, data).name,
            accept_new_options=True,
            help=explained(say("pick.item_help"), "item"),
            persist_state="session",
        )
    )
    return by_label.get(chosen) or typed_item(data, chosen)


def items_of(data: Dataset, user: int, at_most: int = 60) -> Ints:
    """Items of a user, newest first."""
    rows = np.flatnonzero(data.user == user)
    newest = rows[np.lexsort((rows, data.when[rows]))][::-1]
    found, first = np.unique(data.item[newest], return_index=True)
    return found[np.argsort(first)][:at_most]


def popular_items(data: Dataset, at_most: int = 40) -> Ints:
    """Items with the most interactions."""
    counts = np.bincount(data.item, minlength=len(data.items))
    return np.argsort(-counts, kind="stable")[:at_most].astype(np.int64)


def find_items(data: Dataset, words: str, at_most: int = 20) -> Ints:
    """Items whose id is `words` or whose title holds them; in file order."""
    titles = data.items["title"].str.casefold()
    hits = titles.str.contains(words.casefold(), regex=False) | (data.items.index == words)
    return np.flatnonzero(hits)[:at_most].astype(np.int64)


def item_label(data: Dataset, item: str) -> str:
    """How an item stands in lists: its title and its id."""
    title = str(data.items.at[item, "title"])
    return f"{title} · {item}"


def typed_item(data: Dataset, words: str) -> str:
    """The item that typed words mean: an id, the label of an item, or the first title with them."""
    last = words.rpartition(" · ")[2]
    if last in data.items.index:
        return last
    found = find_items(data, words)
    if not len(found):
        raise DataError("pick.no_item", words=words)
    return str(data.items.index[found[0]])


def pick_run(
    runs: Sequence[Run],
    key: str = keys.RUN.name,
    first: Run | None = None,
) -> Run:
    """One of the runs; its id stands in the address, so that a reload finds it again.

    first: the one until somebody chooses, as `first_words` says; the newest where none is given.
    """
    by_id = {run.id: run for run in runs}
    start = first or runs[0]
    asked = st.query_params.get(key, "")
    missing = asked and asked not in by_id and asked != keys.RUN_DELETED.get()
    if missing and not tell_deleted([asked]) and not tell_unfinished(asked, start.id):
        not_here("run", asked, start.id)
    chosen = st.selectbox(
        say("pick.run"),
        list(by_id),
        index=None,  # no default: what equals a default leaves the address
        placeholder=first_words(first) if first else say_text("pick.newest", run=start.id),
        key=key,
        bind="query-params",
    )
    run = by_id.get(str(chosen), start)
    mark_origin(run.settings.dataset, key)
    return run


def finished_runs() -> list[Run]:
    """Runs that can be scored, newest first."""
    return [run for run in store().readable_runs() if run.state == RunState.SUCCEEDED]
