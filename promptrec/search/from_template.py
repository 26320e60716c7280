"""A search that starts from a template: its settings, and how its choice is confirmed."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from promptrec.errors import SettingsError, StoreError
from promptrec.prompt.template import Template
from promptrec.search.summary import winner
from promptrec.settings import RunSettings, SearchedTemplate, SearchSettings
from promptrec.store.snapshots import Run, RunState, Trial
from promptrec.store.store import Store


def search_from(template: Template, base: RunSettings, **tried: Any) -> SearchSettings:
    """The search whose trials are edits of this template, each made as the base says."""
    own = SearchedTemplate(name=template.name, text=template.text, verbalizer=template.verbalizer)
    return SearchSettings(base=base, kind="edits", templates=(own,), seed=base.seed, **tried)


def base_of_run(run: Run, template: Template, dataset: str) -> RunSettings:
    """The settings of a run with another template, which its weights are to read.

    StoreError for a run that trained nothing or is of other data; SettingsError for a template that
    its weights cannot read: mask, label words and soft tokens are what the run has.
    """
    if run.search_json or run.state != RunState.SUCCEEDED or not run.checkpoint:
        raise StoreError("sentence.weights_of_nothing", run=run.id)
    settings = run.settings
    if settings.dataset != dataset:
        raise StoreError(
            "sentence.weights_of_other", run=run.id, data=settings.dataset, other=dataset
        )
    own = template_in(settings)
    frame = (own.has_mask, own.soft_total) == (template.has_mask, template.soft_total)
    words = not template.has_mask or template.verbalizer in ("", own.verbalizer)
    if not (frame and words):
        raise SettingsError("sentence.weights_read_otherwise", run=run.id)
    return dataclasses.replace(
        settings,
        template=template.text,
        template_name=template.name,
        language=template.language,
        test=False,
    )


def template_in(settings: RunSettings) -> Template:
    """The template of a run's settings."""
    return Template(
        settings.template_name,
        settings.template,
        verbalizer=settings.verbalizer,
        language=settings.language or "en",
    )


def to_confirm(row: Run, trials: Sequence[Trial]) -> tuple[RunSettings, RunSettings]:
    """Start and winner as ordinary runs, to be compared on users that the search never saw.

    StoreError without a winner, or where the start itself won.
    """
    best = winner(trials)
    if best is None:
        raise StoreError("sentence.search_no_winner", run=row.id)
    if best.number == trials[0].number:
        raise StoreError("sentence.start_won", run=row.id)
    return trials[0].settings, best.settings


def run_of(store: Store, settings: RunSettings) -> Run | None:
    """The newest run of exactly these settings that has not failed, whatever its name."""
    for run in store.readable_runs():
        if run.settings == settings and run.state not in (RunState.FAILED, RunState.CANCELLED):
            return run
    return None
