"""What `runs` does besides listing: another name, what a run is for, and deleting it."""

from typing import Annotated, Any

import typer

from promptrec.errors import StoreError
from promptrec.store.store import Store
from promptrec.store.upkeep.deleting import delete_run, lost, may_delete, uses_of

RenameOption = Annotated[
    tuple[str, str] | None,
    typer.Option("--rename", metavar="RUN NAME", help='Call a run so; "" for its own words.'),
]
NoteOption = Annotated[
    tuple[str, str] | None,
    typer.Option("--note", metavar="RUN TEXT", help='Say what a run is for; "" for nothing.'),
]
DeleteOption = Annotated[
    str | None,
    typer.Option("--delete", metavar="RUN", help="Say what would be lost; with --yes, delete it."),
]
YesOption = Annotated[bool, typer.Option("--yes", help="With --delete: do it.")]


def describe(store: Store, rename: tuple[str, str] | None, note: tuple[str, str] | None) -> None:
    """Name a run and say what it is for, as far as that is asked."""
    if rename is not None:
        store.rename(*rename)
    if note is not None:
        store.set_note(*note)


def delete(store: Store, id: str, *, sure: bool) -> tuple[dict[str, Any], str]:  # noqa: A002
    """Delete a run; what there was of it as JSON and as text. StoreError unless that is sure."""
    run = may_delete(store, id)
    lines = lost(uses_of(store, run))
    if not sure:
        raise StoreError("sentence.delete_unsure", run=run.id, lost=" ".join(lines))
    delete_run(store, run.id)
    return {"deleted": run.id, "lost": [*lines]}, "\n".join((f"{run.id} is deleted.", *lines))
