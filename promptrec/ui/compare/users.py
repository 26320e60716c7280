"""Who gains and who loses by a variant or by the best rule: users, and the rows behind each."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from promptrec.compare.judging import Question
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group
from promptrec.recommend.one import Seen
from promptrec.records import SideId
from promptrec.report.users import Users, rows_in_order, user_rows
from promptrec.report.voice import Voice
from promptrec.ui.compare.blocks import plain_frame
from promptrec.ui.compare.rows import users_in, voice
from promptrec.ui.shared.charts import chart
from promptrec.ui.shared.pickers import item_label
from promptrec.ui.shared.why import Why, why_button
from promptrec.ui.shell.say import say

LISTED = 200  # users that can be chosen: those with the largest differences


def users(variants: Sequence[Group], question: Question, verdict: Comparison) -> None:
    """Choose a side, see every user's difference, choose a user, see their rows."""
    found, own = users_in(variants, question, verdict), voice(variants)
    side = st.selectbox(
        say("versus.variant"), found.others, format_func=own.side, key="versus_variant"
    )
    if not len(found.codes):
        st.info(say("versus.no_users"))
        return
    show_side(found, side, own)


def show_side(found: Users, side: SideId, own: Voice) -> None:
    """All users of a side, then the rows of one of them."""
    names, difference = found.names, found.differences(side)
    chart(found.chart(side, own).figure, "users")
    gains, losses = int((difference > 0).sum()), int((difference < 0).sum())
    equal = len(difference) - gains - losses
    st.caption(say("versus.users_note", gains=gains, losses=losses, equal=equal))
    order = np.argsort(-np.abs(difference), kind="stable")[:LISTED]
    user = st.selectbox(
        say("versus.user"),
        order.tolist(),
        format_func=lambda one: f"{names[one]}: {difference[one]:+.3f}",
        key=f"versus_user_{side.name}_{found.metric}",
    )
    code = int(found.codes[int(user or 0)])
    plain_frame(user_rows(found, code, side, own))
    st.caption(say("versus.rows_note"))
    why_row(found, code, side, own)


def why_row(found: Users, code: int, side: SideId, own: Voice) -> None:
    """Choose a row; the reason of its score on either side opens beside the page."""
    pairs, names = found.pairs, found.dataset.items.index
    rows = rows_in_order(found, code, side)
    labels = {int(at): item_label(found.dataset, str(names[pairs.item[at]])) for at in rows}
    at = st.selectbox(
        say("versus.why_row"),
        list(labels),
        format_func=labels.__getitem__,
        key=f"versus_row_{side.name}_{found.metric}_{code}",
    )
    if at is None:
        return
    row = st.container(horizontal=True, gap="medium")
    who = str(found.dataset.users.index[code])
    for one in (next(iter(found.scores)), side):
        if one.baseline:  # a rule reads no prompt
            continue
        item, seen = str(names[pairs.item[at]]), Seen(int(pairs.row[at]), "valid")
        why = Why(who=one.name, user=who, item=item, seen=seen)
        label = say("versus.why_side", name=own.side(one))
        why_button(why, row, f"why_row_{one.name}_{code}_{at}", label)
