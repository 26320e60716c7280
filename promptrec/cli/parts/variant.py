"""The variant that `--run R` or `--template F` means."""

from collections.abc import Mapping
from typing import Any

import typer

from promptrec.cli.parts import options as opt
from promptrec.data.dataset import Dataset
from promptrec.judge.opening import variant_of
from promptrec.model.variant import Variant
from promptrec.prompt.files import template_from_argument
from promptrec.store.store import Store


def named_variant(
    ctx: typer.Context,
    dataset: str,
    data: Dataset,
    run: str,
    template: str,
    *,
    given: Mapping[str, Any],
    split: Mapping[str, Any] | None = None,
    alone: bool = False,
) -> Variant:
    """A finished run, or an untuned template. given, split: settings that the options name.

    alone: a single pair is asked about; then of a template all older rows count, unless
    somebody said what a run would know.
    """
    if run:
        variant = variant_of(run, data, store=Store.open(ctx.obj.home), split=split)
        ctx.obj.output.notes(variant.notes)
        return variant
    text = template_from_argument(template, data.about.language)
    settings = opt.run_settings(dataset, text, **given, split=split, method="none")
    variant = variant_of(settings, data, every_row=alone and not opt.knows_as_a_run(given, split))
    ctx.obj.output.notes(variant.notes)
    return variant
