"""`lint`: what is wrong with a template on a data set, before anything is tuned."""

import dataclasses
from typing import Annotated, Any

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.given import Given, Options, with_options
from promptrec.data.shipped import open_dataset
from promptrec.errors import SecondMaskError
from promptrec.examples.lint.finding import Finding
from promptrec.examples.lint.ground import LintedData
from promptrec.examples.lint.reading import second_mask
from promptrec.examples.plan import choose_rows
from promptrec.model.linting import findings
from promptrec.model.meaning import MEANING
from promptrec.prompt.files import template_from_argument
from promptrec.settings import RunSettings, SplitSettings

READ = ("model", "head", "verbalizer", "max_tokens", "statistics", "max_train", "seed")
MARKS = {"error": "✕", "warning": "!", "info": "·"}


@with_options
def lint(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    template: opt.TemplateOption,
    *,
    where: Annotated[Given, Options(SplitSettings)],
    given: Annotated[Given, Options(RunSettings, *READ)],
) -> None:
    """Check a template against the data: leaks, shifted words, empty fields, truncation, ..."""
    data = open_dataset(dataset)
    try:
        found = template_from_argument(template, data.about.language)
        settings = opt.run_settings(dataset, found, **given, split=where)
        as_a_run = opt.knows_as_a_run(given, where)
        known = choose_rows(data, settings).known if as_a_run else None
        result = findings(data, settings, LintedData(data, meaning=MEANING, known=known))
    except SecondMaskError as error:  # a text or a file that is no template for this one reason
        result = (second_mask(error),)
    document = {"findings": [as_document(one) for one in result]}
    lines = [line_of(one) for one in result]
    ctx.obj.output.result(document, "\n".join(lines) or "Nothing found.")


def as_document(finding: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    values = dataclasses.asdict(finding)
    names = ("rule", "severity", "message", "line", "column", "example", "fix", "field")
    return {name: values[name] for name in names}


def line_of(finding: Finding) -> str:
    """A finding for people."""
    place = f"line {finding.line}, column {finding.column}: " if finding.line else ""
    lines = [f"{MARKS[finding.severity]} {finding.rule}: {place}{finding.message} {finding.fix}"]
    if (example := finding.example) is not None:
        where = f"row {example.row} (user {example.user_id}, item {example.item_id})"
        lines.append(f"    {where}: {example.text}")
    return "\n".join(lines)
