"""One comparison to be read: what to do, one picture, and the numbers folded away.

Only valid rows whose scores are kept: it opens no model, starts nothing and looks at no test row.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from promptrec.compare.judging import SESOI, Question
from promptrec.judge.entrants import Group
from promptrec.judge.saved import of_candidates
from promptrec.store.snapshots import Run
from promptrec.ui.compare.choice import ground_of
from promptrec.ui.compare.link import CHOICES, value_of
from promptrec.ui.compare.options import METRICS, RANKED
from promptrec.ui.compare.rows import all_kept, beside_twin, comparison_of, variants, voice
from promptrec.ui.compare.verdict_card import default_control, show
from promptrec.ui.shared.pickers import finished_runs
from promptrec.ui.shell.not_here import not_here
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import dataset_name


def read_comparison(asked: Mapping[str, str]) -> None:
    """What an address of the Compare page says, without its widgets."""
    runs = runs_of([one for one in asked.get("runs", "").split(",") if one])
    if not runs:
        st.info(say("read.no_runs"))
        return
    st.caption(say("read.of_data", data=plain(dataset_name(runs[0].settings.dataset))))
    with st.spinner(say("pick.opening")):
        found = beside_twin(variants(runs))
    control = asked.get("control", "")
    if control not in [group.id for group in found]:
        control = default_control(found)
    found = sorted(found, key=lambda group: group.id != control)
    question = question_of(asked)
    what = of_candidates(question.ranked_users) if question.metric == RANKED else "valid"
    if not all_kept(found, what):
        st.info(say("read.not_judged"))
        return
    with st.spinner(say("versus.judging"), show_time=True):
        comparison = comparison_of(found, question)
    show(comparison, voice(found))
    templates(found)


def runs_of(ids: Sequence[str]) -> list[Run]:
    """The runs that are here and can stand beside the first; the others are told."""
    every = {run.id: run for run in finished_runs()}
    here = [every[one] for one in ids if one in every]
    mine = [run for run in here if ground_of(run) == ground_of(here[0])]
    for one in ids:
        if one not in [run.id for run in mine]:
            not_here("run", one, "")
    return mine


def question_of(asked: Mapping[str, str]) -> Question:
    """What was asked of the variants."""
    found = {
        name: value_of(CHOICES[name], asked[name])
        for name in ("metric", "sesoi", "explore", "candidates")
        if name in asked and value_of(CHOICES[name], asked[name]) is not None
    }
    return Question(
        metric=found.get("metric", METRICS[0]),
        sesoi=found.get("sesoi", SESOI),
        explore=found.get("explore", False),
        ranked_users=found.get("candidates", 50),
    )


def templates(found: Sequence[Group]) -> None:
    """The texts that were compared, folded away."""
    own = voice(found)
    with st.expander(say("read.templates")):
        for group in found:
            st.markdown(f"**{plain(own.variant(group.id))}**")
            st.code(group.entrants[0].run.settings.template, language=None, wrap_lines=True)
