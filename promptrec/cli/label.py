"""`label`: which pairs to label next, and the labels that were given."""

from typing import Annotated, Any

import typer

from promptrec.cli import options as opt
from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError, SettingsError
from promptrec.judge.opening import variant_of
from promptrec.model.variant import open_variant
from promptrec.prompt.files import template_from_argument
from promptrec.recommend.ask import questions
from promptrec.settings import AddedLabel
from promptrec.store.store import Store

LABELS = {"1": 1, "0": 0, "liked": 1, "disliked": 0}


def register(app: typer.Typer, epilog: str) -> None:
    """Add the command to the app."""
    app.command(epilog=epilog)(label)


def label(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    ask: Annotated[
        int | None, typer.Option("--ask", metavar="N", help="Show the N most uncertain pairs.")
    ] = None,
    template: opt.TemplateOption = "",
    run: opt.RunOption = "",
    give: Annotated[
        tuple[str, str, str] | None,
        typer.Option("--set", metavar="USER ITEM 1|0", help="Keep a label: 1 liked, 0 not."),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Forget all labels of the data.")] = False,
    model: opt.ModelOption = None,
    head: opt.HeadOption = None,
    seed: opt.SeedOption = None,
) -> None:
    """Ask for labels where the model is least sure, keep answers, list them."""
    data = open_dataset(dataset)
    store = Store.open(ctx.obj.home)
    fingerprint = data.fingerprint()
    if clear:
        store.clear_labels(fingerprint)
    if give is not None:
        store.set_label(fingerprint, checked(data, *give))
    if ask is None:
        show_labels(ctx, store, fingerprint)
        return
    opt.either(run, template, model=model, head=head, seed=seed)
    if run:
        variant = variant_of(run, data, store=store)
    else:
        found = template_from_argument(template, data.about.language)
        given: dict[str, Any] = {"model": model, "head": head, "seed": seed}
        settings = opt.run_settings(dataset, found, **given, method="none")
        variant = open_variant(data, settings)
        ctx.obj.output.notes(variant.notes)
    known = [(one.user, one.item) for one in store.labels(fingerprint)]
    asked = questions(variant, ask, known)
    document = {
        "pairs": [
            {
                "user_id": one.user,
                "item_id": one.item,
                "title": one.title,
                "score": one.score,
                "probability": one.probability,
                "prompt": one.prompt.text,
            }
            for one in asked
        ],
        "labels": len(known),
    }
    if variant.settings.no_probability:
        ctx.obj.output.note(variant.settings.no_probability)
    lines = [
        f"{one.score if one.probability is None else one.probability:.3f}  "
        f"user {one.user}, item {one.item}: {one.title}"
        for one in asked
    ]
    lines.append(f"Answer with: label {dataset} --set USER ITEM 1 (liked) or 0 (not)")
    ctx.obj.output.result(document, "\n".join(lines))


def checked(data: Dataset, user: str, item: str, word: str) -> AddedLabel:
    """A label of a user and an item that the data knows."""
    if word not in LABELS:
        raise SettingsError(f"A label is 1 (liked) or 0 (not), not {word!r}.")
    if data.user_code(user) is None:
        raise DataError(f"{data.about.name} has no user {user!r}. Give a user_id of the data.")
    data.item_code(item)
    return AddedLabel(user=user, item=item, label=LABELS[word])


def show_labels(ctx: typer.Context, store: Store, fingerprint: str) -> None:
    """The labels that were given."""
    found = store.labels(fingerprint)
    document = {
        "labels": [{"user_id": one.user, "item_id": one.item, "label": one.label} for one in found]
    }
    lines = [f"user {one.user}, item {one.item}: {one.label}" for one in found]
    ctx.obj.output.result(document, "\n".join(lines) or "No labels yet. Ask with: label --ask 10")
