"""`render`: what the model will read. It needs a tokenizer and no model."""

import dataclasses
from typing import Annotated

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.given import Given, Options, with_options
from promptrec.cli.parts.pair import find_pair
from promptrec.data.shipped import open_dataset
from promptrec.examples.maker import unsplit_maker
from promptrec.model.meaning import MEANING, meaning_notes
from promptrec.model.planning import plan_for
from promptrec.model.reading import reader_for
from promptrec.prompt.files import template_from_argument
from promptrec.settings import RunSettings, SplitSettings

READ = ("model", "head", "verbalizer", "max_tokens", "statistics", "max_train", "seed")


@with_options
def render(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    template: opt.TemplateOption,
    user: opt.UserOption,
    item: opt.ItemOption,
    row: opt.RowOption = None,
    context: opt.ContextOption = None,
    *,
    where: Annotated[Given, Options(SplitSettings)],
    given: Annotated[Given, Options(RunSettings, *READ)],
) -> None:
    """Show the prompt that the model reads for one user and one item."""
    data = open_dataset(dataset)
    parsed = template_from_argument(template, data.about.language)
    settings = opt.run_settings(dataset, parsed, **given, split=where, method="none")
    reader = reader_for(settings, data.about.language)
    output = ctx.obj.output
    output.notes((*reader.notes, *meaning_notes(data, reader.template)))
    maker = (
        plan_for(data, settings)[0].maker
        if opt.knows_as_a_run(given, where)
        else unsplit_maker(data, reader.template, reader.encoder, meaning=MEANING)
    )
    pair = find_pair(data, user, item, row, output.note)
    fitted = maker.fit(pair, None, opt.context_values(context))[0]
    output.notes(maker.long_cells.notes)
    encoded = reader.encoder.encode([fitted.prompt], detail=True)[0]
    document = {
        "prompt": fitted.prompt.text,
        "tokens": len(encoded),
        "truncated": [dataclasses.asdict(cut) for cut in fitted.cuts],
        "head": reader.head,
        "token_list": list(encoded.tokens),
    }
    cuts = "".join(f"\n  cut: {c.field} ({c.kept} kept, {c.dropped} dropped)" for c in fitted.cuts)
    output.result(document, f"{fitted.prompt.text}\n  {len(encoded)} tokens{cuts}")
