"""Who gains and who loses by a variant: users, and the rows behind each."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from promptrec.compare.entrants import Group
from promptrec.compare.estimates import POOLED, RANKED, ground_of, values_by_user
from promptrec.compare.judging import Question, Sides
from promptrec.data.dataset import Dataset
from promptrec.plots.users import user_figure
from promptrec.records import Ints
from promptrec.ui.charts import chart
from promptrec.ui.compare_state import shared
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import say

LISTED = 200  # users that can be chosen: those with the largest differences


def users(data: Dataset, variants: Sequence[Group], asked: Question) -> None:
    """Choose a variant, see every user's difference, choose a user, see their rows."""
    metric = "uauc" if asked.metric == POOLED else asked.metric
    found = shared(variants, asked.ranked_users if metric == RANKED else 0)
    others = [one.name for one in found.sides[1:]]
    chosen = str(st.selectbox(say("versus.variant"), others, key="versus_variant"))
    other = 1 + others.index(chosen)
    means = [found.sides[at].runs.mean(axis=0) for at in (0, other)]
    ground = ground_of(metric, found.pairs)
    values = [
        np.mean([values_by_user(metric, found.pairs, one) for one in found.sides[at].runs], axis=0)
        for at in (0, other)
    ]
    difference = values[1] - values[0]
    if not len(difference):
        st.info(say("versus.no_users"))
        return
    names = [str(data.users.index[code]) for code in ground.users]
    figure = user_figure(
        names,
        difference,
        title=say("versus.users_title"),
        x=say("versus.users_x"),
        y=f"{say('versus_page.difference')}, {metric_words(metric)}",
    )
    chart(figure, "users")
    gains, losses = int((difference > 0).sum()), int((difference < 0).sum())
    equal = len(difference) - gains - losses
    st.caption(say("versus.users_note", gains=gains, losses=losses, equal=equal))
    order = np.argsort(-np.abs(difference), kind="stable")[:LISTED]
    at = st.selectbox(
        say("versus.user"),
        order.tolist(),
        format_func=lambda one: f"{names[one]}: {difference[one]:+.3f}",
        key=f"versus_user_{chosen}_{metric}",
    )
    own = np.flatnonzero(found.pairs.user == ground.users[int(at or 0)]).astype(np.int64)
    st.dataframe(rows_of(data, found, own, [one[own] for one in means]), hide_index=True)
    st.caption(say("versus.rows_note"))


def rows_of(
    data: Dataset, found: Sides, own: Ints, scores: Sequence[np.ndarray]
) -> list[dict[str, object]]:
    """A user's rows, liked ones first: the item, the label, both scores and both places."""
    pairs = found.pairs.take(own)
    titles = data.items["title"].to_numpy()[pairs.item]
    places = [np.argsort(np.argsort(-one, kind="stable"), kind="stable") + 1 for one in scores]
    rows = []
    for at in np.lexsort((places[1], -pairs.label)):
        rows.append(
            {
                say("versus.item"): str(titles[at]),
                say("versus.label"): label_words(pairs.label[at], bool(pairs.sampled[at])),
                say("versus.score_control"): round(float(scores[0][at]), 3),
                say("versus.place_control"): int(places[0][at]),
                say("versus.score_variant"): round(float(scores[1][at]), 3),
                say("versus.place_variant"): int(places[1][at]),
            }
        )
    return rows


def label_words(label: float, sampled: bool) -> str:
    """What the user did with the item."""
    if sampled:
        return say("versus.unseen")
    return say("compare.liked" if label > 0 else "compare.disliked")
