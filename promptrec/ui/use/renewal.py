"""Update this model: go on from its weights with what came back, judge, and ask."""

import streamlit as st

from promptrec.compare.decision import decide
from promptrec.errors import StoreError
from promptrec.report.comparison import differences_chart
from promptrec.report.sentences import told
from promptrec.report.voice import Voice
from promptrec.store.snapshots import Run, RunState
from promptrec.ui.shared.charts import chart
from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shared.start_run import start_run, under_way
from promptrec.ui.shared.verdict_box import verdict_box
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, store


def update_of(run: Run) -> None:
    """What there is to learn, the update under way, or old and new on the newest rows."""
    from promptrec.bundle.renewal.update import updates_of

    st.subheader(say("deploy.update"))
    st.caption(say("deploy.update_how"))
    every = updates_of(store(), run)
    if every and every[0].state != RunState.SUCCEEDED:
        under_way(every[0])
        return
    begin(run)
    if every:
        judged(run, every[0])


def begin(run: Run) -> None:
    """How many rows there are, and a button; nothing is trained before it is pressed."""
    from promptrec.bundle.renewal.update import renewal_of

    try:
        found = renewal_of(store(), run)
    except StoreError as error:
        st.caption(in_words(error.sentence))
        return
    learn, recent = found.rows.learn, found.rows.recent
    liked = sum(one.label for one in learn)
    st.markdown(
        say("deploy.to_learn", learn=len(learn), liked=liked, recent=len(recent), run=run.id)
    )
    if st.button(say("deploy.update_now", run=run.id), type="primary"):
        start_run(found.settings, f"{run.name or run.id} +{len(learn)}")
        st.rerun()


def judged(old: Run, new: Run) -> None:
    """The verdict on the newest rows; computed when somebody asks, for both models are read."""
    st.markdown(say("deploy.updated", new=plain(title_of(new)), old=old.id))
    kept = keys.DEPLOY_JUDGED.of(new.id)
    if not kept.get() and not st.button(say("deploy.judge"), type="primary"):
        return
    kept.set(True)
    from promptrec.bundle.renewal.update import judged_update

    with st.spinner(say("deploy.judging"), show_time=True):
        found = judged_update(store(), new).found
    voice = Voice(language(), {one.id: title_of(one) for one in (old, new)})
    verdict_box(decide(found), voice)
    if not found.refused:
        chart(differences_chart(found, voice, ()).figure, "renewal")
    with st.expander(say("decision.how")):
        st.markdown("\n".join(f"- {plain(text)}" for _, text in told(found, voice)))
        st.caption(say("deploy.chosen_rows"))
    st.button(say("deploy.take", run=new.id), on_click=keys.RUN.set, args=(new.id,))
