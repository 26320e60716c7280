"""What answers for this data now, and the run that might answer instead."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.store.served.states import (
    Because,
    ServedTemplate,
    TemplateStage,
    TemplateState,
)
from promptrec.store.snapshots import Run
from promptrec.ui.shared.numbers import moment
from promptrec.ui.shared.template_stage import state_words
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys, store

SHOWN = 20  # changes in the list


def champion_and_challenger(data: Dataset, run: Run) -> None:
    """Side by side, with a way to hold them against each other, and to name a candidate."""
    st.subheader(say("deploy.champion"))
    live = store().live_template(data.about.name)
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True):
        st.markdown(f"**{say('deploy.live')}**")
        st.markdown(say("deploy.no_live") if live is None else state_words(live))
    with right, st.container(border=True):
        st.markdown(f"**{say('deploy.challenger')}**")
        challenger(data, run, live)
    if live is not None and live.run not in ("", run.id) and known(live.run):
        runs = {"runs": f"{live.run},{run.id}"}
        words = say("deploy.compare", live=live.run, run=run.id)
        st.page_link("pages/understand/compare.py", label=f"{words} →", query_params=runs)
    changes(data)


def known(run: str) -> bool:
    """Whether this home has the run that is live."""
    return any(one.id == run for one in store().readable_runs())


def challenger(data: Dataset, run: Run, live: TemplateState | None) -> None:
    """The state of the run's template, and who names it otherwise."""
    one = served(data, run)
    now = store().template_stage(data.about.name, one.template)
    if live is not None and live.run == run.id:
        st.markdown(say("deploy.is_live", run=run.id))
        return
    st.markdown(say("deploy.is_draft", run=run.id) if now is None else state_words(now))
    if live is not None and live.template == one.template:
        st.caption(say("deploy.same_template"))
        return
    why = st.text_input(say("deploy.why"), key=keys.DEPLOY_WHY.name, max_chars=300)
    candidate = now is not None and now.state == TemplateStage.CANDIDATE
    wanted = TemplateStage.DRAFT if candidate else TemplateStage.CANDIDATE
    if st.button(say(f"deploy.name_{wanted}"), disabled=not why.strip()):
        store().name_template(one, wanted, Because.here(why))
        st.rerun()


def served(data: Dataset, run: Run) -> ServedTemplate:
    """The template of a run, as states know it."""
    name, fingerprint = data.about.name, data.fingerprint()
    return ServedTemplate.of(run.settings, data=name, fingerprint=fingerprint, run=run.id)


def changes(data: Dataset) -> None:
    """Every change, newest first."""
    every = store().template_states(data.about.name)[:SHOWN]
    if not every:
        return
    with st.expander(say("deploy.changes", count=len(every))):
        st.dataframe(
            {
                say("deploy.when"): [moment(one.at) for one in every],
                say("deploy.stage"): [say(f"deploy.stage_{one.state}") for one in every],
                say("deploy.run"): [one.run for one in every],
                say("deploy.who"): [one.who for one in every],
                say("deploy.because"): [one.why for one in every],
            },
            hide_index=True,
        )
