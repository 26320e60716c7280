"""`check` and `render`: what is in the data, what the model will read."""

import dataclasses

import typer

from promptrec.cli import options as opt
from promptrec.cli.pair import find_pair
from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.examples.maker import unsplit_maker
from promptrec.model.reader import reader_for
from promptrec.prompt.files import template_from_argument

SENTENCES = ("warnings", "mends", "notes")  # of what `check` finds


def register(app: typer.Typer, epilog: str) -> None:
    """Add the commands to the app."""
    app.command(epilog=epilog)(check)
    app.command(epilog=epilog)(render)


def check(ctx: typer.Context, dataset: opt.DatasetArgument) -> None:
    """Validate a data set and count what is in it."""
    found = open_dataset(dataset)
    document = summary_of(found)
    lines = [f"{found.about.name}: nothing wrong found."]
    lines += [f"  {name:<14}{value}" for name, value in document.items() if name not in SENTENCES]
    if found.about.synthetic:
        lines.insert(1, f"  SYNTHETIC: {found.about.source}")
    lines += [f"  warning: {text}" for text in found.warnings]
    lines += [f"  {text}" for text in found.notes]
    ctx.obj.output.result(document, "\n".join(lines))


def summary_of(dataset: Dataset) -> dict[str, object]:
    """The figures that `check` prints."""
    liked = dataset.interactions["label"]
    return {
        "name": dataset.about.name,
        "users": len(dataset.users),
        "items": len(dataset.items),
        "interactions": len(dataset.interactions),
        "liked_share": float(liked.mean()) if len(liked) else None,
        "implicit": dataset.implicit,
        "synthetic": dataset.about.synthetic,
        "source": dataset.about.source,
        "fields": list(dataset.fields),
        "warnings": list(dataset.warnings),
        "mends": [
            {"name": offer.name, "count": offer.count, "toml": offer.toml}
            for offer in dataset.offers
        ],
        "notes": list(dataset.notes),
    }


def render(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    template: opt.TemplateOption,
    user: opt.UserOption,
    item: opt.ItemOption,
    row: opt.RowOption = None,
    context: opt.ContextOption = None,
    model: opt.ModelOption = None,
    head: opt.HeadOption = None,
    verbalizer: opt.VerbalizerOption = None,
    max_tokens: opt.MaxTokensOption = None,
) -> None:
    """Show the prompt that the model reads for one user and one item."""
    data = open_dataset(dataset)
    parsed = template_from_argument(template, data.about.language)
    settings = opt.run_settings(
        dataset,
        parsed,
        model=model,
        head=head,
        verbalizer=verbalizer,
        max_tokens=max_tokens,
        method="none",
    )
    reader = reader_for(settings, data.about.language)
    ctx.obj.output.notes(reader.notes)
    maker = unsplit_maker(data, reader.template, reader.encoder)
    pair = find_pair(data, user, item, row, ctx.obj.output.note)
    fitted = maker.fit(pair, None, opt.context_values(context))[0]
    ctx.obj.output.notes(maker.long_cells.notes)
    encoded = reader.encoder.encode([fitted.prompt], detail=True)[0]
    document = {
        "prompt": fitted.prompt.text,
        "tokens": len(encoded),
        "truncated": [dataclasses.asdict(cut) for cut in fitted.cuts],
        "head": reader.head,
        "token_list": list(encoded.tokens),
    }
    cuts = "".join(f"\n  cut: {c.field} ({c.kept} kept, {c.dropped} dropped)" for c in fitted.cuts)
    ctx.obj.output.result(document, f"{fitted.prompt.text}\n  {len(encoded)} tokens{cuts}")
