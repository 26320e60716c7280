"""`score`, `evaluate` and `recommend`: what a template or a run says, and how good that is."""

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from promptrec.cli import beyond
from promptrec.cli import options as opt
from promptrec.cli.output import metric_lines
from promptrec.cli.pair import find_pair
from promptrec.cli.variant import variant_of_pairs
from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.judge.candidates import RANKED_USERS, candidates_of
from promptrec.judge.evaluate import Evaluation, beside, write_scores
from promptrec.judge.evaluate import evaluate as judge
from promptrec.judge.opening import variant_of
from promptrec.model.variant import Variant
from promptrec.prompt.files import template_from_argument
from promptrec.recommend.topk import top_k
from promptrec.recommend.withhold import keep
from promptrec.store.store import Store
from promptrec.words.table import Sentence, sentence


def register(app: typer.Typer, epilog: str) -> None:
    """Add the commands to the app."""
    app.command(epilog=epilog)(score)
    app.command(epilog=epilog)(evaluate)
    app.command(epilog=epilog)(recommend)


def score(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    user: opt.UserOption,
    item: opt.ItemOption,
    template: opt.TemplateOption = "",
    run: opt.RunOption = "",
    row: opt.RowOption = None,
    context: opt.ContextOption = None,
    model: opt.ModelOption = None,
    head: opt.HeadOption = None,
    verbalizer: opt.VerbalizerOption = None,
    loss: opt.LossOption = None,
    calibrate: opt.CalibrateOption = None,
    max_tokens: opt.MaxTokensOption = None,
    seed: opt.SeedOption = None,
    device: opt.DeviceOption = None,
) -> None:
    """Score one user and item with a run, or with an untuned template."""
    given: dict[str, Any] = {
        "model": model,
        "head": head,
        "verbalizer": verbalizer,
        "loss": loss,
        "calibrate": calibrate,
        "max_tokens": max_tokens,
        "seed": seed,
        "device": device,
    }
    opt.either(run, template, **given)
    data = open_dataset(dataset)
    pair = find_pair(data, user, item, row, ctx.obj.output.note)
    variant = variant_of_pairs(ctx, dataset, data, run, template, **given)
    fitted = variant.plan.maker.fit(pair, None, opt.context_values(context))[0]
    ctx.obj.output.notes(variant.plan.notes)
    answers = variant.answer(variant.plan.maker.encoder.encode([fitted.prompt]))
    said = answers.probability
    why = variant.settings.no_probability
    shares = [None if said is None else float(one) for one in answers.word_probability[0]]
    words = [
        {"word": word, "probability": one} for word, one in zip(answers.words, shares, strict=True)
    ]
    document = {
        "score": float(answers.score[0]),
        "probability": None if said is None else float(said[0]),
        "answers": words,
        "prompt": fitted.prompt.text,
    }
    if answers.expected_rating is not None:
        document["expected_rating"] = float(answers.expected_rating[0])
    unit = "" if why else " (log-odds of liked)"
    lines = [fitted.prompt.text, f"  score {document['score']:.4f}{unit}"]
    lines += [f"  {one['word']:<12}{one['probability']:.4f}" for one in words if said is not None]
    if why:
        ctx.obj.output.note(why)
    ctx.obj.output.result(document, "\n".join(lines))


