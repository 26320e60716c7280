"""The top items of a user, each with the prompt that the model read."""

from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from promptrec.examples.pair import pairs_now
from promptrec.prompt.rendered import Rendered
from promptrec.ui.numbers import share
from promptrec.ui.prompt_view import legend_html, prompt_html
from promptrec.ui.say import plain, say
from promptrec.ui.state import run_variant


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the list."""

    title: str
    item_id: str
    score: float
    probability: float
    prompt: Rendered


def recommend(run_id: str, user: str, k: int, at_most: int) -> list[Place]:
    """Score unseen items for the user and keep the k best. Loads torch."""
    from promptrec.recommend.topk import candidates_of, top_k

    with st.spinner(say("recommend.loading"), show_time=True):
        variant = run_variant(run_id)
    data = variant.plan.dataset
    code = data.user_code(user)
    user_code = -1 if code is None else code
    if code is None:
        st.info(say("recommend.new_user", user=user))
    bar = st.progress(0.0, text=say("recommend.scoring"))

    def show_share(done: float) -> None:
        bar.progress(done, text=say("recommend.scoring"))

    items = candidates_of(data, user_code, at_most)
    found = top_k(
        variant,
        user_code,
        items,
        k,
        progress=show_share,
    )
    bar.empty()
    codes = np.array([data.item_code(one.item_id) for one in found], np.int64)
    fitted = variant.plan.maker.fit(pairs_now(variant.plan.dataset, user_code, codes), None)
    return [
        Place(one.title, one.item_id, one.score, one.probability, prompt.prompt)
        for one, prompt in zip(found, fitted, strict=True)
    ]


def show_places(places: list[Place]) -> None:
    """The list, best first; each opens to its prompt."""
    if not places:
        st.info(say("recommend.nothing"))
        return
    st.html(legend_html())
    for number, place in enumerate(places, 1):
        words = (
            f"**{number}. {plain(place.title)}** · {share(place.probability)} · {place.score:+.2f}"
        )
        with st.expander(words, expanded=number == 1):
            st.html(prompt_html(place.prompt))
            st.html(f'<div class="pr-facts"><span>{escape(place.item_id)}</span></div>')
