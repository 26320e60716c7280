"""`search --start F`: edits of a template, raced; `--confirm` on users that no race saw."""

from dataclasses import replace
from typing import Any

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.compare_numbers import Wanted, measure
from promptrec.cli.parts.given import Given, flags_of
from promptrec.compare.judging import SESOI, Question
from promptrec.data.shipped import open_dataset
from promptrec.errors import SettingsError, StoreError
from promptrec.judge.entrants import entrant, groups
from promptrec.prompt.files import template_from_argument
from promptrec.search.from_template import (
    base_of_run,
    run_of,
    search_from,
    template_in,
    to_confirm,
)
from promptrec.search.summary import winner
from promptrec.settings import RunSettings, SearchSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.worker.supervisor import ensure_supervisor
from promptrec.worker.wait import wait_for

TAKEN = ("trials", "seconds", "metric", "looks", "weights")  # of the settings of a search
ONE = ("methods", "losses")  # that may be given once: every template is tried with it
ROWS = ("max_valid", "device")  # what a run that lends its weights leaves open


def edit_settings(
    store: Store, dataset: str, start: str, tried: Given, base: Given, others: object = None
) -> SearchSettings:
    """Search settings from options. start: a file or text; "": the template of --weights.

    others: what another kind of search was given.
    """
    if others:
        raise SettingsError("sentence.start_alone")
    wrong = [
        name
        for name, value in tried.items()
        if name not in (*TAKEN, *ONE) or (name in ONE and len(value) > 1)
    ]
    if wrong:
        flags = ", ".join(flags_of(SearchSettings, dict.fromkeys(wrong)))
        raise SettingsError("sentence.edits_take_one", options=flags)
    more = {name: value for name, value in tried.items() if name in TAKEN}
    if more.get("weights"):
        own = flags_of(SearchSettings, {name: tried[name] for name in ONE if name in tried})
        own += flags_of(RunSettings, {name: base[name] for name in base if name not in ROWS})
        opt.keep_own(more["weights"], own)
        return of_weights(store.run(more["weights"]), dataset, start, more, base)
    template = template_from_argument(start, open_dataset(dataset).about.language)
    settings = opt.run_settings(
        dataset,
        template,
        method=next(iter(tried.get("methods", ())), "none"),
        loss=next(iter(tried.get("losses", ())), None),
        **base,
    )
    return search_from(template, settings, **more)


def of_weights(
    run: Run, dataset: str, start: str, more: dict[str, Any], base: Given
) -> SearchSettings:
    """A search whose templates are all read with the weights of one run."""
    template = template_in(run.settings)
    if start:
        template = template_from_argument(start, template.language)
    settings = base_of_run(run, template, opt.dataset_source(dataset))
    return search_from(template, replace(settings, **base), **more)


def confirm_edits(ctx: typer.Context, store: Store, row: Run, search: SearchSettings) -> None:
    """Winner against start on the test rows of the locked users: one look each, counted."""
    trials = store.trials(row.id)
    best = winner(trials)
    ids = [made(store, settings).id for settings in to_confirm(row, trials)]
    assert best is not None, "there is something to confirm"
    question = Question(metric=search.metric, sesoi=SESOI, confirm=True)
    variants = groups([entrant(store, one) for one in ids])
    found = measure(variants, question, Wanted(), store, ctx.obj.output)
    searched = {"value": best.value, "low": best.low, "high": best.high, "rows": best.rows}
    said = f"in the search: {search.metric} {best.value:.4f} on {best.rows} valid rows"
    document = {"search": row.id, "start": ids[0], "run": ids[1], "searched": searched}
    ctx.obj.output.result({**document, **found.document}, f"{said}\n{found.text}")


def made(store: Store, settings: RunSettings) -> Run:
    """The run of these settings: one that is there, else a new one, waited for."""
    run = run_of(store, settings)
    if run is None:
        run = store.queue(settings, name=settings.template_name)
    if not run.state.finished:
        ensure_supervisor(store.home)
        run = wait_for(store, run.id)
    if run.state != RunState.SUCCEEDED:
        raise StoreError(
            "sentence.run_ended", run=run.id, state=run.state.words, message=run.message
        )
    return run
