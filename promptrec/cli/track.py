"""`track`: hand a run on to TensorBoard or Weights & Biases."""

from pathlib import Path
from typing import Annotated

import typer

from promptrec.store.store import Store
from promptrec.trackers.export import TRACKERS, export

LOOK = {"tensorboard": "tensorboard --logdir {folder}", "wandb": "wandb sync {folder}/wandb/*run*"}


def track(
    ctx: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN")],
    to: Annotated[str, typer.Option("--to", help=" | ".join(TRACKERS))] = "tensorboard",
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="Default: runs/RUN/TRACKER in the home.")
    ] = "",
) -> None:
    """Write curves, settings and metrics of a run for another tool; nothing leaves the machine."""
    store = Store.open(ctx.obj.home)
    folder = export(store, run, to, Path(out).absolute() if out else None)
    look = LOOK[to].format(folder=folder)
    document = {"run": store.run(run).id, "tracker": to, "folder": str(folder), "look": look}
    ctx.obj.output.result(document, f"Written to {folder}. Look at it with: {look}")
