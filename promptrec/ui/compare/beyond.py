"""What accuracy does not show: the lists, groups of users, swapped words, cost. One block."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import Groups, group_fields, kind_fields, user_groups
from promptrec.judge.entrants import Group
from promptrec.records import Answers, Floats, SideId
from promptrec.report.beyond import BeyondReport, list_cost_grid
from promptrec.report.voice import Voice, labels_of, run_label
from promptrec.store.snapshots import Run
from promptrec.ui.compare.blocks import frame, remember
from promptrec.ui.compare.groups import group_view
from promptrec.ui.compare.lists import list_view
from promptrec.ui.compare.rows import key_of, rules_of, shared
from promptrec.ui.shell.say import language, say
from promptrec.ui.state import evaluation, keys, run_variant
from promptrec.ui.state.home import home
from promptrec.ui.state.results import made_once

if TYPE_CHECKING:
    from promptrec.beyond.collect import Beyond
    from promptrec.beyond.lists import Audience, Lists
    from promptrec.metrics.groups import Gaps

USERS = (25, 50, 100, 200)


def beyond_accuracy_section(data: Dataset, variants: Sequence[Group]) -> None:
    """Choose users and fields; then tables and charts. Loads the models when asked to."""
    st.markdown(say("beyond.intro"))
    users, kind, field = choices(data)
    runs = [entrant.run for group in variants for entrant in group.entrants]
    asked = (data.fingerprint(), tuple(run.id for run in runs), users, kind, field)
    if st.button(say("beyond.go")):
        keys.BEYOND.set(asked)
    if keys.BEYOND.get() != asked:
        st.caption(say("beyond.hint"))
        return
    audience = audience_of(data, runs[0], users, kind)
    found = {SideId(run.id): measured(data, run, audience, asked[2:]) for run in runs}
    baselines = rules(data, runs, audience, (users, kind))
    lists = {**{one: own.lists for one, own in found.items()}, **baselines}
    voice = Voice(language(), labels_of(runs, language()))
    against = list_view(audience, lists, voice)
    st.subheader(say("beyond.groups"))
    every, measure = {}, ""
    flips = {one: beyond.flips for one, beyond in found.items() if beyond.flips}
    if field:
        groups = user_groups(data, field)
        gaps = made_once(
            ("gaps", key_of(variants), *asked),
            lambda: gaps_of_rules(data, groups, variants, audience, baselines),
        )
        every = {**{one: beyond.gaps for one, beyond in found.items()}, **gaps}
        measure = group_view(field, every, flips, voice)
        ungrouped(groups, audience)
    else:
        st.caption(say("beyond.no_groups"))
    st.subheader(say("beyond.cost"))
    cost = {one: beyond.cost for one, beyond in found.items()}
    frame(list_cost_grid(cost, voice))
    st.caption(say("beyond.cost_help"))
    shown = BeyondReport(runs, audience, lists, against, every, flips, measure, field, cost)
    remember(key_of(variants), "beyond", shown)


def gaps_of_rules(
    data: Dataset,
    groups: Groups,
    variants: Sequence[Group],
    audience: "Audience",
    lists: Mapping[SideId, "Lists"],
) -> dict[SideId, dict[str, "Gaps"]]:
    """The gaps of every baseline, on the rows that the variants share."""
    from promptrec.beyond.gaps import group_report

    pairs, scores = shared(variants).pairs, rules_of(variants)
    return {
        one: group_report(data, groups, pairs, unworded(scores[one.name]), audience, own)
        for one, own in lists.items()
        if one.name in scores
    }


def unworded(score: Floats) -> Answers:
    """The scores of a rule as answers without label words."""
    return Answers(score=score, words=(), word_probability=np.zeros((len(score), 0)))


def ungrouped(groups: Groups, audience: "Audience") -> None:
    """How many of these users have no value of the field, and so are in no group."""
    missing, users = int((groups.group[audience.users] < 0).sum()), len(audience.users)
    if missing:
        st.caption(say("beyond.ungrouped", missing=missing, users=users, field=groups.field))


def choices(data: Dataset) -> tuple[int, str, str]:
    """Users, the field of items for variety, the field of users for groups ("" for none)."""
    own = data.fingerprint()[:8]
    left, middle, right = st.columns(3, gap="large")
    with left:
        users = st.select_slider(
            say("beyond.users"), USERS, 50, key="beyond_users", help=say("beyond.users_help")
        )
    kinds = made_once(("kinds", data.fingerprint()), lambda: kind_fields(data))
    with middle:
        kind = st.selectbox(
            say("beyond.kind"), kinds, key=f"beyond_kind_{own}", help=say("beyond.kind_help")
        )
    fields = made_once(("groups", data.fingerprint()), lambda: group_fields(data))
    with right:
        field = st.selectbox(
            say("beyond.field"), fields, key=f"beyond_field_{own}", help=say("beyond.field_help")
        )
    return int(users), str(kind or ""), str(field or "")


def audience_of(data: Dataset, run: Run, users: int, kind: str) -> "Audience":
    """Who gets lists, from which candidates; the first time texts of items are read."""
    from promptrec.beyond.lists import make_audience

    def make() -> "Audience":
        with st.spinner(say("beyond.candidates"), show_time=True):
            return make_audience(data, run.settings.split, "valid", users=users, kind=kind)

    return made_once(("audience", data.fingerprint(), run.settings.split, users, kind), make)


def measured(data: Dataset, run: Run, audience: "Audience", choice: tuple[Any, ...]) -> "Beyond":
    """One run's lists, gaps, flips and cost, with its progress while it is measured."""
    from promptrec.beyond.collect import beyond_accuracy

    def make() -> "Beyond":
        words = say("compare.scoring", name=run_label(run, language()))
        bar = st.progress(0.0, text=words)

        def show_share(done: float) -> None:
            bar.progress(done, text=words)

        field = choice[-1]
        judged = evaluation(run.id, "valid") if field else None
        beyond = beyond_accuracy(
            run_variant(run.id),
            audience,
            judged=(judged.pairs, judged.answers) if judged else None,
            groups=user_groups(data, field) if field else None,
            parameters=run.result.trainable_parameters if run.result else 0,
            checkpoint=home() / run.checkpoint if run.checkpoint else None,
            progress=show_share,
        )
        bar.empty()
        return beyond

    return made_once(("beyond", str(home()), run.id, data.fingerprint(), *choice), make)


def rules(
    data: Dataset, runs: Sequence[Run], audience: "Audience", choice: tuple[Any, ...]
) -> "dict[SideId, Lists]":
    """The lists of every baseline, which knows the rows of the best-fed run."""
    from promptrec.beyond.lists import baseline_lists
    from promptrec.compare.rows import best_fed

    def make() -> "list[Lists]":
        with st.spinner(say("beyond.baselines"), show_time=True):
            return baseline_lists(best_fed([run_variant(run.id).plan for run in runs]), audience)

    names = tuple(run.id for run in runs)
    found = made_once(("rules", str(home()), names, data.fingerprint(), *choice), make)
    return {SideId(one.name, True): one for one in found}
