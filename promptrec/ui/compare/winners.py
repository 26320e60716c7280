"""Which variant wins for which users: choose how users are parted, then words, picture, table."""

from collections.abc import Sequence

import streamlit as st

from promptrec.compare.estimates import RANKED
from promptrec.compare.groups import HISTORY, groups_by
from promptrec.compare.judging import Question
from promptrec.compare.winners import Winners, winners
from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import group_fields
from promptrec.judge.entrants import Group
from promptrec.report.winners import notes, winner_chart, winner_sentences
from promptrec.ui.compare.blocks import frame, remember, remembered
from promptrec.ui.compare.rows import key_of, shared, voice
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import keys
from promptrec.ui.state.results import made_once
from promptrec.words.named import field_name


def winners_view(data: Dataset, variants: Sequence[Group], question: Question) -> None:
    """One grouping of the users; the file holds every one that was looked at.

    Nothing for a single variant, which has no choice.
    """
    if len(variants) < 2:
        return
    st.subheader(say("winners.title"))
    st.markdown(say("winners.intro"))
    with st.spinner(say("pick.opening"), show_time=True):
        fields = made_once(("groups", data.fingerprint()), lambda: group_fields(data))
    keys.WINNERS_BY.give_way([HISTORY, *fields], HISTORY)
    field = str(
        st.selectbox(
            say("winners.by"),
            [HISTORY, *fields],
            format_func=parting,
            key=keys.WINNERS_BY.name,
            persist_state="session",
        )
    )
    key = key_of(variants)
    remember(key, "groupings", tuple(dict.fromkeys((*remembered(key, "groupings", ()), field))))
    with st.spinner(say("versus.judging"), show_time=True):
        found = winners_by(variants, question, field)
    own = voice(variants)
    for line in winner_sentences(found, own):
        st.markdown(f"**{plain(line)}**")
    if found.groups:
        drawn = winner_chart(found, own)
        chart(drawn.figure, "winners")
        frame(drawn.table)
    st.caption(plain(notes(found, own)))
    st.subheader(say("winners.single"))


def parting(by: str) -> str:
    """What users are parted by, as a choice."""
    return say("winners.by_history") if by == HISTORY else field_name(language(), by)


def winners_by(variants: Sequence[Group], question: Question, field: str) -> Winners:
    """The winners by groups of a field, on what was judged."""
    ranked = question.ranked_users if question.metric == RANKED else 0
    judged = shared(variants, ranked)
    return made_once(
        ("winners", key_of(variants), question.metric, ranked, field),
        lambda: winners(judged, question.metric, groups_by(judged, field)),
    )


def winners_seen(variants: Sequence[Group], question: Question) -> list[Winners]:
    """By what is known of users, and by every grouping that was looked at in this visit."""
    if len(variants) < 2:
        return []
    fields = dict.fromkeys((HISTORY, *remembered(key_of(variants), "groupings", ())))
    return [winners_by(variants, question, one) for one in fields]
