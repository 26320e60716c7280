"""`bench`: how fast this machine scores, tunes and compares, as ratios within one run."""

import os
import sys
from contextlib import redirect_stdout
from datetime import date
from typing import Annotated

import typer

from promptrec.settings import choose


def bench(
    ctx: typer.Context,
    quick: Annotated[
        bool, typer.Option("--quick", help="Few prompts: a try that is over sooner.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="PART", help="Only this part; may be repeated."),
    ] = None,
) -> None:
    """Measure how fast this machine scores, tunes and compares, against what others would use.

    Real prompts of `movies`; all ways take turns on the same rows. A ratio is printed only where
    both sides computed the same. Takes some minutes on an idle machine.
    """
    import torch

    from promptrec.bench.all import PARTS, QUICK, Amounts, all_figures

    output = ctx.obj.output
    parts = tuple(choose("part", one, tuple(PARTS)) for one in only or PARTS)
    figures = []
    with redirect_stdout(sys.stderr):  # where the Trainer writes its own lines
        for figure in all_figures(QUICK if quick else Amounts(), parts):
            output.note(str(figure))
            figures.append(figure)
    here = {"cores": os.cpu_count(), "threads": torch.get_num_threads(), "torch": torch.__version__}
    document = {
        "figures": [one.as_document() for one in figures],
        "machine": here,
        "date": date.today().isoformat(),
    }
    said = ", ".join(f"{name} {value}" for name, value in here.items())
    output.result(document, "\n".join([*map(str, figures), said]))
