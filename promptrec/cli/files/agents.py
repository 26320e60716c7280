"""`mcp`: a bundle and the runs of a home as tools of an agent."""

from pathlib import Path
from typing import Annotated

import typer

from promptrec.cli.files.bundle import AllowOption
from promptrec.service.agents import serve_agents
from promptrec.store.store import Store

FileArgument = Annotated[Path, typer.Argument(metavar="FILE.zip", help="A bundle.")]


def agents(ctx: typer.Context, file: FileArgument, allow_model: AllowOption = "") -> None:
    """Answer agents over the Model Context Protocol: recommend, explain, compare.

    It speaks on stdin and stdout, so an agent starts it; compare judges runs of --home.
    """
    serve_agents(file, Store.open(ctx.obj.home), allow_model, ctx.obj.output.note)
