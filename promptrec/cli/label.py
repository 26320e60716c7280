"""`label`: which pairs to label next, and the labels that were given."""

from collections.abc import Sequence
from typing import Annotated

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.given import Given, Options, with_options
from promptrec.cli.parts.output import Output
from promptrec.cli.parts.variant import named_variant
from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError, SettingsError
from promptrec.model.variant import Variant
from promptrec.recommend.ask import LabelQuestion, questions
from promptrec.settings import AddedLabel, RunSettings
from promptrec.store.store import Store

UNTUNED = ("start_from", "model", "head", "statistics", "seed")
LABELS = {"1": 1, "0": 0, "liked": 1, "disliked": 0}


SetOption = Annotated[
    tuple[str, str, str] | None,
    typer.Option("--set", metavar="USER ITEM 1|0", help="Keep a label: 1 liked, 0 not."),
]


@with_options
def label(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    ask: Annotated[
        int | None, typer.Option("--ask", metavar="N", help="Show the N most uncertain pairs.")
    ] = None,
    template: opt.TemplateOption = "",
    run: opt.RunOption = "",
    give: SetOption = None,
    clear: Annotated[bool, typer.Option("--clear", help="Forget all labels of the data.")] = False,
    *,
    given: Annotated[Given, Options(RunSettings, *UNTUNED)],
) -> None:
    """Ask for labels where the model is least sure, keep answers, list them."""
    output, data = ctx.obj.output, open_dataset(dataset)
    store, fingerprint = Store.open(ctx.obj.home), data.fingerprint()
    if clear:
        store.clear_labels(fingerprint)
    if give is not None:
        store.set_label(fingerprint, checked(data, *give))
    kept = store.labels(fingerprint)
    if ask is None:
        show_labels(output, kept)
        return
    opt.either(run, template, **given)
    variant = named_variant(ctx, dataset, data, run, template, given=given)
    known = [(one.user, one.item) for one in kept]
    show_questions(output, dataset, variant, questions(variant, ask, known), len(kept))


def show_questions(
    output: Output, dataset: str, variant: Variant, pairs: Sequence[LabelQuestion], labels: int
) -> None:
    """The pairs that a label would teach most about, the least sure first."""
    document = {
        "pairs": [
            {
                "user_id": question.user,
                "item_id": question.item,
                "title": question.title,
                "score": question.score,
                "probability": question.probability,
                "prompt": question.prompt.text,
            }
            for question in pairs
        ],
        "labels": labels,
    }
    lines = [
        f"{question.score if question.probability is None else question.probability:.3f}  "
        f"user {question.user}, item {question.item}: {question.title}"
        for question in pairs
    ]
    lines.append(f"Answer with: label {dataset} --set USER ITEM 1 (liked) or 0 (not)")
    output.note(variant.settings.no_probability)
    output.result(document, "\n".join(lines))


def checked(data: Dataset, user: str, item: str, word: str) -> AddedLabel:
    """A label of a user and an item that the data knows."""
    if word not in LABELS:
        raise SettingsError("sentence.label_form", word=word)
    if data.user_code(user) is None:
        raise DataError("sentence.no_user", data=data.about.name, user=user)
    data.item_code(item)
    return AddedLabel(user=user, item=item, label=LABELS[word])


def show_labels(output: Output, labels: Sequence[AddedLabel]) -> None:
    """The labels that were given."""
    document = {
        "labels": [{"user_id": one.user, "item_id": one.item, "label": one.label} for one in labels]
    }
    lines = [f"user {one.user}, item {one.item}: {one.label}" for one in labels]
    output.result(document, "\n".join(lines) or "No labels yet. Ask with: label --ask 10")
