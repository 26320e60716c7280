"""The variant that `--run R` or `--template F` means when single pairs are read."""

from typing import Any

import typer

from promptrec.cli import options as opt
from promptrec.data.dataset import Dataset
from promptrec.judge.opening import variant_of
from promptrec.model.variant import Variant
from promptrec.prompt.files import template_from_argument
from promptrec.store.store import Store


def variant_of_pairs(
    ctx: typer.Context, dataset: str, data: Dataset, run: str, template: str, **given: Any
) -> Variant:
    """A finished run, or an untuned template whose item statistics count all older rows."""
    if run:
        return variant_of(run, data, store=Store.open(ctx.obj.home))
    found = template_from_argument(template, data.about.language)
    settings = opt.run_settings(dataset, found, **given, method="none")
    variant = variant_of(settings, data, every_row=True)
    ctx.obj.output.notes(variant.notes)
    return variant
