"""One run: state, progress, curves, result, log, and what can be done with it."""

from collections.abc import Sequence

import streamlit as st

from promptrec.model.backbones.catalogue import is_here, not_installed
from promptrec.records import Measure
from promptrec.store.snapshots import JobResult, LogLine, Run, RunState
from promptrec.trackers.export import export
from promptrec.training.agreement import agreed, key_of
from promptrec.ui.runs.curves import run_curves
from promptrec.ui.runs.form_fill import fill_form
from promptrec.ui.runs.stages import ended_in, show_stages, stages_of
from promptrec.ui.runs.upkeep import upkeep
from promptrec.ui.shared.metric_cards import metric_cards
from promptrec.ui.shared.numbers import count, duration, moment
from promptrec.ui.shared.run_list import EVERY_S, state_words, title_of
from promptrec.ui.shared.start_run import waits_for
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_text, in_words
from promptrec.ui.state import dataset_name, store
from promptrec.ui.state.served import keep_going

BOX = {
    RunState.QUEUED: st.info,
    RunState.FAILED: st.error,
    RunState.CANCELLED: st.warning,
}


def run_view(run: Run) -> None:
    """The run as it is now; looks again by itself only while something happens."""
    every = None if run.state.finished else EVERY_S

    @st.fragment(run_every=every)
    @guarded
    def live() -> None:
        now = store().run_if_there(run.id)
        if now is None:
            st.rerun()  # deleted, here or in another tab: the page chooses another one
        if now.state.finished and every:  # first, or a click on what is shown could be lost
            st.rerun()  # the table above has news, and the clock can stop
        keep_going([now])
        show(now)

    live()


def show(run: Run) -> None:
    """Everything about one snapshot of a run."""
    st.subheader(f"{run.id} · {plain(title_of(run))}")
    queued = say("runs.queued_at", at=moment(run.queued_at))
    st.caption(f"{state_words(run.state)} · {queued}")
    if run.note:
        st.markdown(plain(run.note))
    if run.unreadable:
        st.warning(in_words(run.unreadable))
        return
    if run.result is not None and not is_here(run.settings.model):
        st.info(in_words(not_installed(run.settings.model).sentence))
    lines, measures = store().log_lines(run.id), store().measures(run.id)
    how_far(run, lines, measures)
    buttons(run)
    if run.result is not None:
        metric_cards(run.result.metrics, notes_of(run))
        st.caption(cost_words(run.result, run.settings.statistics))
    for note in notes_of(run):
        st.info(in_words(note))
    for alarm in alarms_of(run, [line.text for line in lines]):
        st.warning(in_words(alarm))
    run_curves(run, measures)
    details(run, lines)


def how_far(run: Run, lines: Sequence[LogLine], measures: Sequence[Measure]) -> None:
    """The stages; while it goes on its progress, and why it ended where it did not succeed."""
    show_stages(stages_of(run, lines, measures))
    if run.state == RunState.RUNNING:
        st.progress(run.progress, text=progress_words(run))
    elif run.state in BOX:
        why = "" if run.state == RunState.CANCELLED else in_words(run.message)
        if run.state == RunState.QUEUED:
            why = why or waits_for(run)
        words = why or say(f"runs.{run.state}")
        stage = ended_in(run, lines, measures)
        at = say("runs.ended_in", stage=stage) if run.state.finished else ""
        BOX[run.state](f"{words} {at}".strip())


def cost_words(result: JobResult, known: str) -> str:
    """What a result was paid with: weights, rows, time."""
    return say(
        "runs.cost",
        parameters=count(result.trainable_parameters),
        rows=count(result.label_rows),
        statistics=count(result.statistic_rows),
        known=say(f"said.statistics_{known}"),
        took=duration(result.seconds),
    )


def progress_words(run: Run) -> str:
    """Step, or that it is being judged, and the time that is left."""
    if not run.total_steps:
        return say("runs.preparing" if run.settings.tunes else "runs.scoring")
    words = [say("runs.step", step=count(run.step), total=count(run.total_steps))]
    if run.step >= run.total_steps:
        words.append(say("runs.again" if run.settings.pseudo_confidence else "runs.judging"))
    if run.seconds_left and run.seconds_left >= 1:
        words.append(say("runs.left", left=duration(run.seconds_left)))
    return " · ".join(words)


def notes_of(run: Run) -> list[str]:
    """What is worth knowing of its rows and of what could be counted; runs of before have none."""
    found = run.result.details.get("notes") if run.result else None
    return found if isinstance(found, list) else []


def alarms_of(run: Run, log: Sequence[str]) -> list[str]:
    """What looked wrong while training: told by the result, until there is one by the log."""
    found = run.result.details.get("alarms") if run.result else None
    if isinstance(found, list):
        return found
    said = [text for text in dict.fromkeys(log) if key_of(text).startswith("sentence.alarm_")]
    return list(agreed(said))


def buttons(run: Run) -> None:
    """Stop it, repeat it with changes, or go on to compare and recommend."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    if not run.state.finished:
        asked = run.cancel_requested
        words = say("runs.stopping") if asked else say("runs.cancel")
        if row.button(words, key=f"cancel_{run.id}", disabled=asked):
            store().request_cancel(run.id)
            st.rerun()
    if row.button(say("runs.repeat"), key=f"repeat_{run.id}"):
        fill_form(run.settings)
        st.switch_page("pages/train/new_run.py")
    if run.state.finished and row.button(say("runs.track"), key=f"track_{run.id}"):
        folder = export(store(), run.id, "tensorboard")
        st.code(f"tensorboard --logdir {folder}", language="bash")
        st.caption(say("runs.tracked"))
    if run.state == RunState.SUCCEEDED:
        row.page_link(
            "pages/understand/compare.py",
            label=say("runs.compare"),
            query_params={"data": dataset_name(run.settings.dataset)},
        )
        row.page_link(
            "pages/use/recommend.py", label=say("runs.recommend"), query_params={"run": run.id}
        )
    upkeep(row, run, title_of(run))


def details(run: Run, lines: Sequence[LogLine]) -> None:
    """Log and settings, folded away."""
    with st.expander(say("runs.log", lines=count(len(lines)))):
        st.code(
            "\n".join(f"{moment(line.at)}  {in_text(line.text)}" for line in lines) or "–",
            language=None,
        )
    with st.expander(say("runs.settings")):
        st.code(run.settings.template, language=None, wrap_lines=True)
        st.json(run.settings.to_json())
