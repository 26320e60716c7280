"""Judging recommendations: blocked words, the queue, and what was decided."""

from collections.abc import Sequence

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.recommend.withhold import flags
from promptrec.store.snapshots import Review, ReviewState
from promptrec.ui.shared.numbers import count
from promptrec.ui.shared.pickers import finished_runs, item_label
from promptrec.ui.shared.run_list import label_of
from promptrec.ui.shared.why import Why, why_button
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import store

AT_ONCE = 10  # recommendations of the queue that are shown together


def blocked_words(data: Dataset) -> None:
    """The words as a list that is edited in place; says how many items they cost."""
    known = store().blocked_words()
    chosen = st.multiselect(
        say("review.words"),
        known,
        default=known,
        accept_new_options=True,
        placeholder=say("review.type"),
        help=say("review.words_help"),
    )
    wanted = {" ".join(word.split()) for word in chosen} - {""}
    for word in wanted - set(known):
        store().block_word(word)
    for word in set(known) - wanted:
        store().unblock_word(word)
    if wanted:
        gone = int(flags(data, wanted).sum())
        st.caption(say("review.cost", items=count(gone), all=count(len(data.items))))


def queue(data: Dataset) -> None:
    """The next waiting recommendations, each with its buttons."""
    waiting = waiting_of(known_reviews(data))
    st.subheader(say("review.waiting", count=len(waiting)))
    if not waiting:
        st.caption(say("review.empty"))
        return
    known = {run.id: label_of(run) for run in finished_runs()}
    for one in waiting[:AT_ONCE]:
        with st.container(border=True):
            st.markdown(say("review.question", user=plain(one.user), title=title(data, one.item)))
            if one.run in known:
                st.caption(say("review.from_run", run=known[one.run]))
            row = st.container(horizontal=True, gap="small", vertical_alignment="center")
            for words, state, everyone in (
                ("review.approve", ReviewState.APPROVED, False),
                ("review.reject", ReviewState.REJECTED, False),
                ("review.reject_all", ReviewState.REJECTED, True),
            ):
                row.button(
                    say(words),
                    key=f"{words}_{one.user}_{one.item}",
                    on_click=decide,
                    args=(data.fingerprint(), one, state, everyone),
                )
            if one.run in known:
                why = Why(who=one.run, user=one.user, item=one.item)
                why_button(why, row, f"why_{one.user}_{one.item}", say("recommend.why"))


def decisions(data: Dataset) -> None:
    """What was decided, newest first; a decision can be taken back."""
    reviews = newest_decisions(known_reviews(data))
    if not reviews:
        return
    st.subheader(say("review.decided", count=len(reviews)))
    st.dataframe([line(data, review) for review in reviews], hide_index=True)
    names = {f"{review.user} · {item_label(data, review.item)}": review for review in reviews}
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        chosen = st.selectbox(
            say("review.back"),
            list(names),
            index=None,
            placeholder=say("review.choose"),
            key="review_back",
        )
    with right:
        pressed = st.button(say("review.take_back"), disabled=chosen is None)
    if pressed and chosen is not None:
        decide(data.fingerprint(), names[chosen], ReviewState.WAITING, False)
        st.rerun()


def waiting_of(reviews: Sequence[Review]) -> list[Review]:
    """Those that nobody has judged."""
    return [review for review in reviews if review.state == ReviewState.WAITING]


def newest_decisions(reviews: Sequence[Review]) -> list[Review]:
    """Those that were judged, newest first."""
    judged = (review for review in reviews if review.state != ReviewState.WAITING)
    return sorted(judged, key=lambda one: -(one.decided_at or 0.0))


def line(data: Dataset, review: Review) -> dict[str, str]:
    """One line of the table of decisions."""
    return {
        say("review.user"): review.user,
        say("review.item"): item_label(data, review.item),
        say("review.decision"): say(f"review.{review.state}"),
        say("review.who"): say("review.everyone" if review.everyone else "review.only_user"),
    }


def known_reviews(data: Dataset) -> list[Review]:
    """Reviews of items that the data still has."""
    known = set(data.items.index)
    return [review for review in store().reviews(data.fingerprint()) if review.item in known]


def title(data: Dataset, item: str) -> str:
    """The title of an item, safe for Markdown."""
    return plain(data.items.at[item, "title"])


def decide(fingerprint: str, review: Review, state: ReviewState, everyone: bool) -> None:
    """Keep a decision."""
    store().decide(fingerprint, review.user, review.item, state, everyone=everyone)
