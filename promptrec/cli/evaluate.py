"""`evaluate`: how good a run or an untuned template is on test, in numbers and beyond them."""

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.beyond import BeyondOptions
from promptrec.cli.parts.given import Given, Options, with_options
from promptrec.cli.parts.output import check_folder, metric_lines
from promptrec.cli.parts.variant import named_variant
from promptrec.data.shipped import open_dataset
from promptrec.engine.engine import choose_engine
from promptrec.judge.candidates import RANKED_USERS
from promptrec.judge.evaluate import Evaluation, beside, write_scores
from promptrec.judge.evaluate import evaluate as judge
from promptrec.model.variant import Variant
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.store import Store
from promptrec.words.table import Sentence, sentence

UNTUNED = (
    *("start_from", "model", "head", "verbalizer", "loss", "target_template"),
    *("calibrate", "max_tokens", "statistics", "max_train", "seed", "device"),
)
MaxTestOption = Annotated[
    int | None, typer.Option("--max-test", min=1, help="Seeded sample of test rows.")
]
ScoresOption = Annotated[
    Path | None, typer.Option("--scores", metavar="OUT.csv", help="Write every row's score.")
]
RankingUsersOption = Annotated[
    int, typer.Option("--ranking-users", min=0, help="Users to rank candidates for; 0: none.")
]
ListsOption = Annotated[
    bool, typer.Option("--lists", help="Diversity, novelty, coverage, ... and cost, too.")
]
GroupsOption = Annotated[
    str, typer.Option("--groups", metavar="user.FIELD", help="Gaps between groups of users.")
]
PrecisionOption = Annotated[
    str, typer.Option("--precision", help="auto, or int8: faster on a CPU, scores move a little.")
]


@with_options
def evaluate(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    template: opt.TemplateOption = "",
    run: opt.RunOption = "",
    *,
    where: Annotated[Given, Options(SplitSettings)],
    max_test: MaxTestOption = None,
    scores: ScoresOption = None,
    ranking_users: RankingUsersOption = RANKED_USERS,
    lists: ListsOption = False,
    groups: GroupsOption = "",
    precision: PrecisionOption = "auto",
    given: Annotated[Given, Options(RunSettings, *UNTUNED)],
) -> None:
    """Judge a run or an untuned template on test. This look is counted."""
    opt.either(run, template, **given)
    check_folder(scores)
    choose_engine(ctx.obj.home)
    output, data = ctx.obj.output, open_dataset(dataset)
    output.notes(data.remarks)
    store = Store.open(ctx.obj.home)
    variant = named_variant(ctx, dataset, data, run, template, given=given, split=where)
    variant = precise(variant, precision)
    beyond = BeyondOptions(lists, groups)
    audience = beyond.audience(variant, max_test, ranking_users)
    found = judge(variant, "test", at_most=max_test, ranked_users=ranking_users, note=output.note)
    output.notes((*found.notes, *variant.plan.notes, variant.settings.no_probability))
    looks = count_look(store, variant, run)
    tuned = store.run(run) if run else None
    more, lines = beyond.measure(variant, found, audience, output, tuned, ctx.obj.home)
    if scores is not None:
        write_scores(found, variant, scores)
    document = as_document(found, variant, looks) | {"precision": precision} | more
    output.result(document, f"{as_text(found, variant)}\n  looks at this test: {looks}{lines}")


def precise(variant: Variant, precision: str) -> Variant:
    """The variant in the precision that was asked for."""
    if precision == "auto":
        return variant  # and nobody waits for torch
    from promptrec.model.precision import in_precision

    return in_precision(variant, precision)


def count_look(store: Store, variant: Variant, run: str) -> int:
    """Write the look at test down and return how many there have been."""
    return store.add_look(
        command="evaluate",
        dataset=variant.plan.dataset.fingerprint(),
        split=variant.settings.split.name,
        run=run,
        template="" if run else variant.name,
    )


def as_document(found: Evaluation, variant: Variant, looks: int) -> dict[str, Any]:
    """An evaluation as JSON."""
    return {
        "metrics": found.metrics,
        "rows": found.report.rows,
        "users": found.report.users,
        "ranking": ranking_words(found),
        "candidates": found.ranking and dataclasses.asdict(found.ranking.candidates.counts),
        "users_counted": found.users_counted,
        "split": dataclasses.asdict(variant.settings.split),
        "statistics": variant.settings.statistics,
        "looks": looks,
        "notes": [*found.notes, *variant.plan.notes],
        "classes": found.report.classes,
        "baselines": beside(variant.plan, found),
    }


def as_text(found: Evaluation, variant: Variant) -> str:
    """What was judged on how many rows, and a metric a line."""
    heading = f"{variant.name} on test ({found.report.rows} rows, {found.report.users} users)"
    if variant.settings.split.history == "running":
        heading += "; running histories"
    heading += f"; statistics {variant.settings.statistics}"
    if found.ranking:
        heading += f"; ranking metrics: {ranking_words(found)}"
    return f"{heading}\n{metric_lines(found.metrics)}"


def ranking_words(found: Evaluation) -> Sentence | None:
    """Which candidates the ranking metrics are about."""
    if found.ranking is None:
        return None
    return sentence("candidates.sampled", sets=found.ranking.candidates.counts.words)
