"""What accuracy does not show: the lists, groups of users, swapped words, cost. One block."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from promptrec.beyond.measuring import asked_of
from promptrec.beyond.together import BeyondAccuracy
from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import group_fields, kind_fields
from promptrec.judge.entrants import Group
from promptrec.report.beyond import BeyondReport, by_side, list_cost_grid
from promptrec.report.voice import Voice, labels_of
from promptrec.ui.compare.blocks import frame, remember
from promptrec.ui.compare.groups import group_view
from promptrec.ui.compare.lists import list_view
from promptrec.ui.compare.measured import measured
from promptrec.ui.compare.options import USERS
from promptrec.ui.compare.rows import key_of
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import keys
from promptrec.ui.state.results import made_once
from promptrec.words.named import field_inside, field_name


def beyond_accuracy_section(data: Dataset, variants: Sequence[Group]) -> None:
    """Choose users and fields; then tables and charts, once they are measured."""
    st.markdown(say("beyond.intro"))
    st.caption(say("beyond.hint"))
    users, kind, field = choices(data)
    asked = asked_of(variants, "lists", users=users, item_field=kind, user_field=field)
    found: BeyondAccuracy | None = measured(variants, asked)
    if found is None:
        return
    runs = [entrant.run for group in variants for entrant in group.entrants]
    voice = Voice(language(), labels_of(runs, language()))
    against = list_view(found, voice)
    st.subheader(say("beyond.groups"))
    measure = ""
    if field:
        measure = group_view(field, found.all_gaps, by_side(found.flips), voice)
        ungrouped(found)
    else:
        st.caption(say("beyond.no_groups"))
    st.subheader(say("beyond.cost"))
    frame(list_cost_grid(by_side(found.cost), voice))
    st.caption(say("beyond.cost_help"))
    shown = BeyondReport(runs, found, against, measure)
    remember(key_of(variants), "beyond", shown)


def ungrouped(found: BeyondAccuracy) -> None:
    """How many of these users have no value of the field, and so are in no group."""
    if found.ungrouped:
        st.caption(
            say(
                "beyond.ungrouped",
                missing=found.ungrouped,
                users=found.users,
                field=plain(field_inside(language(), found.user_field)),
            )
        )


def choices(data: Dataset) -> tuple[int, str, str]:
    """Users, the field of items for variety, the field of users for groups ("" for none)."""
    with st.spinner(say("pick.opening"), show_time=True):
        kinds = made_once(("kinds", data.fingerprint()), lambda: kind_fields(data))
        fields = made_once(("groups", data.fingerprint()), lambda: group_fields(data))
    keys.BEYOND_USERS.give_way(USERS, 50)
    for key, offered in ((keys.BEYOND_KIND, kinds), (keys.BEYOND_FIELD, fields)):
        if offered:
            key.give_way(offered, offered[0])
    left, middle, right = st.columns(3, gap="large")
    with left:
        users = st.select_slider(
            say("beyond.users"),
            USERS,
            key=keys.BEYOND_USERS.name,
            help=say("beyond.users_help"),
            persist_state="session",
        )
    with middle:
        kind = st.selectbox(
            say("beyond.kind"),
            kinds,
            format_func=partial(field_name, language()),
            key=keys.BEYOND_KIND.name,
            help=say("beyond.kind_help"),
            persist_state="session",
        )
    with right:
        field = st.selectbox(
            say("beyond.field"),
            fields,
            format_func=partial(field_name, language()),
            key=keys.BEYOND_FIELD.name,
            help=say("beyond.field_help"),
            persist_state="session",
        )
    return int(users), str(kind or ""), str(field or "")
