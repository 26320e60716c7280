"""`train`: a run from the options that its settings declare, and what came of it."""

from collections.abc import Mapping
from typing import Annotated

import typer

from promptrec.bundle.renewal.labelled import feedback_labels
from promptrec.cli.parts import options as opt
from promptrec.cli.parts.given import Given, Options, with_options
from promptrec.cli.parts.run_output import show, tell
from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.judge.starting import check_run, ready_to_queue, told_before_queueing
from promptrec.prompt.files import template_from_argument
from promptrec.registry import choose
from promptrec.settings import AddedLabel, RunSettings
from promptrec.settings.resources import as_text, covers, of_this_machine, resources
from promptrec.store.store import Store
from promptrec.trackers.export import TRACKERS, export
from promptrec.words.table import sentence
from promptrec.worker.supervisor import ensure_supervisor
from promptrec.worker.wait import wait_for

NeedsOption = Annotated[
    str,
    typer.Option(
        "--needs", metavar="WHAT", help="Of the machine that carries it out, e.g. gpu:1,cpu:8."
    ),
]


@with_options
def train(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    template: opt.TemplateOption,
    what: Annotated[Given, Options(RunSettings, until="schedule")],
    preset: opt.PresetOption = None,
    *,
    how: Annotated[Given, Options(RunSettings, since="schedule", until="test")],
    with_labels: Annotated[
        bool, typer.Option("--with-labels", help="Learn from the labels given with `label` too.")
    ] = False,
    with_feedback: Annotated[
        bool, typer.Option("--with-feedback", help="Learn from the feedback of the service too.")
    ] = False,
    track: Annotated[
        str, typer.Option("--track", help=f"Export at the end: {' | '.join(TRACKERS)}.")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What to call the run.")] = "",
    note: Annotated[str, typer.Option("--note", help="What the run is for.")] = "",
    end: Annotated[Given, Options(RunSettings, since="test")],
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Queue it and return.")] = False,
    needs: NeedsOption = "",
) -> None:
    """Queue a run, start a worker if none is there, and wait for the result."""
    needs = as_text(resources(needs))
    data = open_dataset(dataset)
    store = Store.open(ctx.obj.home)
    if track:
        choose("tracker", track, tuple(TRACKERS))
    added = added_labels(store, data, labels=with_labels, feedback=with_feedback)
    labels = {"added_labels": added} if added else {}
    chosen = template_from_argument(template, data.about.language)
    settings = opt.run_settings(dataset, chosen, preset=preset, **what, **how, **end, **labels)
    called = {"name": name, "note": note, "needs": needs}
    carry_out(ctx, store, settings, called, track=track, no_wait=no_wait)


def added_labels(
    store: Store, data: Dataset, *, labels: bool, feedback: bool
) -> tuple[AddedLabel, ...]:
    """Further rows to learn from: what people answered, and what they did with answers."""
    answered = store.labels(data.fingerprint()) if labels else ()
    return (*answered, *(feedback_labels(store, data) if feedback else ()))


def carry_out(
    ctx: typer.Context,
    store: Store,
    settings: RunSettings,
    called: Mapping[str, str],
    *,
    track: str,
    no_wait: bool,
) -> None:
    """Queue a run and, unless nobody waits, tell how it goes and what came of it.

    called: its name, what it is for, and what it needs of a machine.
    """
    output = ctx.obj.output
    output.notes((*check_run(settings), *told_before_queueing(settings)))
    run = store.queue(
        ready_to_queue(settings),
        name=called["name"],
        note=called["note"],
        needs=called["needs"],
    )
    ensure_supervisor(ctx.obj.home)
    if no_wait:
        output.result({"run": run.id, "state": str(run.state)}, f"{run.id} is queued.")
        return
    output.note(f"{run.id} is queued.")
    if not covers(of_this_machine(), run.needs):
        output.note(sentence("sentence.waits_for_offer", run=run.id, needs=run.needs))
    try:
        run = wait_for(store, run.id, on_measure=lambda measure: tell(measure, output))
    except KeyboardInterrupt:
        store.request_cancel(run.id)
        raise
    if track:
        output.note(f"Exported to {export(store, run.id, track)}")
    show(ctx, run)
