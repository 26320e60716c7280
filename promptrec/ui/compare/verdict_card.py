"""What to do, in one sentence: variants against a control, tested over users, rules beside them."""

from collections.abc import Sequence

import streamlit as st

from promptrec.compare.decision import decide
from promptrec.compare.judging import SESOI, Question
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group
from promptrec.judge.saved import of_candidates
from promptrec.report.comparison import differences_chart, ground_words, part_words
from promptrec.report.decision import named_rules, rules_lines
from promptrec.report.sentences import known_words, told
from promptrec.report.voice import Voice
from promptrec.ui.compare.options import METRICS, MOST_SESOI, RANKED, USERS
from promptrec.ui.compare.rows import all_kept, comparison_of, voice
from promptrec.ui.shared.charts import chart
from promptrec.ui.shared.metric_cards import metric_words
from promptrec.ui.shared.verdict_box import verdict_box
from promptrec.ui.shell.guard import PageEnds
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys

WIDE, NARROW = 340, 210  # pixels of an input; on a phone each takes a line of its own


def ask(found: Sequence[Group]) -> tuple[list[Group], Question]:
    """Control, metric, what matters: the variants with the control first, and the question."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        control = ask_control(found)
        metric = ask_metric()
        sesoi = ask_sesoi()
    explore = st.toggle(
        say("versus.explore"),
        key=keys.VERDICT_EXPLORE.name,
        help=say("versus.explore_help"),
        persist_state="session",
    )
    users = 50
    if metric == RANKED:
        keys.VERDICT_USERS.give_way(USERS, 50)
        users = int(
            st.select_slider(
                say("versus.users"),
                USERS,
                key=keys.VERDICT_USERS.name,
                help=say("versus.users_help"),
                persist_state="session",
            )
        )
    ordered = sorted(found, key=lambda group: group.id != control)
    return ordered, Question(metric=metric, sesoi=sesoi, explore=explore, ranked_users=users)


def ask_control(found: Sequence[Group]) -> str:
    """The id of the variant that the others are held against; no choice where there is one."""
    if len(found) == 1:
        return found[0].id
    ids, own = [group.id for group in found], voice(found)
    keys.VERDICT_CONTROL.give_way(ids, default_control(found))
    return str(
        st.selectbox(
            say("verdict.control"),
            ids,
            format_func=own.variant,
            key=keys.VERDICT_CONTROL.name,
            persist_state="session",
            width=WIDE,
        )
    )


def ask_metric() -> str:
    """What is judged."""
    keys.VERDICT_METRIC.give_way(METRICS, METRICS[0])
    return str(
        st.selectbox(
            say("compare.metric"),
            METRICS,
            format_func=metric_words,
            key=keys.VERDICT_METRIC.name,
            persist_state="session",
            width=WIDE,
        )
    )


def ask_sesoi() -> float:
    """The smallest difference that matters."""
    keys.VERDICT_SESOI.begin(SESOI)
    return st.number_input(
        say("verdict.sesoi"),
        0.0,
        MOST_SESOI,
        step=0.005,
        format="%.3f",
        key=keys.VERDICT_SESOI.name,
        help=say("verdict.sesoi_help"),
        persist_state="session",
        width=NARROW,
    )


def default_control(found: Sequence[Group]) -> str:
    """A run of the first variant that was not tuned, else of the oldest: what others improve on."""
    first = min(found, key=lambda group: (group.tuned, group.entrants[0].run.queued_at))
    return first.id


def verdict_card(found: Sequence[Group], asked: Question, *, ends: bool) -> Comparison | None:
    """The card; None until somebody asks for scores that are not kept yet, and for too few users.

    ends: the page ends here when too few users count: numbers below would be read as an answer.
    """
    what = of_candidates(asked.ranked_users) if asked.metric == RANKED else "valid"
    if not all_kept(found, what):
        st.caption(say("versus.not_kept" if what == "valid" else "versus.not_ranked"))
        if not st.button(say("verdict.judge"), type="primary"):
            return None
    with st.spinner(say("versus.judging"), show_time=True):
        comparison = comparison_of(found, asked)
    show(comparison, voice(found))
    if comparison.refused:
        if ends:
            raise PageEnds
        return None
    late = late_sesoi(found, asked)
    if late:
        st.warning(late)
    return comparison


def late_sesoi(found: Sequence[Group], asked: Question) -> str:
    """A sentence when the smallest effect of interest is not the one first judged with, else ""."""
    runs = frozenset(one.run.id for group in found for one in group.entrants)
    return late_about((found[0].entrants[0].fingerprint, runs, asked.metric), asked.sesoi)


def late_about(about: object, sesoi: float) -> str:
    """The same by whatever says what is compared, and on which metric."""
    was = keys.SESOI_FIRST.begin({}).setdefault(about, sesoi)
    return "" if was == sesoi else say("verdict.sesoi_late", was=f"{was:g}")


def show(found: Comparison, own: Voice, key: str = "forest") -> None:
    """What to do and how sure that is, one picture, the rules; all numbers behind it are folded."""
    one = decide(found)
    verdict_box(one, own)
    if found.refused:
        of = "verdict.refused_files" if found.part == "files" else "verdict.refused_help"
        st.markdown(say(of))
    else:
        chart(differences_chart(found, own, named_rules(found)).figure, key)
        st.caption(say("bring.forest" if found.part == "files" else "versus.forest"))
        st.markdown("  \n".join(map(plain, rules_lines(one, found.baselines, own))))
    with st.expander(say("decision.how")):
        how(found, own)


def how(found: Comparison, own: Voice) -> None:
    """The numbers that a decision stands on, sentence by sentence."""
    st.markdown("\n".join(f"- {plain(text)}" for _, text in told(found, own)))
    if found.refused:
        return
    if found.part == "files":
        st.caption(plain(ground_words(found, own)))
    else:
        part, known = part_words(found, own), known_words(found, own)
        ground = say(
            "versus.ground", part=part, users=found.users, locked=found.locked, known=known
        )
        st.caption(ground)
