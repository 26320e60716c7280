"""The verdict in words: variants against a control, tested over users, rules beside them."""

from collections.abc import Sequence

import streamlit as st

from promptrec.compare.sides import PER_USER, Side, best_fed, compared, same_rows
from promptrec.compare.verdict import Comparison, sentence
from promptrec.data.dataset import Dataset
from promptrec.store.snapshots import Run
from promptrec.ui.compare_rows import run_name
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import has_words, plain, say
from promptrec.ui.state import evaluation, run_variant

BOXES = {
    "better": st.success,
    "worse": st.error,
    "equivalent": st.info,
    "undecided": st.warning,
    "refused": st.warning,
}


def verdict_card(data: Dataset, runs: Sequence[Run]) -> None:
    """Choose the control and what matters; then the card. Loads the models when asked to."""
    if len(runs) < 2:
        st.caption(say("verdict.two"))
        return
    by_id = {run.id: run for run in runs}
    left, middle, right = st.columns(3, gap="large")
    with left:
        control = str(
            st.selectbox(
                say("verdict.control"),
                list(by_id),
                format_func=lambda one: run_name(by_id[one]),
                key="verdict_control",
            )
        )
    with middle:
        metric = str(
            st.selectbox(
                say("compare.metric"), PER_USER, format_func=metric_words, key="verdict_metric"
            )
        )
    with right:
        sesoi = st.number_input(
            say("verdict.sesoi"), 0.0, 0.5, 0.01, 0.005, "%.3f", help=say("verdict.sesoi_help")
        )
    asked = (data.fingerprint(), tuple(by_id), control, metric, sesoi)
    if st.button(say("verdict.judge")):
        st.session_state["verdict"] = (asked, judged(runs, control, metric, float(sesoi)))
    known, found = st.session_state.get("verdict", (None, None))
    if known == asked and found is not None:
        show(found)
    else:
        st.caption(say("verdict.hint"))


def judged(runs: Sequence[Run], control: str, metric: str, sesoi: float) -> Comparison:
    """Score the runs on their valid rows and test the differences."""
    first = sorted(runs, key=lambda run: run.id != control)
    found = []
    for run in first:
        with st.spinner(say("compare.scoring", name=run_name(run)), show_time=True):
            found.append(evaluation(run.id, "valid"))
    sides = [Side(run_name(run), one.answers.score) for run, one in zip(first, found, strict=True)]
    plan = best_fed([run_variant(run.id).plan for run in first])
    return compared(plan, "valid", same_rows(found), sides, metric=metric, sesoi=sesoi)


def show(found: Comparison) -> None:
    """One box per variant, what no variant reaches, and the numbers."""
    if found.refused:
        st.warning(found.sentences[0])
        return
    for one in found.variants:
        BOXES[one.verdict](plain(sentence(one, found)))
    for line in (*found.beaten(), *found.warnings()):
        st.markdown(f"**{plain(line)}**")
    values = {found.control: found.control_value} | {o.name: o.value for o in found.variants}
    rules = {
        say(f"baseline.{name}") if has_words(f"baseline.{name}") else name: value
        for name, value in found.baselines.items()
    }
    st.table(
        {
            say("compare.variant"): [*values, *rules],
            metric_words(found.metric): [
                f"{one:.3f}" for one in (*values.values(), *rules.values())
            ],
        }
    )
    st.caption(say("verdict.ground", users=found.users, locked=found.locked))
