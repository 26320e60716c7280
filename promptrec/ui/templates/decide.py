"""From a look at two templates to a decision: two runs that differ in their template alone.

What has run already is not run again.
"""

import dataclasses
from collections.abc import Sequence

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.examples.plan import in_numbers
from promptrec.judge.entrants import same_variant
from promptrec.model.reading import reader_for
from promptrec.model.sense import untuned_note
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.ui.shared.form_widgets import START
from promptrec.ui.shared.start_run import start_run
from promptrec.ui.shell.say import say
from promptrec.ui.state import store
from promptrec.ui.state.results import made_once
from promptrec.ui.templates.score_with import NOTHING, UNTUNED

OVER = (RunState.FAILED, RunState.CANCELLED)


def decide(data: Dataset, drafts: Sequence[RunSettings], scorer: str) -> None:
    """The button, and what it does; the Compare page takes the first side as the control."""
    asked = settings_of(data, drafts, scorer)
    if same_variant(asked[0]) == same_variant(asked[1]):
        st.caption(say("ab.same"))
        return
    every = [run for run in store().readable_runs() if run.state not in OVER]
    found = [run_of(settings, every) for settings in asked]
    missing = sum(run is None for run in found)
    if st.button(say("ab.compare"), type="primary", key="ab_compare"):
        runs = [
            run or start_run(settings, name_of(settings, side))
            for run, settings, side in zip(found, asked, "AB", strict=True)
        ]
        link = {"runs": ",".join(run.id for run in runs), "control": runs[0].id}
        st.switch_page("pages/understand/compare.py", query_params=link)
    st.caption(plan_words(asked[0], scorer, missing))


def settings_of(
    data: Dataset, drafts: Sequence[RunSettings], scorer: str
) -> tuple[RunSettings, ...]:
    """What each side would run under: the settings of the run that scores, or those of New run.

    Untuned where the untuned model scores and has an answer of its own to both.
    """
    language = data.about.language
    if scorer == UNTUNED and not any(untuned_note(reader_for(one, language)) for one in drafts):
        return tuple(drafts)
    if scorer in (NOTHING, UNTUNED):
        base = first_settings(data, drafts[0])
    else:
        base = dataclasses.replace(store().run(scorer).settings, test=False)
    return tuple(
        dataclasses.replace(
            base,
            template=one.template,
            template_name=one.template_name,
            language=one.language,
            verbalizer=one.verbalizer,
            target_template="",
        )
        for one in drafts
    )


def first_settings(data: Dataset, draft: RunSettings) -> RunSettings:
    """What New run begins with, in numbers."""
    start = dataclasses.replace(
        START, dataset=draft.dataset, template=draft.template, model=draft.model
    )
    asked = ("ab", data.fingerprint(), draft.dataset, draft.model)
    return made_once(asked, lambda: in_numbers(data, start))


def run_of(settings: RunSettings, every: Sequence[Run]) -> Run | None:
    """A run that answers for these settings, a finished one first; None where there is none."""
    wanted = same_variant(settings)
    alike = [run for run in every if run.settings.template == settings.template]
    mine = [run for run in alike if same_variant(run.settings) == wanted]
    finished = [run for run in mine if run.state == RunState.SUCCEEDED]
    return next(iter([*finished, *mine]), None)


def name_of(settings: RunSettings, side: str) -> str:
    """What a run that is made here is called."""
    return f"{side}: {settings.template_name}"


def plan_words(settings: RunSettings, scorer: str, missing: int) -> str:
    """What the button starts, and under which settings."""
    if not missing:
        return say("ab.both_ran")
    if not settings.tunes:
        return say("ab.runs_untuned", count=missing)
    rows = "–" if settings.max_train is None else f"{settings.max_train:,}"
    words = {"count": missing, "method": settings.method, "rows": rows}
    if scorer in (NOTHING, UNTUNED):
        return say("ab.runs_new", **words)
    return say("ab.runs_as", run=scorer, **words)
