"""One real recommendation and one real decision, from the example experiments."""

from html import escape

import streamlit as st

from promptrec.recommend.reasons import place_words, reason_words
from promptrec.report.decision import lead, rules_lines, surety
from promptrec.report.first_sight import FirstSight, first_sight
from promptrec.report.voice import Voice, labels_of
from promptrec.ui.shared.numbers import share
from promptrec.ui.shared.why import trust_marked
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import store
from promptrec.words.form import together


def first_sight_cards() -> None:
    """Two cards side by side; nothing where the examples were removed."""
    shown = first_sight()
    labels = labels_of((run for run in store().runs() if run.example), language())
    if shown is None or not set(shown.compared) <= set(labels):
        return
    st.header(say("home.sight"))
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        recommendation(shown)
    with right.container(border=True, height="stretch"):
        decision(shown, Voice(language(), labels))


def recommendation(shown: FirstSight) -> None:
    """Who, what, where it stands, why, and whether that may be believed."""
    liked = say("said.comma").join(shown.liked)
    st.caption(say("home.sight_user", user=plain(shown.user), liked=liked, of=shown.of))
    chance = "" if shown.probability is None else f" · {share(shown.probability)}"
    place = place_words(shown.place, shown.of, shown.tied, language())
    st.markdown(f"**{plain(shown.title)}** · {plain(place)}{chance}")
    st.html(f'<p class="pr-prompt">{escape(shown.prompt)}</p>')
    st.markdown(plain(reason_words(shown.moved, language())))
    st.markdown(f":small[{trust_marked(shown.trust)}]")
    asked = {"run": shown.run, "user": shown.user, "item": shown.item, "data": shown.data}
    row = st.container(horizontal=True, gap="medium")
    row.page_link(
        "pages/understand/explain.py", label=f"{say('recommend.why')} →", query_params=asked
    )
    row.page_link(
        "pages/use/recommend.py",
        label=f"{say('home.sight_more')} →",
        query_params={"data": shown.data, "run": shown.run, "user": shown.user},
    )


def decision(shown: FirstSight, voice: Voice) -> None:
    """What was compared, what to do, and how sure that is."""
    names = say("said.comma").join(voice.variant(run) for run in shown.compared)
    st.caption(say("home.sight_compared", data=shown.data, names=names))
    st.markdown(f"**{plain(lead(shown.decision, voice))}**")
    st.markdown(plain(together(voice.language, surety(shown.decision, voice))))
    st.markdown("  \n".join(map(plain, rules_lines(shown.decision, shown.rules, voice))))
    st.page_link(
        "pages/understand/compare.py",
        label=f"{say('home.sight_how')} →",
        query_params={"data": shown.data, "runs": ",".join(shown.compared)},
    )
