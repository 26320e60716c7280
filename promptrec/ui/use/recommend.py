"""The top items of a user, each with the prompt that the model read."""

from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.judge.candidates import candidates_of
from promptrec.recommend.reasons import place_words, reason_words
from promptrec.recommend.withhold import keep
from promptrec.store.snapshots import ReviewState
from promptrec.ui.shared.numbers import share
from promptrec.ui.shared.prompt_view import legend_html, prompt_html
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import run_variant, store
from promptrec.ui.state.opened import dataset_name

if TYPE_CHECKING:
    from promptrec.recommend.topk import Recommendation


@dataclass(frozen=True, slots=True)
class Shown:
    """A list, and what was kept from it."""

    places: "list[Recommendation]"
    by_word: int  # candidates with a blocked word
    by_review: int  # candidates that a person rejected
    no_probability: str = ""  # why the places have none
    run: str = ""
    data: str = ""  # as lists of data sets name it
    user: str = ""  # of the data; "" for one that is new


def recommend(run_id: str, user: str, k: int, at_most: int) -> Shown:
    """Score unseen items for the user and keep the k best. Loads torch."""
    from promptrec.recommend.topk import top_k

    with st.spinner(say("recommend.loading"), show_time=True):
        variant = run_variant(run_id)
    data = variant.plan.dataset
    code = data.user_code(user)
    user_code = -1 if code is None else code
    if code is None:
        st.info(say("recommend.new_user", user=plain(user)))
    bar = st.progress(0.0, text=say("recommend.scoring"))

    def show_share(done: float) -> None:
        bar.progress(done, text=say("recommend.scoring"))

    kept = keep(
        data,
        candidates_of(variant.plan, user_code, at_most),
        store().blocked_words(),
        store().rejected(data.fingerprint(), user),
    )
    places = top_k(
        variant,
        user_code,
        kept.items,
        k,
        progress=show_share,
        explain=True,
    )
    bar.empty()
    return Shown(
        places,
        kept.by_word,
        kept.by_review,
        variant.settings.no_probability,
        run=run_id,
        data=dataset_name(variant.settings.dataset),
        user="" if code is None else user,
    )


def show_places(shown: Shown, approved: Collection[str] = ()) -> None:
    """The list, best first; each opens to its prompt. approved: item ids that carry a mark."""
    if not shown.places:
        st.info(say("recommend.nothing"))
        return
    st.html(legend_html())
    if shown.no_probability:
        st.caption(say("recommend.numbers_order", why=in_words(shown.no_probability)))
    else:
        st.caption(say("recommend.numbers"))
    st.caption(say("recommend.reasons"))
    for number, place in enumerate(shown.places, 1):
        words = line_words(number, place, place.item_id in approved)
        with st.expander(words, expanded=number == 1):
            show_place(shown, place)
        st.caption(plain(reason_words(place.moved, language())))


def show_place(shown: Shown, place: "Recommendation") -> None:
    """The prompt of a place, which item it is, and the way to its explanation."""
    st.html(prompt_html(place.rendered))
    item = f"{escape(say('pick.item'))} {escape(place.item_id)}"
    st.html(f'<div class="pr-facts"><span>{item}</span></div>')
    if shown.user:
        asked = {"run": shown.run, "user": shown.user, "item": place.item_id, "data": shown.data}
        label = f"{say('recommend.why')} →"
        st.page_link("pages/understand/explain.py", label=label, query_params=asked)


def line_words(number: int, place: "Recommendation", approved: bool) -> str:
    """The line of an item: number, title, place, score, probability where there is one, mark."""
    words = [f"**{number}. {plain(place.title)}**"]
    words.append(place_words(place.place, place.of, place.tied, language()))
    words.append(f"{place.score:+.2f}")
    if place.probability is not None:
        words.append(share(place.probability))
    if approved:
        words.append(f":green-badge[{say('review.mark')}]")
    return " · ".join(words)


def review_bar(shown: Shown, fingerprint: str, run_id: str, user: str) -> None:
    """What was withheld, and a button that puts the list into the review queue."""
    if shown.by_word or shown.by_review:
        st.caption(say("review.withheld", words=shown.by_word, reviews=shown.by_review))
    row = st.container(horizontal=True, gap="medium", vertical_alignment="center")
    if shown.places and row.button(say("review.send")):
        items = [place.item_id for place in shown.places]
        added = store().ask_review(fingerprint, user, items, run_id)
        row.caption(say("review.sent", count=added))
    row.page_link("pages/use/review.py", label=say("review.open"))


def approved_items(fingerprint: str, user: str) -> set[str]:
    """What a person approved for this user."""
    return {
        review.item
        for review in store().reviews(fingerprint)
        if review.user == user and review.state == ReviewState.APPROVED
    }
