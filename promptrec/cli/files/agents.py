"""`mcp`: a bundle and the runs of a home as tools of an agent."""

import typer

from promptrec.cli.files.bundle import AllowOption, FileArgument
from promptrec.service.agents import serve_agents
from promptrec.store.store import Store


def agents(ctx: typer.Context, file: FileArgument, allow_model: AllowOption = "") -> None:
    """Answer agents over the Model Context Protocol: recommend, explain, compare.

    It speaks on stdin and stdout, so an agent starts it; compare judges runs of --home.
    """
    serve_agents(file, Store.open(ctx.obj.home), allow_model, ctx.obj.output.note)
