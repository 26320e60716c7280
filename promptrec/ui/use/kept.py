"""A list as a file, and lists that are kept under a name.

What is kept is in no language: columns by keys of words, and what a language says by language.
"""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import StoreError
from promptrec.files import spreadsheet_csv
from promptrec.recommend.reasons import reason_words
from promptrec.report.voice import run_label
from promptrec.store.lists import KeptList
from promptrec.ui.shared.numbers import moment
from promptrec.ui.shell.say import language, plain, say, say_text
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, store
from promptrec.ui.use.recommend import Shown
from promptrec.words.form import in_every, together
from promptrec.words.table import has_words, worded

Line = dict[str, object]


def lines_of(shown: Shown) -> list[Line]:
    """The list as a table: one line a place."""
    return [
        {
            "use.place": number,
            "review.item": place.item_id,
            "use.title": place.title,
            "plot.score": round(place.score, 4),
            "plot.probability": probability(place.probability),
            "use.rank": place.place,
            "use.of": place.of,
            "use.reason": in_every(partial(reason_words, place.moved)),
            "explain.prompt": place.prompt,
        }
        for number, place in enumerate(shown.places, 1)
    ]


def about_of(shown: Shown) -> Line:
    """What the list was made of."""
    run, who = store().run(shown.run), "use.user" if shown.newcomer is None else "use.somebody_new"
    return {
        "pick.run": in_every(lambda one: run_label(run, one)),
        "use.who": in_every(lambda one: worded(one, who, user=shown.user)),
        "use.why_this_list": in_every(lambda one: together(one, shown.whole[one])),
    }


def as_read(line: Mapping[str, object]) -> Line:
    """What was kept, as the visitor reads it; what an earlier version kept is shown as it is."""
    spoken = language()
    return {
        (say_text(name) if has_words(name) else name): (
            value[spoken] if isinstance(value, Mapping) else value
        )
        for name, value in line.items()
    }


def probability(value: float | None) -> float | str:
    """A number for a cell; empty where a score only orders items."""
    return "" if value is None else round(value, 4)


def keep_bar(shown: Shown, data: Dataset) -> None:
    """The list as a file, and a name to keep it under."""
    if not shown.places:
        return
    row = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    lines = lines_of(shown)
    row.download_button(
        say("use.csv"),
        spreadsheet_csv([*map(as_read, lines)]),
        file_name="recommendations.csv",
        mime="text/csv",
    )
    row.text_input(
        say("use.list_name"), key=keys.LIST_NAME.name, placeholder=say("use.list_name_help")
    )
    if row.button(say("use.keep")):
        try:
            name = keys.LIST_NAME.get()
            store().keep_list(data.fingerprint(), name, about_of(shown), lines)
        except StoreError as error:
            st.error(in_words(error.sentence))
        else:
            st.success(say("use.kept"))


def kept_lists(data: Dataset) -> None:
    """The lists that were kept of this data; one is shown, and can be removed."""
    found = store().kept_lists(data.fingerprint())
    if not found:
        return
    heading = say("use.kept_lists", count=len(found))
    with st.expander(heading, key=keys.KEPT_OPEN.name, on_change="rerun"):
        names = [one.name for one in found]
        keys.LIST_OPENED.give_way(names, names[0])
        name = st.selectbox(say("use.list"), names, key=keys.LIST_OPENED.name)
        show_kept(next(one for one in found if one.name == name), data)


def show_kept(kept: KeptList, data: Dataset) -> None:
    """A kept list as it was when it was kept."""
    for what, value in as_read(kept.about).items():
        if value:
            st.caption(f"{plain(what)}: {plain(str(value))}")
    lines = [as_read(line) for line in kept.lines]
    st.caption(say("use.kept_at", at=moment(kept.at)))
    st.dataframe(lines, hide_index=True)
    row = st.container(horizontal=True, gap="small")
    row.download_button(
        say("use.csv"),
        spreadsheet_csv(lines),
        file_name="recommendations.csv",
        mime="text/csv",
        key="kept_csv",
    )
    if row.button(say("use.remove_list")):
        store().drop_list(data.fingerprint(), kept.name)
        st.rerun()
