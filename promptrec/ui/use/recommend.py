"""The top items of a person, each with the prompt that the model read, its reason and its light."""

import dataclasses
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.examples.newcomer import Newcomer
from promptrec.recommend.reasons import place_words, reason_words
from promptrec.store.snapshots import ReviewState
from promptrec.ui.shared.numbers import duration, share
from promptrec.ui.shared.prompt_view import legend_html, prompt_html
from promptrec.ui.shared.why import Why, why_button
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import joined, language, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, run_variant, store
from promptrec.ui.use.choices import Choices
from promptrec.words.form import in_every

if TYPE_CHECKING:
    from promptrec.explain.truth.verdict import Trust
    from promptrec.recommend.request import Asked, Request
    from promptrec.recommend.topk import Recommendation, Scoring

COLOURS = {"green": "green", "open": "blue", "yellow": "orange", "red": "red"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A list, and what was kept from it."""

    places: "Sequence[Recommendation]"
    by_word: int  # candidates with a blocked word
    by_review: int  # candidates that a person rejected
    no_probability: str = ""  # why the places have none
    run: str = ""
    user: str = ""  # id; "" for somebody new
    newcomer: Newcomer | None = None
    whole: Mapping[str, Sequence[str]] = field(default_factory=dict)  # why this list, by language
    asked: "Asked | None" = None
    scoring: "Scoring | None" = None
    seconds: float = 0.0  # that the scores took
    lit: "list[Trust | None]" = field(default_factory=list)  # of the places that were tested so far

    @property
    def places_lit(self) -> "list[Recommendation]":
        """The places with the lights that are known by now."""
        lights = [*self.lit, *[None] * (len(self.places) - len(self.lit))]
        pairs = zip(self.places, lights, strict=True)
        return [dataclasses.replace(place, trust=one) for place, one in pairs]


def recommend(
    run_id: str, user: str, newcomer: Newcomer | None, choices: Choices, k: int = 10
) -> Shown:
    """Score unseen items for the person and keep the k best. Loads torch."""
    from promptrec.recommend.request import asked
    from promptrec.recommend.whole import list_reason, list_words

    with st.spinner(say("recommend.loading"), show_time=True):
        variant = run_variant(run_id)
    data = variant.plan.dataset
    if newcomer is None and data.user_code(user) is None:
        st.info(say("recommend.new_user", user=plain(user)))
    rejected = store().rejected(data.fingerprint(), user)
    request = request_of(user, newcomer, choices, k)
    found = asked(variant, request, store().blocked_words(), rejected)
    bar = st.progress(0.0, text=say("recommend.scoring"))
    begun = time.monotonic()

    def show_share(done: float) -> None:
        bar.progress(done, text=say("recommend.scoring"))

    scoring = found.rank(show_share)
    seconds = time.monotonic() - begun
    places = found.places(scoring, explain=True)
    bar.empty()
    return Shown(
        places,
        found.kept.by_word,
        found.kept.by_review,
        variant.settings.no_probability,
        run=run_id,
        user=user,
        newcomer=newcomer,
        whole=in_every(lambda one: list_words(list_reason(found, places), one)) if places else {},
        asked=found,
        scoring=scoring,
        seconds=seconds,
    )


def request_of(user: str, newcomer: Newcomer | None, choices: Choices, k: int) -> "Request":
    """What is asked of the package."""
    from promptrec.recommend.request import Request

    return Request(
        user=user,
        newcomer=newcomer,
        k=k,
        at_most=None if choices.likely else choices.read,
        first=choices.read if choices.likely else None,
        diversity=choices.diversity,
        where=dict(choices.where),
        seen=choices.seen,
    )


def show_places(shown: Shown, approved: Collection[str] = ()) -> None:
    """The list, best first; each opens to its prompt. approved: item ids that carry a mark."""
    if not shown.places:
        st.info(say("recommend.nothing"))
        return
    from promptrec.recommend.one import Seen

    lines, now = [], Seen(-1)  # a list is of this moment, of items that were met before, too
    for number, place in enumerate(shown.places_lit, 1):
        words = line_words(number, place, place.item_id in approved)
        with st.expander(words, expanded=number == 1):
            st.html(prompt_html(place.rendered))
        row = st.container(horizontal=True, gap="small", vertical_alignment="center")
        line = row.container(width="stretch").empty()
        line.caption(reason_line(place))
        lines.append(line)
        why = Why(
            who=shown.run, item=place.item_id, user=shown.user, newcomer=shown.newcomer, seen=now
        )
        why_button(why, row, f"why_place_{number}", say("recommend.why"))
    st.html(legend_html())
    if shown.no_probability:
        st.caption(say("recommend.numbers_order", why=in_words(shown.no_probability)))
    else:
        st.caption(say("recommend.numbers"))
    st.caption(say("recommend.reasons"))
    light(shown, lines)


def light(shown: Shown, lines: Sequence[DeltaGenerator]) -> None:
    """Test the reasons once the list is there, and put a light at each; kept with the list."""
    from promptrec.recommend.topk import with_lights

    todo = shown.places[len(shown.lit) :]
    assert shown.asked is not None, "a list was asked for"
    for at, place in enumerate(
        with_lights(shown.asked.variant, shown.asked.user, todo), len(shown.lit)
    ):
        shown.lit.append(place.trust)
        lines[at].caption(reason_line(place))


def reason_line(place: "Recommendation") -> str:
    """The reason in one line, and its light in words."""
    words = plain(reason_words(place.moved, language()))
    if place.trust is None:
        return words
    light = f":{COLOURS[place.trust.light]}-badge[{say(f'use.light_{place.trust.light}')}]"
    return f"{words} {light}"


def line_words(number: int, place: "Recommendation", approved: bool) -> str:
    """The line of an item: number, title, place, score, probability where there is one, mark."""
    words = [f"**{number}. {plain(place.title)}**"]
    words.append(plain(place_words(place.place, place.of, place.tied, language())))
    words.append(f"{place.score:+.2f}")
    if place.probability is not None:
        words.append(share(place.probability))
    if approved:
        words.append(f":green-badge[{say('review.mark')}]")
    return " · ".join(words)


def why_these(shown: Shown) -> None:
    """Why this list as a whole, and how its items were chosen."""
    if not shown.places or shown.asked is None:
        return
    with st.container(border=True):
        st.markdown(f"**{say('use.why_these', count=len(shown.places))}**")
        st.markdown("  \n".join(map(plain, shown.whole[language()])))
        stage = shown.asked.stage
        if stage.brought:
            names = (
                f"{say(f'use.source_{name}')} {count}" for name, count in stage.brought.items()
            )
            st.caption(
                say(
                    "use.first_stage",
                    read=f"{len(stage.items):,}",
                    of=f"{stage.of:,}",
                    by=joined(say("said.comma"), names),
                )
            )
            missed(shown)


def missed(shown: Shown) -> None:
    """How many of the best of all items the first stage kept, once somebody asks."""
    from promptrec.recommend.stages import recall
    from promptrec.recommend.topk import rank

    asked = shown.asked
    assert asked is not None, "a list was asked for"
    every, k = asked.kept.items, len(shown.places)
    takes = duration(len(every) * shown.seconds / max(1, len(asked.stage.items)))
    row = st.container(horizontal=True, gap="medium", vertical_alignment="center")
    words = say("use.missed_help", all=f"{len(every):,}", time=takes)
    if row.button(say("use.missed"), help=words, type="tertiary"):
        with st.spinner(words, show_time=True):
            full = rank(asked.variant, asked.user, every)
        keys.FIRST_STAGE.set((shown, recall(full, asked.stage.items, k)))
    of, kept = keys.FIRST_STAGE.get()
    if of is shown:
        row.markdown(say("use.recall", k=k, all=f"{len(every):,}", share=share(kept)))


def review_bar(shown: Shown, fingerprint: str) -> None:
    """What was withheld, and a button that puts the list into the review queue."""
    if shown.by_word or shown.by_review:
        st.caption(say("review.withheld", words=shown.by_word, reviews=shown.by_review))
    if shown.newcomer is not None or not shown.places:
        return
    row = st.container(horizontal=True, gap="medium", vertical_alignment="center")
    if row.button(say("review.send")):
        items = [place.item_id for place in shown.places]
        added = store().ask_review(fingerprint, shown.user, items, shown.run)
        row.caption(say("review.sent", count=added))
    row.page_link("pages/use/review.py", label=say("review.open"))


def approved_items(fingerprint: str, user: str) -> set[str]:
    """What a person approved for this user."""
    return {
        review.item
        for review in store().reviews(fingerprint)
        if review.user == user and review.state == ReviewState.APPROVED
    }
