"""One search: how far it is, the winner, every trial, what mattered, and what to do with it."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from promptrec.metrics.metric import BESIDE, MAIN
from promptrec.plots.search import (
    importance_figure,
    parallel_figure,
    spoken,
    trials_figure,
    written,
)
from promptrec.records import Interval
from promptrec.report.voice import run_title
from promptrec.search.from_template import template_in
from promptrec.search.space import confirmed_settings
from promptrec.search.study import importance
from promptrec.search.summary import Effect, best_so_far, effects, first_rung, winner
from promptrec.store.snapshots import Run, RunState, Trial, TrialState
from promptrec.ui.runs.upkeep import upkeep
from promptrec.ui.runs.view import BOX
from promptrec.ui.search.beside import beside_of, caption_beside
from promptrec.ui.search.edits_view import edits_view
from promptrec.ui.shared.charts import chart, plot_words
from promptrec.ui.shared.drafts.kept_draft import open_in_editor
from promptrec.ui.shared.metric_cards import metric_words
from promptrec.ui.shared.numbers import count, duration, moment
from promptrec.ui.shared.prompt_view import template_html
from promptrec.ui.shared.run_list import EVERY_S, state_words
from promptrec.ui.shared.start_run import resume_search, start_run
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import language, plain, say, say_text
from promptrec.ui.shell.sentences import in_text, in_words
from promptrec.ui.state import keys, store
from promptrec.words.table import sentence

ENOUGH = 2  # trials from which a picture says something


def search_view(run: Run) -> None:
    """The search as it is now; looks again by itself only while something happens."""
    every = None if run.state.finished else EVERY_S

    @st.fragment(run_every=every)
    @guarded
    def live() -> None:
        now = store().run_if_there(run.id)
        if now is None:
            st.rerun()  # deleted: the page chooses another one
        show(now, store().trials(now.id))
        if now.state.finished and every:
            st.rerun()

    live()


def show(run: Run, trials: Sequence[Trial]) -> None:
    """Everything about one snapshot of a search."""
    if run.search is None:
        return
    st.subheader(f"{run.id} · {plain(title_of(run))}")
    data = run.settings.dataset.rpartition("/")[2]
    st.caption(" · ".join((state_words(run.state), plain(data), moment(run.queued_at))))
    if run.note:
        st.markdown(plain(run.note))
    if run.state == RunState.RUNNING:
        st.progress(run.progress, text=progress_words(run, len(trials)))
    elif run.state in BOX:
        BOX[run.state](in_words(run.message) or say(f"runs.{run.state}"))
    best = winner(trials)
    if run.search.kind != "edits":
        found(run, trials, best)
        return
    go_or_stop(st.container(horizontal=True), run)
    if best is not None:
        edits_view(run, run.search, trials, best, beside_of(run))


def found(run: Run, trials: Sequence[Trial], best: Trial | None) -> None:
    """What a search of trials has found so far."""
    buttons(run, best)
    beside = beside_of(run)
    if best is not None:
        winner_card(run, best, beside)
    if len(trials) >= ENOUGH:
        pictures(run, trials)
    if trials:
        tables(run, trials, beside)


def progress_words(run: Run, trials: int) -> str:
    """How many trials of how many, once it is known."""
    if not run.total_steps:
        return say("runs.preparing")
    return say("search.progress", done=count(max(trials, run.step)), total=count(run.total_steps))


def buttons(run: Run, best: Trial | None) -> None:
    """Stop, go on, confirm on test, take the template into the editor."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="medium")
    go_or_stop(row, run)
    if best is None or run.search is None or not run.state.finished:
        return
    if row.button(say("search.confirm"), type="primary", help=say("search.confirm_help")):
        confirmed = start_run(
            confirmed_settings(run.search, best), sentence("search.winner_of", search=run.id)
        )
        st.switch_page("pages/train/runs.py", query_params={"run": confirmed.id})
    if row.button(say("search.edit")):
        open_in_editor(template_in(best.settings), best.settings.dataset)
        st.switch_page("pages/prepare/templates.py")


def title_of(run: Run) -> str:
    """What a search is called."""
    if run.example:
        return run_title(run, language())
    kind = run.search.kind if run.search else ""
    return in_text(run.name) or say_text(f"search.kind_{kind}")


def go_or_stop(row: DeltaGenerator, run: Run) -> None:
    """Stop a search that goes on; let one go on that was stopped; name it, delete it."""
    if not run.state.finished:
        if row.button(say("search.stop"), disabled=run.cancel_requested):
            store().request_cancel(run.id)
            st.rerun()
    elif run.state is not RunState.SUCCEEDED and row.button(say("search.resume")):
        resume_search(run)
        st.rerun()
    upkeep(row, run, title_of(run), keys.SEARCH)


