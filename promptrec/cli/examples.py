"""`examples`: finished runs that come with the install, in the home or out of it."""

from typing import Annotated

import typer

from promptrec.cli.runs import as_document, as_line
from promptrec.store.shipped_runs import add_examples, remove_examples
from promptrec.store.store import Store

EMPTY = "No examples are in this home. Put them there with: examples --add"


def examples(
    ctx: typer.Context,
    add: Annotated[bool, typer.Option("--add", help="Put those that are missing here.")] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove all; they stay away until --add.")
    ] = False,
) -> None:
    """List the example experiments; put them into the home, or remove them.

    The app puts them there when it starts. They count from e0001 and nobody can change them.
    """
    if add and remove:
        raise typer.BadParameter("Give one of --add and --remove.")
    store = Store.open(ctx.obj.home)
    if add:
        add_examples(store, anew=True)
    if remove:
        remove_examples(store)
    runs = [run for run in store.all_jobs() if run.example]
    ctx.obj.output.result(
        {"examples": [as_document(run) for run in runs]},
        "\n".join(map(as_line, runs)) or EMPTY,
    )
