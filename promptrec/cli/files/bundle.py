"""`export` and `bundle`: a finished run as one file that others can check, serve and change."""

from pathlib import Path
from typing import Annotated

import typer

from promptrec.bundle.export import export
from promptrec.bundle.golden import TOLERANCE, recomputed
from promptrec.bundle.manifest import CARD, GOLDEN
from promptrec.bundle.opened import open_bundle
from promptrec.cli.files.swap import back, swap
from promptrec.cli.parts.output import Output, check_folder
from promptrec.registry import choose
from promptrec.store.store import Store

ACTIONS = ("verify", "card", "swap", "back")
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="A finished run, e.g. r0001.")]
OutArgument = Annotated[Path, typer.Argument(metavar="OUT.zip", help="The bundle to be written.")]
ActionArgument = Annotated[
    str,
    typer.Argument(
        metavar="ACTION",
        help="verify: check all of it; card: what it says; swap: a running service answers with "
        "it; back: with the one before, or a named one.",
    ),
]
WhatArgument = Annotated[
    str, typer.Argument(metavar="FILE.zip|URL", help="A bundle; of swap and back the service.")
]
MoreArgument = Annotated[
    str, typer.Argument(metavar="[OUT.zip|NAME]", help="Of swap the bundle, of back which one.")
]
WhyOption = Annotated[str, typer.Option("--why", help="Why what answers changes; it is kept.")]
AllowOption = Annotated[
    str,
    typer.Option(
        "--allow-model", metavar="NAME", help="A folder or hub id that the bundle may load."
    ),
]


def export_run(ctx: typer.Context, run: RunArgument, out: OutArgument) -> None:
    """Write a finished run as one file: a bundle, checked.

    It holds weights, template, data, verdict, a model card, and ten rows with their scores.
    """
    check_folder(out)
    output = ctx.obj.output
    manifest = export(Store.open(ctx.obj.home), run, out, output.note)
    size = out.stat().st_size
    text = f"{out}: {run}, {len(manifest.files)} files, {size:,} bytes, verified."
    output.result({**manifest.told, "file": str(out), "bytes": size}, text)


def bundle(
    ctx: typer.Context,
    action: ActionArgument,
    what: WhatArgument,
    more: MoreArgument = "",
    why: WhyOption = "",
    allow_model: AllowOption = "",
) -> None:
    """Check a bundle, show its card, or let a running service change to it.

    Nothing in it is loaded before all of its bytes were compared with its manifest. A service that
    wants a key is given that of $PROMPTREC_KEY.
    """
    choose("action", action, ACTIONS)
    output = ctx.obj.output
    if action == "swap":
        swap(output, what, more, why)
    elif action == "back":
        back(output, what, more, why)
    else:
        look(output, action, Path(what), allow_model)


def look(output: Output, action: str, file: Path, allow_model: str) -> None:
    """Check a bundle, or show its card."""
    with open_bundle(file) as found:
        if action == "card":
            text = (found.folder / CARD).read_text(encoding="utf-8", errors="replace")
            output.result({**found.manifest.told, "card": text}, text)
            return
        golden = found.read(GOLDEN)
        most = recomputed(found.variant(allow_model), golden, file.name)
    rows = len(golden["rows"])
    text = f"{file}: {len(found.manifest.files)} files as the manifest says; {rows} golden rows, "
    text += f"largest difference {most:.1g} (at most {TOLERANCE:g})."
    output.result({**found.manifest.told, "golden": rows, "difference": most}, text)
