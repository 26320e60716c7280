"""`lint`: what is wrong with a template on this data, before any model is asked."""

import dataclasses

import typer

from promptrec.cli import options as opt
from promptrec.data.shipped import open_dataset
from promptrec.errors import SecondMaskError
from promptrec.examples.lint.finding import Finding
from promptrec.examples.lint.ground import Ground
from promptrec.examples.lint.reading import second_mask
from promptrec.model.lint import lint_template
from promptrec.prompt.files import template_from_argument


def register(app: typer.Typer, epilog: str) -> None:
    """Add the command to the app."""
    app.command(epilog=epilog)(lint)


def lint(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    template: opt.TemplateOption,
    model: opt.ModelOption = None,
    head: opt.HeadOption = None,
    verbalizer: opt.VerbalizerOption = None,
    max_tokens: opt.MaxTokensOption = None,
    seed: opt.SeedOption = None,
) -> None:
    """Hold a template against the data: leaks, shifted words, empty fields, lost text."""
    data = open_dataset(dataset)
    try:
        parsed = template_from_argument(template, data.about.language)
    except SecondMaskError as error:
        show(ctx, (second_mask(error),))
        return
    settings = opt.run_settings(
        dataset,
        parsed,
        model=model,
        head=head,
        verbalizer=verbalizer,
        max_tokens=max_tokens,
        method="none",
    )
    show(ctx, lint_template(Ground(data, seed=seed or 0), settings))


def show(ctx: typer.Context, findings: tuple[Finding, ...]) -> None:
    """Print the findings, worst first."""
    document = {"findings": [as_document(one) for one in findings]}
    ctx.obj.output.result(document, "\n".join(map(line_of, findings)) or "Nothing found.")


def as_document(one: Finding) -> dict[str, object]:
    """A finding as JSON; line and column are null where it is not about a place."""
    values = dataclasses.asdict(one)
    for name in ("line", "column", "length"):
        values[name] = values[name] or None
    return values


def line_of(one: Finding) -> str:
    """A finding for people."""
    place = f"line {one.line}, column {one.column}: " if one.line else ""
    shown = one.example
    text = f"{one.severity:<8}{one.rule}: {place}{one.message}\n        {one.fix}"
    if shown is None:
        return text
    where = f"row {shown.row}, user {shown.user_id}, item {shown.item_id}"
    return f"{text}\n        for example {where}: {shown.text[:200]!r}"
