"""`explain`: what moved the score of one pair, and whether that is true."""

from pathlib import Path
from typing import Annotated, Any

import typer

from promptrec.cli import options as opt
from promptrec.cli.explain_many import CANDIDATES, explain_over, explain_two
from promptrec.cli.explain_report import write_report
from promptrec.cli.explain_scope import Scope
from promptrec.cli.pair import find_pair
from promptrec.cli.variant import variant_of_pairs
from promptrec.data.shipped import open_dataset
from promptrec.explain.methods.registry import NAMES
from promptrec.explain.records import SOFT_BASES
from promptrec.settings import choose

METHODS = (*NAMES, "edit_shapley")
WIDE = 40  # characters of a bar


def register(app: typer.Typer, epilog: str) -> None:
    """Add the command to the app."""
    app.command(epilog=epilog)(explain)


def explain(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    method: Annotated[str, typer.Option("--method", help=" | ".join(METHODS))] = "field_shapley",
    user: opt.UserOption = "",
    item: opt.ItemOption = "",
    report: Annotated[
        Path | None, typer.Option("--report", help="Also write everything into this HTML file.")
    ] = None,
    template: opt.TemplateOption = "",
    run: opt.RunOption = "",
    row: opt.RowOption = None,
    context: opt.ContextOption = None,
    model: opt.ModelOption = None,
    head: opt.HeadOption = None,
    verbalizer: opt.VerbalizerOption = None,
    loss: opt.LossOption = None,
    max_tokens: opt.MaxTokensOption = None,
    seed: opt.SeedOption = None,
    device: opt.DeviceOption = None,
    checks: Annotated[
        bool, typer.Option("--checks", help="Also ask the other methods and paraphrases.")
    ] = False,
    soft_base: Annotated[
        str, typer.Option("--soft-base", help=f"Baseline of soft tokens: {' | '.join(SOFT_BASES)}")
    ] = "start",
    against: Annotated[
        str, typer.Option("--against", metavar="F|R", help="edit_shapley: the other template, run.")
    ] = "",
    candidates: Annotated[
        int, typer.Option("--candidates", help="edit_shapley: unseen items that are ranked.")
    ] = CANDIDATES,
    over: Annotated[
        int, typer.Option("--over", metavar="N", help="field_shapley over N examples.")
    ] = 0,
    group: Annotated[str, typer.Option("--group", help="--over: also by this field.")] = "",
) -> None:
    """Explain a score per token, field or layer; two templates; or a whole data set."""
    given: dict[str, Any] = {
        "model": model,
        "head": head,
        "verbalizer": verbalizer,
        "loss": loss,
        "max_tokens": max_tokens,
        "seed": seed,
        "device": device,
    }
    from promptrec.explain.report import explain as explanation  # these import torch
    from promptrec.explain.subject import subject_of

    opt.either(run, template, **given)
    choose("explanation", method, METHODS)
    choose("soft base", soft_base, SOFT_BASES)
    Scope(
        method=method,
        pair=bool(user and item),
        against=bool(against),
        over=over,
        group=bool(group),
        checks=checks,
        soft_base=soft_base != SOFT_BASES[0],
        report=report is not None,
    ).check()
    data = open_dataset(dataset)
    if against:
        explain_two(ctx, dataset, data, user, run, template, against, candidates, **given)
        return
    if over:
        explain_over(ctx, variant_of_pairs(ctx, dataset, data, run, template, **given), over, group)
        return
    pair = find_pair(data, user, item, row, ctx.obj.output.note)
    variant = variant_of_pairs(ctx, dataset, data, run, template, **given)
    if variant.settings.calibrate:
        ctx.obj.output.note("The score that is explained is the one before calibration.")
    if variant.settings.no_probability:
        ctx.obj.output.note(variant.settings.no_probability)
    subject = subject_of(variant, pair, None, opt.context_values(context))
    ctx.obj.output.notes(variant.plan.notes)
    with ctx.obj.output.progress(method) as share:
        document = explanation(
            subject,
            method,
            checks=checks,
            soft_base=soft_base,
            seed=variant.settings.seed,
            report=share,
        )
    if report:
        write_report(subject, user, item, report, ctx.obj.output.note)
        document["report"] = str(report)
    ctx.obj.output.result(document, as_text(document))


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
        lines.append(f"  nothing {document['prior']:+.3f}, {words}")
    widest = max((abs(value) for value in values), default=0.0) or 1.0
    for name, value in zip(names, values, strict=True):
        lines.append(f"  {name:<20} {value:+.4f} {'#' * round(WIDE * abs(value) / widest)}")
    if "completeness_error" in document:
        lines.append(f"sum - (score - base): {document['completeness_error']:+.4f}")
    return lines
