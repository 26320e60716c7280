"""`runs`: what has been queued, and how far it is. It waits for no library of models or tables."""

import typer

from promptrec.store.snapshots import Run
from promptrec.store.store import Store


def list_runs(ctx: typer.Context) -> None:
    """List all runs, newest first."""
    runs = Store.open(ctx.obj.home).all_jobs()
    lines = [
        f"{run.id}  {run.state:<10} {run.settings.dataset}  {kind_of(run):<14} "
        f"{run.name or run.settings.template_name}"
        for run in runs
    ]
    ctx.obj.output.result(
        {"runs": [as_document(run) for run in runs]},
        "\n".join(lines) or "No runs yet. Start one with: train",
    )


def as_document(run: Run) -> dict[str, object]:
    """A run of the list as JSON."""
    return {
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


def kind_of(run: Run) -> str:
    """The method of a run, or what a search looks for."""
    return f"search {run.search.kind}" if run.search else run.settings.method
