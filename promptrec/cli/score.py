"""`score`: what a run, or an untuned template, says of one user and one item."""

from typing import Annotated, Any

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.given import Given, Options, with_options
from promptrec.cli.parts.pair import find_pair
from promptrec.cli.parts.variant import named_variant
from promptrec.data.shipped import open_dataset
from promptrec.records import Answers
from promptrec.settings import RunSettings, SplitSettings

UNTUNED = (
    *("start_from", "model", "head", "verbalizer", "loss", "calibrate"),
    *("max_tokens", "statistics", "max_train", "seed", "device"),
)


@with_options
def score(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    user: opt.UserOption,
    item: opt.ItemOption,
    template: opt.TemplateOption = "",
    run: opt.RunOption = "",
    row: opt.RowOption = None,
    context: opt.ContextOption = None,
    *,
    where: Annotated[Given, Options(SplitSettings)],
    given: Annotated[Given, Options(RunSettings, *UNTUNED)],
) -> None:
    """Score one user and item with a run, or with an untuned template."""
    output = ctx.obj.output
    opt.either(run, template, **given)
    data = open_dataset(dataset)
    pair = find_pair(data, user, item, row, output.note)
    variant = named_variant(ctx, dataset, data, run, template, given=given, split=where, alone=True)
    maker = variant.plan.maker_of(int(pair.item[0]))
    fitted = maker.fit(pair, None, opt.context_values(context))[0]
    output.notes(variant.plan.notes)
    encoded = maker.encoder.encode([fitted.prompt])
    answers = variant.answer(encoded, pair.item, variant.offset(pair, None))
    document = as_document(answers, fitted.prompt.text)
    output.note(variant.settings.no_probability)
    output.result(document, as_text(document, answers.is_probability))


def as_document(answers: Answers, prompt: str) -> dict[str, Any]:
    """The first of some answers as JSON; a probability is null where a score only orders items."""
    share = answers.probability
    document: dict[str, Any] = {
        "score": float(answers.score[0]),
        "probability": None if share is None else float(share[0]),
        "answers": [
            {"word": word, "probability": None if share is None else float(one)}
            for word, one in zip(answers.words, answers.word_probability[0], strict=True)
        ],
        "prompt": prompt,
    }
    if answers.expected_rating is not None:
        document["expected_rating"] = float(answers.expected_rating[0])
    return document


def as_text(document: dict[str, Any], is_probability: bool) -> str:
    """The same for people."""
    lines = [document["prompt"], f"  score {document['score']:.4f}"]
    if is_probability:
        lines[1] += " (log-odds of liked)"
        lines += [f"  {one['word']:<12}{one['probability']:.4f}" for one in document["answers"]]
    return "\n".join(lines)
