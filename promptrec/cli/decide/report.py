"""`report`: one experiment as one page, for whoever decides."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from promptrec.cli.compare import (
    MetricOption,
    RunsArgument,
    SesoiOption,
    check_options,
    variants_of,
)
from promptrec.cli.parts import options as opt
from promptrec.cli.parts.compare_numbers import Wanted, measure
from promptrec.cli.parts.output import check_folder
from promptrec.compare.judging import SESOI, Question
from promptrec.files import write_whole
from promptrec.metrics.metric import MAIN
from promptrec.settings import choose
from promptrec.store.store import Store
from promptrec.words.table import LANGUAGES

OutOption = Annotated[Path, typer.Option("--out", metavar="OUT.html", help="The HTML file.")]


def report(
    ctx: typer.Context,
    runs: RunsArgument,
    out: OutOption,
    metric: MetricOption = MAIN,
    sesoi: SesoiOption = SESOI,
    language: opt.FileLanguageOption = "en",
) -> None:
    """Write an experiment as one page for whoever decides.

    The question, the verdict, people, templates, pictures, three explained recommendations, limits.
    """
    from promptrec.report.memo.experiment import experiment_html, people, recommending
    from promptrec.report.memo.shown import recommendations  # these import torch

    check_options(runs, metric, of_rows=False, lists=False, confirm=False)
    choose("language", language, tuple(LANGUAGES))
    check_folder(out)
    output, store = ctx.obj.output, Store.open(ctx.obj.home)
    variants = variants_of(store, runs, 0, output)
    question = Question(metric=metric, sesoi=sesoi)
    measured = measure(variants, question, Wanted(), store, output)
    told = measured.report(language, date.today().isoformat())
    with output.progress("recommending") as share:
        shown = recommendations(store, recommending(told).variant, people(told), share)
    write_whole(out, experiment_html(told, shown))
    document = {
        "report": str(out),
        "runs": list(runs),
        "shown": [{"user": one.user, "item": one.best.item_id} for one in shown],
    }
    output.result(document, str(out))
