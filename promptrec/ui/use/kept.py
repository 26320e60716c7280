"""A list as a file, and lists that are kept under a name."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import StoreError
from promptrec.files import spreadsheet_csv
from promptrec.recommend.reasons import reason_words
from promptrec.store.lists import KeptList
from promptrec.ui.shared.numbers import moment
from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, store
from promptrec.ui.use.recommend import Shown
from promptrec.words.form import together

Line = dict[str, object]


def lines_of(shown: Shown) -> list[Line]:
    """The list as a table: one line a place."""
    return [
        {
            say("use.place"): number,
            say("review.item"): place.item_id,
            say("use.title"): place.title,
            say("plot.score"): round(place.score, 4),
            say("plot.probability"): probability(place.probability),
            say("use.rank"): place.place,
            say("use.of"): place.of,
            say("use.reason"): reason_words(place.moved, language()),
            say("explain.prompt"): place.prompt,
        }
        for number, place in enumerate(shown.places, 1)
    ]


def probability(value: float | None) -> float | str:
    """A number for a cell; empty where a score only orders items."""
    return "" if value is None else round(value, 4)


def keep_bar(shown: Shown, data: Dataset, person: str) -> None:
    """The list as a file, and a name to keep it under."""
    if not shown.places:
        return
    row = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    lines = lines_of(shown)
    row.download_button(
        say("use.csv"), spreadsheet_csv(lines), file_name="recommendations.csv", mime="text/csv"
    )
    row.text_input(
        say("use.list_name"), key=keys.LIST_NAME.name, placeholder=say("use.list_name_help")
    )
    if row.button(say("use.keep")):
        about = {
            say("pick.run"): title_of(store().run(shown.run)),
            say("use.who"): person,
            say("use.why_these", count=len(lines)): together(language(), shown.whole),
        }
        try:
            store().keep_list(data.fingerprint(), keys.LIST_NAME.get(), about, lines)
        except StoreError as error:
            st.error(in_words(error.sentence))
        else:
            st.success(say("use.kept"))


def kept_lists(data: Dataset) -> None:
    """The lists that were kept of this data; one is shown, and can be removed."""
    found = store().kept_lists(data.fingerprint())
    if not found:
        return
    with st.expander(say("use.kept_lists", count=len(found))):
        names = [one.name for one in found]
        keys.LIST_OPENED.give_way(names, names[0])
        name = st.selectbox(say("use.list"), names, key=keys.LIST_OPENED.name)
        show_kept(next(one for one in found if one.name == name), data)


def show_kept(kept: KeptList, data: Dataset) -> None:
    """A kept list as it was when it was kept."""
    for what, value in kept.about.items():
        if value:
            st.caption(f"{plain(what)}: {plain(value)}")
    st.caption(say("use.kept_at", at=moment(kept.at)))
    st.dataframe(list(kept.lines), hide_index=True)
    row = st.container(horizontal=True, gap="small")
    row.download_button(
        say("use.csv"),
        spreadsheet_csv(kept.lines),
        file_name="recommendations.csv",
        mime="text/csv",
        key="kept_csv",
    )
    if row.button(say("use.remove_list")):
        store().drop_list(data.fingerprint(), kept.name)
        st.rerun()
