"""`runs`, `cancel`, `worker`, `reproduce`: what was queued, and who carries it out.

They wait for no library of models or tables.
"""

import os
from typing import Annotated

import typer

from promptrec.cli.parts.repeat import repetition
from promptrec.cli.parts.run_output import EXIT, show
from promptrec.cli.parts.run_upkeep import (
    DeleteOption,
    NoteOption,
    RenameOption,
    YesOption,
    describe,
)
from promptrec.cli.parts.run_upkeep import delete as delete_one
from promptrec.errors import StoreError
from promptrec.settings.resources import resources
from promptrec.store.engine import URL_VARIABLE
from promptrec.store.opening.sqlite import about_journal
from promptrec.store.shipped_runs import example_title
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store
from promptrec.worker.supervisor import ensure_supervisor, serve
from promptrec.worker.wait import wait_for

OffersOption = Annotated[
    str,
    typer.Option(
        "--offers",
        metavar="WHAT",
        help="Take only runs that need no more, e.g. gpu:1,cpu:8; default: what is here.",
    ),
]


def list_runs(
    ctx: typer.Context,
    rename: RenameOption = None,
    note: NoteOption = None,
    delete: DeleteOption = None,
    yes: YesOption = False,
) -> None:
    """List all runs, newest first; name, note or delete one."""
    store = Store.open(ctx.obj.home)
    describe(store, rename, note)
    if delete is not None:
        ctx.obj.output.result(*delete_one(store, delete, sure=yes))
        return
    runs = store.all_jobs()
    ctx.obj.output.result(
        {"runs": [as_document(run) for run in runs]},
        "\n".join(map(as_line, runs)) or "No runs yet. Start one with: train",
    )


def as_line(run: Run) -> str:
    """A run of the list for people."""
    begins = f"{run.id}  {run.state:<10} "
    if run.unreadable:
        return f"{begins}{run.name}  {run.unreadable}"
    settings = run.settings
    note = f"  ({run.note})" if run.note else ""
    return f"{begins}{settings.dataset}  {kind_of(run):<14} {name_of(run)}{note}"


def name_of(run: Run) -> str:
    """What a run is called; an example says that it is one."""
    if run.measuring:
        return " ".join(run.measuring.runs)
    return example_title(run) if run.example else run.name or run.settings.template_name


def as_document(run: Run) -> dict[str, object]:
    """A run of the list as JSON; what cannot be read of it is null."""
    settings = None if run.unreadable else run.settings
    return {
        "run": run.id,
        "kind": "train" if run.ordinary else "search" if run.search_json else "measure",
        "name": run.name,
        "note": run.note,
        "state": str(run.state),
        "dataset": settings and settings.dataset,
        "method": settings.method if settings and not run.measuring_json else None,
        "template": settings.template_name if settings and not run.measuring_json else None,
        "created": run.created_at,
        "message": run.unreadable or run.message,
    }


def kind_of(run: Run) -> str:
    """The method of a run, what a search looks for, or what is measured."""
    if run.measuring:
        return f"measure {run.measuring.kind}"
    return f"search {run.search.kind}" if run.search else run.settings.method


def cancel(ctx: typer.Context, run: Annotated[str, typer.Argument(metavar="RUN")]) -> None:
    """Stop a run that is queued or running."""
    store = Store.open(ctx.obj.home)
    found = store.run(run)
    if found.state in EXIT:
        raise StoreError("sentence.run_over", run=run, state=found.state.words)
    store.request_cancel(run)
    found = wait_for(store, run, timeout_s=15)
    ctx.obj.output.result({"run": run, "state": str(found.state)}, f"{run} is {found.state}.")


def worker(ctx: typer.Context, offers: OffersOption = "") -> None:
    """Carry out queued runs in the foreground until stopped.

    With a store on a server any number of machines may do so; each run has one worker.
    """
    given = resources(offers) if offers else None
    if not os.environ.get(URL_VARIABLE):
        ctx.obj.output.note(about_journal())
    serve(ctx.obj.home, stay=True, offers=given, warm=True)


def reproduce(ctx: typer.Context, run: Annotated[str, typer.Argument(metavar="RUN")]) -> None:
    """Repeat a run and compare scores, weights, metrics and curves bit for bit."""
    store = Store.open(ctx.obj.home)
    first = store.run(run)
    if first.search_json:
        raise StoreError("sentence.search_unrepeated", run=run)
    if first.measuring_json:
        raise StoreError("sentence.measure_unrepeated", run=run)
    if first.state != RunState.SUCCEEDED:
        raise StoreError("sentence.run_unrepeated", run=run, state=first.state.words)
    again = store.queue(first.settings, name=f"repeats {run}", needs=first.needs)
    ensure_supervisor(ctx.obj.home)
    again = wait_for(store, again.id)
    if again.state != RunState.SUCCEEDED:
        show(ctx, again)
    one, two = first.result or JobResult(), again.result or JobResult()
    found = repetition(store, first, again)
    document = {
        "run": run,
        "repeated_as": again.id,
        "identical": found.identical,
        "same_data": found.same_data,
        "same": found.same,
        "made_with_another": {name: list(both) for name, both in found.differs.items()},
        "metrics": one.metrics,
        "metrics_again": two.metrics,
    }
    ctx.obj.output.result(document, found.lines(run, again.id))
    raise typer.Exit(0 if found.identical else 1)