def evaluate(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    template: opt.TemplateOption = "",
    run: opt.RunOption = "",
    split: opt.SplitOption = None,
    split_seed: opt.SplitSeedOption = None,
    known: opt.KnownOption = None,
    source: opt.SourceOption = None,
    target: opt.TargetOption = None,
    target_rows: opt.TargetRowsOption = None,
    history: opt.HistoryOption = None,
    max_test: Annotated[
        int | None, typer.Option("--max-test", min=1, help="Seeded sample of test rows.")
    ] = None,
    scores: Annotated[
        Path | None, typer.Option("--scores", metavar="OUT.csv", help="Write every row's score.")
    ] = None,
    ranking_users: Annotated[
        int, typer.Option("--ranking-users", min=0, help="Users to rank candidates for; 0: none.")
    ] = RANKED_USERS,
    lists: Annotated[
        bool, typer.Option("--lists", help="Diversity, novelty, coverage, ... and cost, too.")
    ] = False,
    groups: Annotated[
        str, typer.Option("--groups", metavar="user.FIELD", help="Gaps between groups of users.")
    ] = "",
    model: opt.ModelOption = None,
    head: opt.HeadOption = None,
    verbalizer: opt.VerbalizerOption = None,
    loss: opt.LossOption = None,
    calibrate: opt.CalibrateOption = None,
    max_tokens: opt.MaxTokensOption = None,
    statistics: opt.StatisticsOption = None,
    seed: opt.SeedOption = None,
    device: opt.DeviceOption = None,
) -> None:
    """Judge a run or an untuned template on test. This look is counted."""
    given: dict[str, Any] = {
        "model": model,
        "head": head,
        "verbalizer": verbalizer,
        "loss": loss,
        "calibrate": calibrate,
        "max_tokens": max_tokens,
        "statistics": statistics,
        "seed": seed,
        "device": device,
    }
    opt.either(run, template, **given)
    if scores is not None and not scores.absolute().parent.is_dir():
        raise DataError(f"The folder {scores.parent} does not exist. Make it, or write elsewhere.")
    data = open_dataset(dataset)
    ctx.obj.output.notes(data.remarks)
    store = Store.open(ctx.obj.home)
    wanted = {
        "name": split,
        "seed": split_seed,
        "known": known,
        "source": source,
        "target": target,
        "target_rows": target_rows,
        "history": history,
    }
    if run:
        variant = variant_of(run, data, store=store, split=wanted)
    else:
        settings = opt.run_settings(
            dataset,
            template_from_argument(template, data.about.language),
            split=opt.split_settings(**wanted),
            **given,
            method="none",
        )
        variant = variant_of(settings, data)
        ctx.obj.output.notes(variant.notes)
    audience = beyond.audience_of(
        variant, "test", max_test, lists=lists, groups=groups, users=ranking_users
    )
    found = judge(
        variant, "test", at_most=max_test, ranked_users=ranking_users, note=ctx.obj.output.note
    )
    ctx.obj.output.notes((*found.notes, *variant.plan.notes))
    if variant.settings.no_probability:
        ctx.obj.output.note(variant.settings.no_probability)
    looks = count_look(store, data, variant, run)
    more, lines = beyond.measure(
        variant,
        found,
        audience,
        ctx.obj.output,
        lists=lists,
        groups=groups,
        run=store.run(run) if run else None,
        home=ctx.obj.home,
    )
    if scores is not None:
        write_scores(found, variant, scores)
    document = {
        "metrics": found.metrics,
        "rows": found.report.rows,
        "users": found.report.users,
        "ranking": ranking_words(found),
        "candidates": found.ranking and dataclasses.asdict(found.ranking.candidates.counts),
        "users_counted": found.users_counted,
        "split": dataclasses.asdict(variant.settings.split),
        "looks": looks,
        "notes": [*found.notes, *variant.plan.notes],
        "classes": found.report.classes,
        "baselines": beside(variant.plan, found),
        **more,
    }
    heading = f"{variant.name} on test ({found.report.rows} rows, {found.report.users} users)"
    if variant.settings.split.history == "running":
        heading += "; running histories"
    if found.ranking:
        heading += f"; ranking metrics: {ranking_words(found)}"
    ctx.obj.output.result(
        document, f"{heading}\n{metric_lines(found.metrics)}\n  looks at this test: {looks}{lines}"
    )


def ranking_words(found: Evaluation) -> Sentence | None:
    """Which candidates the ranking metrics are about."""
    if found.ranking is None:
        return None
    return sentence("candidates.sampled", sets=found.ranking.candidates.counts.words)


def count_look(store: Store, data: Dataset, variant: Variant, run: str) -> int:
    """Write the look at test down and return how many there have been."""
    split = variant.settings.split.name
    return store.add_look(
        command="evaluate",
        dataset=data.fingerprint(),
        split=split,
        run=run,
        template="" if run else variant.name,
    )


def recommend(
    ctx: typer.Context,
    run: opt.RunOption,
    user: opt.UserOption,
    k: Annotated[int, typer.Option("-k", min=1, help="How many items.")] = 10,
    candidates: Annotated[
        int | None,
        typer.Option("--candidates", min=1, help="Seeded sample of unseen items; default: all."),
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Put these items into the review queue.")
    ] = False,
) -> None:
    """The top k unseen items of one user, without what `review` withholds."""
    store = Store.open(ctx.obj.home)
    variant = variant_of(run, store=store)
    data = variant.plan.dataset
    code = data.user_code(user)
    if code is None:
        ctx.obj.output.note(f"User {user!r} is unknown: ranked as a new user, without history.")
        code = -1
    kept = keep(
        data,
        candidates_of(variant.plan, code, candidates),
        store.blocked_words(),
        store.rejected(data.fingerprint(), user),
    )
    if kept.withheld:
        ctx.obj.output.note(
            f"withheld: {kept.by_word} items with a blocked word, {kept.by_review} rejected ones"
        )
    if not len(kept.items) and not kept.withheld:
        ctx.obj.output.note(sentence("sentence.nothing_new", user=user))
    ctx.obj.output.note(f"scoring {len(kept.items)} candidates")
    if variant.settings.no_probability:
        ctx.obj.output.note(variant.settings.no_probability)
    top = top_k(variant, code, kept.items, k)
    ctx.obj.output.notes(variant.plan.notes)
    if review:
        store.ask_review(data.fingerprint(), user, [one.item_id for one in top], run)
    lines = [
        f"{place:>3}. {one.title}  {one.score:.3f}"
        + ("" if one.probability is None else f" ({one.probability:.0%})")
        for place, one in enumerate(top, 1)
    ]
    document = {
        "items": [{**dataclasses.asdict(one), "reason": one.prompt} for one in top],
        "withheld": {"words": kept.by_word, "reviews": kept.by_review},
    }
    ctx.obj.output.result(document, "\n".join(lines))
