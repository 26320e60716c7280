"""Who gains and who loses by a variant or by the best rule: users, and the rows behind each."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from promptrec.compare.estimates import RANKED, ground_of
from promptrec.compare.judging import Question, Sides
from promptrec.compare.users import user_differences, user_metric
from promptrec.compare.verdict import Comparison
from promptrec.data.dataset import Dataset
from promptrec.judge.entrants import Group
from promptrec.plots.comparison_parts import user_chart
from promptrec.plots.page_html import Chart
from promptrec.records import Floats, Ints
from promptrec.ui.charts import chart
from promptrec.ui.compare_blocks import row_words, words
from promptrec.ui.compare_names import rule_name
from promptrec.ui.compare_state import rules_of, shared
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import say

LISTED = 200  # users that can be chosen: those with the largest differences


def users(data: Dataset, variants: Sequence[Group], asked: Question, verdict: Comparison) -> None:
    """Choose a side, see every user's difference, choose a user, see their rows."""
    found, sides = shared(variants, ranked_users(asked)), sides_of(variants, asked, verdict)
    control, *others = sides
    chosen = str(st.selectbox(say("versus.variant"), others, key="versus_variant"))
    metric = user_metric(asked.metric)
    difference = user_differences(metric, found.pairs, sides[chosen], sides[control])
    if not len(difference):
        st.info(say("versus.no_users"))
        return
    codes = ground_of(metric, found.pairs).users
    names = [str(data.users.index[code]) for code in codes]
    chart(one_chart(names, difference, (chosen, control), metric).figure, "users")
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
    own = np.flatnonzero(found.pairs.user == codes[int(at or 0)]).astype(np.int64)
    scores = [sides[name].mean(axis=0)[own] for name in (control, chosen)]
    word = row_words(variants)
    st.dataframe(
        rows_of(data, found, own, scores, (word["disliked"], word["liked"])), hide_index=True
    )
    st.caption(say("versus.rows_note"))


def user_charts(
    data: Dataset, variants: Sequence[Group], asked: Question, verdict: Comparison
) -> list[Chart]:
    """Every side against the control, for the file."""
    found, sides = shared(variants, ranked_users(asked)), sides_of(variants, asked, verdict)
    control, *others = sides
    metric = user_metric(asked.metric)
    names = [str(data.users.index[code]) for code in ground_of(metric, found.pairs).users]
    return [
        one_chart(
            names,
            user_differences(metric, found.pairs, sides[name], sides[control]),
            (name, control),
            metric,
        )
        for name in others
        if names
    ]


def ranked_users(asked: Question) -> int:
    """How many users' candidates are judged; 0: rows."""
    return asked.ranked_users if asked.metric == RANKED else 0


def sides_of(variants: Sequence[Group], asked: Question, verdict: Comparison) -> dict[str, Floats]:
    """Scores of the control, the variants and the best baseline, by their names for people."""
    ranked = ranked_users(asked)
    best = max(verdict.baselines, key=lambda name: verdict.baselines[name])
    return {
        **{side.name: side.runs for side in shared(variants, ranked).sides},
        rule_name(best): rules_of(variants, ranked)[best][None],
    }


def one_chart(names: Sequence[str], difference: Floats, who: tuple[str, str], metric: str) -> Chart:
    """The differences of one side. who: the side, the control."""
    title = say("versus_page.users_title", one=who[0], other=who[1])
    axis = f"{say('versus_page.difference')}, {metric_words(metric)}"
    return user_chart(title, names, difference, axis, words())


def rows_of(
    data: Dataset, found: Sides, own: Ints, scores: Sequence[Floats], classes: tuple[str, str]
) -> list[dict[str, object]]:
    """A user's rows, liked ones first: the item, the label, both scores and both places.

    classes: what disliked and liked are called.
    """
    pairs = found.pairs.take(own)
    titles = data.items["title"].to_numpy()[pairs.item]
    places = [np.argsort(np.argsort(-one, kind="stable"), kind="stable") + 1 for one in scores]
    rows = []
    for at in np.lexsort((places[1], -pairs.label)):
        rows.append(
            {
                say("versus.item"): str(titles[at]),
                say("versus.label"): classes[int(pairs.label[at] > 0)]
                if not pairs.sampled[at]
                else say("versus.unseen"),
                say("versus.score_control"): round(float(scores[0][at]), 3),
                say("versus.place_control"): int(places[0][at]),
                say("versus.score_variant"): round(float(scores[1][at]), 3),
                say("versus.place_variant"): int(places[1][at]),
            }
        )
    return rows
