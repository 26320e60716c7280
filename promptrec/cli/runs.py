"""`train`, `runs`, `cancel`, `worker`, `reproduce`: runs and who carries them out."""

import json
from pathlib import Path
from typing import Annotated

import typer

from promptrec.cli import options as opt
from promptrec.cli.given import Given, Options, with_options
from promptrec.cli.run_output import EXIT, show, tell
from promptrec.data.shipped import open_dataset
from promptrec.errors import StoreError
from promptrec.model.planning import check_before_queueing
from promptrec.prompt.files import template_from_argument
from promptrec.registry import choose
from promptrec.settings import RunSettings
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store
from promptrec.trackers.export import TRACKERS, export
from promptrec.worker.supervisor import ensure_supervisor, serve
from promptrec.worker.wait import wait_for


def register(app: typer.Typer, epilog: str) -> None:
    """Add the commands to the app."""
    app.command(epilog=epilog)(train)
    app.command("runs", epilog=epilog)(list_runs)
    app.command(epilog=epilog)(cancel)
    app.command(epilog=epilog)(worker)
    app.command(epilog=epilog)(reproduce)


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
    track: Annotated[
        str, typer.Option("--track", help=f"Export at the end: {' | '.join(TRACKERS)}.")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What to call the run.")] = "",
    end: Annotated[Given, Options(RunSettings, since="test")],
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Queue it and return.")] = False,
) -> None:
    """Queue a run, start a worker if none is there, and wait for the result."""
    data = open_dataset(dataset)
    store = Store.open(ctx.obj.home)
    if track:
        choose("tracker", track, tuple(TRACKERS))
    labels = {"added_labels": store.labels(data.fingerprint())} if with_labels else {}
    chosen = template_from_argument(template, data.about.language)
    settings = opt.run_settings(dataset, chosen, preset=preset, **what, **how, **end, **labels)
    carry_out(ctx, store, settings, name, track=track, no_wait=no_wait)


def carry_out(
    ctx: typer.Context,
    store: Store,
    settings: RunSettings,
    name: str,
    *,
    track: str,
    no_wait: bool,
) -> None:
    """Queue a run and, unless nobody waits, tell how it goes and what came of it."""
    output = ctx.obj.output
    for sentence in check_before_queueing(settings):
        output.note(sentence)
    run = store.queue(settings, name=name)
    ensure_supervisor(ctx.obj.home)
    if no_wait:
        output.result({"run": run.id, "state": str(run.state)}, f"{run.id} is queued.")
        return
    output.note(f"{run.id} is queued.")
    try:
        run = wait_for(store, run.id, on_measure=lambda measure: tell(measure, output))
    except KeyboardInterrupt:
        store.request_cancel(run.id)
        raise
    if track:
        output.note(f"Exported to {export(store, run.id, track)}")
    show(ctx, run)


def list_runs(ctx: typer.Context) -> None:
    """List all runs, newest first."""
    runs = Store.open(ctx.obj.home).all_jobs()
    document = {
        "runs": [
            {
                "run": run.id,
                "kind": "search" if run.search_json else "train",
                "name": run.name,
                "state": str(run.state),
                "dataset": run.settings.dataset,
                "method": run.settings.method,
                "template": run.settings.template_name,
                "created": run.created_at,
                "message": run.message,
            }
            for run in runs
        ]
    }
    lines = [
        f"{run.id}  {run.state:<10} {run.settings.dataset}  {kind_of(run):<14} "
        f"{run.name or run.settings.template_name}"
        for run in runs
    ]
    ctx.obj.output.result(document, "\n".join(lines) or "No runs yet. Start one with: train")


def kind_of(run: Run) -> str:
    """The method of a run, or what a search looks for."""
    return f"search {run.search.kind}" if run.search else run.settings.method


def cancel(ctx: typer.Context, run: Annotated[str, typer.Argument(metavar="RUN")]) -> None:
    """Stop a run that is queued or running."""
    store = Store.open(ctx.obj.home)
    found = store.run(run)
    if found.state in EXIT:
        raise StoreError(f"Run {run} is {found.state} already; there is nothing to cancel.")
    store.request_cancel(run)
    found = wait_for(store, run, timeout_s=15)
    ctx.obj.output.result({"run": run, "state": str(found.state)}, f"{run} is {found.state}.")


def worker(ctx: typer.Context) -> None:
    """Carry out queued runs in the foreground until stopped."""
    serve(ctx.obj.home, stay=True)


def digest_of(home: Path, run: Run) -> tuple[str, str]:
    """SHA-256 of a run's scores of its valid rows, and, where it has none, of its weights."""
    scores = str(run.result.details["scores_sha256"]) if run.result else ""
    if scores or not run.checkpoint:
        return scores, ""
    description = json.loads((home / run.checkpoint / "checkpoint.json").read_bytes())
    return "", str(description["weights_sha256"])


def reproduce(ctx: typer.Context, run: Annotated[str, typer.Argument(metavar="RUN")]) -> None:
    """Repeat a run and compare the scores of its valid rows (or its weights) bit for bit."""
    store = Store.open(ctx.obj.home)
    first = store.run(run)
    if first.search_json:
        raise StoreError(f"{run} is a search; only a run can be repeated.")
    if first.state != RunState.SUCCEEDED:
        raise StoreError(f"Run {run} is {first.state}; only a run that succeeded can be repeated.")
    again = store.queue(first.settings, name=f"repeats {run}")
    ensure_supervisor(ctx.obj.home)
    again = wait_for(store, again.id)
    if again.state != RunState.SUCCEEDED:
        show(ctx, again)
    one, two = first.result or JobResult(), again.result or JobResult()
    same_data = one.fingerprint == two.fingerprint
    digests = [digest_of(ctx.obj.home, each) for each in (first, again)]
    identical = same_data and digests[0] == digests[1] and any(digests[0])
    document = {
        "run": run,
        "repeated_as": again.id,
        "identical": identical,
        "same_data": same_data,
        "metrics": one.metrics,
        "metrics_again": two.metrics,
    }
    text = "bit for bit the same" if identical else "NOT the same"
    ctx.obj.output.result(document, f"{run} repeated as {again.id}: {text}.")
    raise typer.Exit(0 if identical else 1)
