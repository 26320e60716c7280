"""`backup` and `restore`: a whole home as one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from promptrec.cli.parts.output import check_folder
from promptrec.data.reading.names import expanded
from promptrec.store.store import Store
from promptrec.store.upkeep import backup as backups

OutArgument = Annotated[Path, typer.Argument(metavar="OUT.zip", help="The backup to be written.")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE.zip", help="A backup.")]


def backup(ctx: typer.Context, out: OutArgument) -> None:
    """Write a whole home as one file, also while runs go on.

    Rows, weights, scores and uploaded data, each with its SHA-256.
    """
    check_folder(out)
    files = backups.backup(Store.open(ctx.obj.home), out)
    size = out.stat().st_size
    text = f"{out}: {len(files)} files, {size:,} bytes."
    ctx.obj.output.result({"file": str(out), "files": len(files), "bytes": size}, text)


def restore(ctx: typer.Context, file: FileArgument) -> None:
    """Make the home of a backup; nothing is made where a byte of it is not what it was."""
    home = expanded(ctx.obj.home).absolute()
    files = backups.restore(file, home)
    runs = len(Store.open(home).all_jobs())
    text = f"{home}: {len(files)} files, {runs} runs."
    ctx.obj.output.result({"home": str(home), "files": len(files), "runs": runs}, text)