def winner_card(run: Run, best: Trial, beside: Mapping[int, float]) -> None:
    """The winner, its value with the interval, and why it looks better than it is."""
    metric = metric_words(run.search.metric) if run.search else ""
    with st.container(border=True):
        left, right = st.columns([1, 3], gap="large")
        words = say("search.winner", metric=metric)
        left.caption(words)  # a long one wraps
        left.metric(words, f"{best.value:.3f}", label_visibility="collapsed")
        if best.low is not None and best.high is not None:
            left.caption(say("metric.interval", low=f"{best.low:.3f}", high=f"{best.high:.3f}"))
        caption_beside(left, best, beside)
        with right:
            st.html(template_html(template_in(best.settings)))
            shown = (
                f"{plain(spoken(name))}: {plain(value)}" for name, value in best.parameters.items()
            )
            st.caption(" · ".join(shown))
        st.caption(say("search.biased", rows=count(best.rows), trial=best.number + 1))
        if run.search and run.search.metric != MAIN:
            st.caption(say("search.other_yardstick", metric=metric, main=metric_words(MAIN)))


def pictures(run: Run, trials: Sequence[Trial]) -> None:
    """Trial by trial, what mattered, and all trials over their parameters."""
    metric = metric_words(run.search.metric) if run.search else ""
    words = plot_words()
    left, right = st.columns([3, 2], gap="large")
    with left:
        figure = trials_figure(
            trials, best_so_far(trials), metric, title=say("search.by_trial"), words=words
        )
        chart(figure, f"trials_{run.id}")
    shares = importance(trials)
    with right:
        if shares:
            figure = importance_figure(shares, title=say("search.mattered"), words=words)
            chart(figure, f"importance_{run.id}")
            st.caption(say("search.mattered_help"))
        else:
            st.caption(say("search.too_few"))
    if len(first_rung(trials)) > ENOUGH:
        title = say("search.parallel")
        figure = parallel_figure(trials, metric, title=title, words=words)
        chart(figure, f"parallel_{run.id}")


def tables(run: Run, trials: Sequence[Trial], beside: Mapping[int, float]) -> None:
    """Mean value of each choice, and every trial."""
    metric = metric_words(run.search.metric) if run.search else ""
    column = st.column_config
    found = effects(trials)
    if found:
        with st.expander(say("search.effects")):
            st.caption(say("search.effects_help"))
            st.dataframe(
                pd.DataFrame([effect_row(effect, metric) for effect in found]), hide_index=True
            )
    with st.expander(say("search.all", trials=count(len(trials)))):
        st.dataframe(
            pd.DataFrame([row_of(trial, beside) for trial in by_rung(trials)]),
            hide_index=True,
            column_config={
                "number": column.NumberColumn(say("search.trial"), width="small"),
                "state": column.TextColumn(say("runs.state")),
                "value": column.TextColumn(metric),
                BESIDE: column.TextColumn(metric_words(BESIDE)),
                "rows": column.NumberColumn(say("search.rows")),
                "took": column.TextColumn(say("runs.took")),
                "template": column.TextColumn(say("setting.template")),
                "why": column.TextColumn(say("search.why")),
            },
        )


def effect_row(effect: Effect, metric: str) -> dict[str, object]:
    """What one choice of one parameter came to, as a row of its table."""
    return {
        say("search.parameter"): spoken(effect.parameter),
        say("search.choice"): str(effect.choice),
        say_text("search.mean", metric=metric): f"{effect.mean:.3f}",
        say_text("search.best", metric=metric): f"{effect.best:.3f}",
        say("search.trials_column"): effect.trials,
    }


def by_rung(trials: Sequence[Trial]) -> list[Trial]:
    """The last rung first, the best first within it; those without a value at the end."""

    def place(trial: Trial) -> tuple[int, float]:
        return (-trial.rung, float("inf") if trial.value is None else -trial.value)

    return sorted(trials, key=place)


def row_of(trial: Trial, beside: Mapping[int, float]) -> dict[str, object]:
    """A trial as a row of the table."""
    also = {BESIDE: f"{beside[trial.number]:.3f}"} if trial.number in beside else {}
    return {
        "number": trial.number + 1,
        "state": say(f"trial.{trial.state}"),
        "value": "–" if trial.value is None else f"{Interval(trial.value, trial.low, trial.high)}",
        **also,
        "rows": trial.rows,
        **{
            spoken(name): written(value)
            for name, value in trial.parameters.items()
            if name != "template"
        },
        "took": duration(trial.seconds),
        "template": trial.settings.template,
        **({"why": in_text(trial.message)} if trial.state is TrialState.FAILED else {}),
    }
