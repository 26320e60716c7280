"""`check`: what is in the data, and what is odd about it."""

import typer

from promptrec.cli.parts import options as opt
from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset

SENTENCES = ("warnings", "mends", "notes")  # of what `check` finds


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
