"""Questions of active learning as cards: the history, the item, two buttons; one at a time."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.recommend.one import Seen
from promptrec.settings import AddedLabel
from promptrec.ui.shared.numbers import share
from promptrec.ui.shared.prompt_view import legend_html, prompt_html
from promptrec.ui.shared.why import Why, why_button
from promptrec.ui.shell.say import joined, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, run_variant, store, untuned_variant
from promptrec.ui.state.opened import Who

if TYPE_CHECKING:
    from promptrec.recommend.ask import LabelQuestion

COUNT = 10  # questions at a time
AS_ASKED = Seen(-1, "train")  # as `questions` reads its pairs


def ask_again(data: Dataset, who: Who) -> None:
    """Score a pool of unlabelled pairs and keep the most uncertain as questions. Loads torch."""
    from promptrec.recommend.ask import questions

    with st.spinner(say("label.thinking"), show_time=True):
        variant = run_variant(who) if isinstance(who, str) else untuned_variant(data, who)
        known = [(label.user, label.item) for label in store().labels(data.fingerprint())]
        skipped = keys.SKIPPED.get().get(data.fingerprint(), [])
        found = questions(variant, COUNT, [*known, *skipped])
    keys.QUESTIONS.set((data.fingerprint(), found))
    keys.QUESTIONS_OF.set(who)
    keys.QUESTION_AT.set(0)


def question_cards(data: Dataset) -> None:
    """The question at hand with its buttons, or that all are answered."""
    fingerprint, found = keys.QUESTIONS.get()
    if fingerprint != data.fingerprint():
        return
    at = keys.QUESTION_AT.get()
    if not found:
        st.info(say("label.nothing"))
        return
    st.progress(at / len(found), text=say("label.progress", done=at, total=len(found)))
    if at >= len(found):
        st.success(say("label.done"))
        return
    question_card(data, found[at], at)


def question_card(data: Dataset, question: "LabelQuestion", at: int) -> None:
    """The question at this place: what the model read, what it thinks, and the answers."""
    with st.container(border=True):
        st.markdown(
            say("label.question", user=plain(question.user), title=plain(question.title)),
        )
        for words, titles in (("label.likes", question.liked), ("label.hates", question.disliked)):
            if titles:
                st.markdown(say(words, titles=joined(" · ", titles)))
        st.html(prompt_html(question.prompt))
        st.html(legend_html())
        st.caption(thinks(question))
        row = st.container(horizontal=True, gap="medium")
        for answer, words in ((1, "label.liked"), (0, "label.disliked"), (None, "label.skip")):
            row.button(
                say(words),
                key=f"{words}_{question.user}_{question.item}",
                on_click=keep_answer,
                args=(data.fingerprint(), question, at, answer),
            )
        who = keys.QUESTIONS_OF.get()
        if who is not None:
            why = Why(who=who, user=question.user, item=question.item, seen=AS_ASKED)
            why_button(why, row, f"why_question_{at}")


def thinks(question: "LabelQuestion") -> str:
    """What the model says so far, and why it is unsure."""
    if question.probability is not None:
        return say("label.thinks", probability=share(question.probability))
    why = in_words(question.no_probability)
    return say("label.thinks_order", score=f"{question.score:+.2f}", why=why)


def keep_answer(fingerprint: str, question: "LabelQuestion", at: int, answer: int | None) -> None:
    """Keep an answer and go on to the next question; what was skipped is not asked again.

    A second click on a card that is already answered changes nothing.
    """
    if keys.QUESTION_AT.get() != at:
        return
    if answer is None:
        skipped = keys.SKIPPED.begin({}).setdefault(fingerprint, [])
        skipped.append((question.user, question.item))
    else:
        given = AddedLabel(user=question.user, item=question.item, label=answer)
        store().set_label(fingerprint, given)
    keys.QUESTION_AT.set(at + 1)
