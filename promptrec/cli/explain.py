"""`explain`: what moved the score of one pair, and whether that is true."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.explain_many import CANDIDATES, explain_over, explain_two
from promptrec.cli.parts.explain_scope import Scope
from promptrec.cli.parts.given import Given, Options, with_options
from promptrec.cli.parts.output import Output
from promptrec.cli.parts.pair import find_pair
from promptrec.cli.parts.variant import named_variant
from promptrec.data.shipped import open_dataset
from promptrec.explain.methods.registry import NAMES
from promptrec.explain.records import SOFT_BASES
from promptrec.files import write_whole
from promptrec.model.variant import Variant
from promptrec.records import Pairs
from promptrec.settings import RunSettings, SplitSettings, choose
from promptrec.words.form import day
from promptrec.words.table import LANGUAGES

if TYPE_CHECKING:
    from promptrec.explain.progress import Report
    from promptrec.explain.subject import Subject

UNTUNED = (
    *("start_from", "model", "head", "verbalizer", "loss"),
    *("max_tokens", "statistics", "max_train", "seed", "device"),
)
METHODS = (*NAMES, "edit_shapley")
WIDE = 40  # characters of a bar
Found = TypeVar("Found")


MethodOption = Annotated[str, typer.Option("--method", help=" | ".join(METHODS))]
ReportOption = Annotated[
    Path | None, typer.Option("--report", help="Also write everything into this HTML file.")
]
ChecksOption = Annotated[
    bool, typer.Option("--checks", help="Also ask the other methods and paraphrases.")
]
SoftBaseOption = Annotated[
    str, typer.Option("--soft-base", help=f"Baseline of soft tokens: {' | '.join(SOFT_BASES)}")
]
AgainstOption = Annotated[
    str, typer.Option("--against", metavar="F|R", help="edit_shapley: the other template, run.")
]
CandidatesOption = Annotated[
    int, typer.Option("--candidates", help="edit_shapley: unseen items that are ranked.")
]
OverOption = Annotated[
    int, typer.Option("--over", metavar="N", help="field_shapley over N examples.")
]
GroupOption = Annotated[str, typer.Option("--group", help="--over: also by this field.")]


@with_options
def explain(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    method: MethodOption = "field_shapley",
    user: opt.UserOption = "",
    item: opt.ItemOption = "",
    report: ReportOption = None,
    language: opt.FileLanguageOption = "en",
    template: opt.TemplateOption = "",
    run: opt.RunOption = "",
    row: opt.RowOption = None,
    context: opt.ContextOption = None,
    *,
    where: Annotated[Given, Options(SplitSettings)],
    given: Annotated[Given, Options(RunSettings, *UNTUNED)],
    checks: ChecksOption = False,
    soft_base: SoftBaseOption = SOFT_BASES[0],
    against: AgainstOption = "",
    candidates: CandidatesOption = CANDIDATES,
    over: OverOption = 0,
    group: GroupOption = "",
) -> None:
    """Explain a score per token, field or layer; two templates; or a whole data set."""
    opt.either(run, template, **given)
    choose("explanation", method, METHODS)
    choose("soft base", soft_base, SOFT_BASES)
    choose("language", language, tuple(LANGUAGES))
    scope = Scope(method, user, item, against, over, group, checks, soft_base, report, language)
    scope.check()
    output, data = ctx.obj.output, open_dataset(dataset)
    opened = partial(named_variant, ctx, dataset, data, given=given, split=where, alone=True)
    if against:
        names = [(run, template), (against, "") if run else ("", against)]
        explain_two(output, data, user, candidates, (opened(*one) for one in names))
    elif over:
        explain_over(output, opened(run, template), over, group)
    else:
        pair = find_pair(data, user, item, row, output.note)
        one, values = opened(run, template), opt.context_values(context)
        explain_pair(output, scope, for_people(one, run, ctx.obj.home, language), pair, values)


def for_people(variant: Variant, run: str, home: Path, language: str) -> Variant:
    """The same under the name that pages give the run, as a file shall have it."""
    from promptrec.report.voice import run_title  # reads the table of runs
    from promptrec.store.store import Store

    if not run:
        return variant
    return dataclasses.replace(variant, name=run_title(Store.open(home).run(run), language))


def explain_pair(
    output: Output, scope: Scope, variant: Variant, pair: Pairs, context: Mapping[str, str]
) -> None:
    """What moved the score of one pair, and into a file if that was asked for."""
    from promptrec.explain.subject import subject_of
    from promptrec.report.explanation_document import explain as explanation  # these import torch

    if variant.settings.calibrate:
        output.note("The score that is explained is the one before calibration.")
    output.note(variant.settings.no_probability)
    subject = subject_of(variant, pair, None, context)
    output.notes(variant.plan.notes)
    with output.progress(scope.method) as share:
        document = explanation(
            subject,
            scope.method,
            checks=scope.checks,
            soft_base=scope.base,
            seed=variant.settings.seed,
            report=share,
        )
    if scope.file:
        write_report(subject, scope.user, scope.item, scope.file, scope.language, output.note)
        document["report"] = str(scope.file)
    output.result(document, as_text(document))


def write_report(
    subject: "Subject",
    user: str,
    item: str,
    file: Path,
    language: str,
    note: Callable[[str], None],
) -> None:
    """Ask all questions, each with a note, and write the file."""
    from promptrec.explain.collect import QUESTIONS, findings
    from promptrec.explain.progress import silent
    from promptrec.report.explanation import explanation_html

    def ask(name: str, make: "Callable[[Report], Found]", /) -> Found:
        note(f"report: {QUESTIONS.index(name) + 1} of {len(QUESTIONS)}, {name}")
        return make(silent)

    found = findings(subject, user, item, ask)
    today = day(language, date.today())
    write_whole(file, explanation_html(found, made_on=today, language=language))


def as_text(document: dict[str, Any]) -> str:
    """The explanation for people."""
    unit = "" if document["probability"] is None else " (log-odds of liked)"
    lines = [document["prompt"], f"score {document['score']:+.4f}{unit}"]
    if "layers" in document:
        lines += layer_lines(document["layers"])
    elif document["method"] == "attention":
        lines.append("Attention of all heads is in the document: --json.")
    else:
        lines += value_lines(document)
    if document.get("faithfulness"):
        lines += test_lines(document["faithfulness"])
    if document.get("stability"):
        found = document["stability"]
        said = f"{len(found['correlations'])} paraphrases: correlation {found['correlation']:.2f}"
        lines.append(f"{found['light']}: shares of the fields over {said}")
    return "\n".join(lines)


def test_lines(found: dict[str, Any]) -> list[str]:
    """A line per test, its light first."""
    lines = [f"{found['light']}: {found['sentence']}"]
    random = found["random_weights"]
    if random:
        lines.append(
            f"{random['light']}: with random weights the same method gives a rank correlation of "
            f"{random['correlation']:.2f}; its order moves the score by "
            f"{random['comprehensiveness']:.2f}."
        )
    if "agreement" in found:
        others = ", ".join(f"{name} {value:.2f}" for name, value in found["agreement"].items())
        lines.append(f"agreement: {others}")
    return lines


def layer_lines(layers: list[dict[str, Any]]) -> list[str]:
    """The score and the first words of each layer."""
    lines = []
    for layer in layers:
        top = ", ".join(map(word_text, layer["top"][:5]))
        lines.append(f"  layer {layer['layer']:>2}  {layer['score']:+.3f}  {top}")
    return lines


def word_text(one: dict[str, Any]) -> str:
    """A word with its probability, where there is one."""
    share = one["probability"]
    return str(one["word"]) if share is None else f"{one['word']} {share:.2f}"


def value_lines(document: dict[str, Any]) -> list[str]:
    """A bar per token or field, and whether they add up."""
    lines, values = [], document["values"]
    names = document["fields"] if "fields" in document else document["tokens"]
    if document["method"] == "attention_rollout":
        values = values[document["read_at"]]
    if "prior" in document:
        words = f"the template's words to {document['base_score']:+.3f}"
        rule = f"the rule {document['rule']:+.3f}, " if "rule" in document else ""
        lines.append(f"  {rule}nothing {document['prior']:+.3f}, {words}")
    widest = max((abs(value) for value in values), default=0.0) or 1.0
    for name, value in zip(names, values, strict=True):
        lines.append(f"  {name:<20} {value:+.4f} {'#' * round(WIDE * abs(value) / widest)}")
    if "completeness_error" in document:
        lines.append(f"sum - (score - base): {document['completeness_error']:+.4f}")
    return lines
