"""A second run on the very same items: whose places moved, and how far."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import run_variant, store
from promptrec.ui.use.recommend import Shown

if TYPE_CHECKING:
    from promptrec.recommend.topk import Scoring


Line = dict[str, Any]


def beside(shown: Shown, run: str) -> "Scoring":
    """The same items for the same person, scored by another run of the same data. Loads torch."""
    from promptrec.recommend.topk import rank

    assert shown.asked is not None, "there is a list to stand beside"
    with st.spinner(say("recommend.loading"), show_time=True):
        variant = run_variant(run)
        if shown.newcomer is not None:
            variant = variant.meeting(shown.newcomer)
        return rank(variant, shown.asked.user, shown.asked.stage.items)


def movement(shown: Shown, other: "Scoring") -> list[Line]:
    """Items of either list, each with both places and the way from the first to the second.

    Places are among the items that both runs read.
    """
    first, asked = shown.scoring, shown.asked
    assert first is not None and asked is not None, "there is a list to stand beside"
    data = asked.variant.plan.dataset
    listed = [data.item_code(one.item_id) for one in shown.places]
    theirs = other.items[other.best(len(listed))].tolist()
    lines: list[Line] = []
    for code in dict.fromkeys([*listed, *theirs]):
        one, two = first.place_of(code), other.place_of(code)
        lines.append(
            {
                "title": str(data.items["title"].iloc[code]),
                "first": one,
                "second": two,
                "moved": None if one is None or two is None else one - two,
            }
        )
    return lines


def moved_words(by: int | None) -> str:
    """How far a place moved: up is better.

    >>> moved_words(3), moved_words(-2), moved_words(0), moved_words(None)
    ('▲ 3', '▼ 2', '=', '–')
    """
    if by is None:
        return "–"
    return "=" if not by else f"{'▲' if by > 0 else '▼'} {abs(by)}"


def show_beside(shown: Shown, run: str, other: "Scoring") -> None:
    """The table, and how much the two lists have in common."""
    lines = movement(shown, other)
    k = len(shown.places)
    best = set(other.items[other.best(k)].tolist())
    assert shown.asked is not None, "there is a list to stand beside"
    data = shown.asked.variant.plan.dataset
    both = sum(data.item_code(one.item_id) in best for one in shown.places)
    name = plain(title_of(store().run(run)))
    st.markdown(f"**{say('use.beside', name=name)}**")
    st.caption(say("use.in_common", both=both, of=k))
    st.dataframe(
        [
            {
                say("use.title"): line["title"],
                say("use.here"): line["first"],
                say("use.there"): line["second"],
                say("use.moved"): moved_words(line["moved"]),
            }
            for line in lines
        ],
        hide_index=True,
    )
