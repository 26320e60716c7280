"""`search`: the best template, method and hyper-parameters, on valid rows; test only to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.given import Given, Options, flags_of, with_options
from promptrec.cli.parts.output import metric_lines
from promptrec.cli.parts.run_output import EXIT, tell
from promptrec.cli.parts.search_output import as_text, document
from promptrec.cli.search_edits import confirm_edits, edit_settings
from promptrec.data.shipped import open_dataset
from promptrec.errors import SettingsError, StoreError
from promptrec.judge.starting import check_run, ready_to_queue
from promptrec.prompt.files import template_from_argument
from promptrec.prompt.template import Template
from promptrec.records import Measure
from promptrec.search.aim import BESIDE_CURVE, aimed, beside_in
from promptrec.search.fragments import any_composed
from promptrec.search.space import check_space, confirmed_settings
from promptrec.search.study import importance
from promptrec.search.summary import winner
from promptrec.settings import RunSettings, SearchedTemplate, SearchSettings
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store
from promptrec.worker.supervisor import ensure_supervisor
from promptrec.worker.wait import wait_for

ConfirmOption = Annotated[
    str,
    typer.Option("--confirm", metavar="R", help="Judge the winner of R on test: a look, counted."),
]
TemplatesOption = Annotated[
    list[str] | None,
    typer.Option("--template", metavar="F", help="To choose from; repeatable."),
]
FragmentsOption = Annotated[
    bool, typer.Option("--fragments", help="Compose templates from the data's fields instead.")
]
ResumeOption = Annotated[
    str, typer.Option("--resume", metavar="R", help="Go on with a search that has ended.")
]
StartOption = Annotated[
    str, typer.Option("--start", metavar="F", help="Edit this template; edits race against it.")
]
OF_BASE = (  # options of what all trials share, of `RunSettings`
    *("start_from", "model", "head", "split", "split_seed", "known", "history", "statistics"),
    *("max_train", "max_valid", "epochs", "seed", "device"),
)
BUDGET = ("trials", "seconds")  # what a search that goes on may have more of


@with_options
def search(
    ctx: typer.Context,
    dataset: opt.DatasetArgument,
    template: TemplatesOption = None,
    fragments: FragmentsOption = False,
    start: StartOption = "",
    *,
    tried: Annotated[Given, Options(SearchSettings, until="seed")],
    base: Annotated[Given, Options(RunSettings, *OF_BASE, section="search")],
    name: Annotated[str, typer.Option("--name", help="What to call the search.")] = "",
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Queue it and return.")] = False,
    resume: ResumeOption = "",
    confirm: ConfirmOption = "",
) -> None:
    """Look for the best template and settings on valid rows; --confirm looks at test."""
    store = Store.open(ctx.obj.home)
    begun = {"--template": template, "--fragments": fragments, "--start": start, "--name": name}
    if confirm:
        refuse_others(confirm, {**begun, "--resume": resume, "--no-wait": no_wait}, tried, base)
        confirm_winner(ctx, store, confirm, dataset)
        return
    if resume:
        budget = {each: tried.pop(each) for each in BUDGET if each in tried}
        refuse_others(resume, begun, tried, base)
        row = store.go_on(resume, replace(search_of(store.run(resume), dataset), **budget))
    else:
        chosen = (
            edit_settings(store, dataset, start, tried, base, template or fragments)
            if start or "weights" in tried
            else search_settings(dataset, template or [], fragments, tried, base)
        )
        if "metric" not in tried:
            chosen = aimed(chosen, open_dataset(dataset))
        ctx.obj.output.notes(check_run(chosen.base))
        row = store.queue_search(chosen, name=name)
    ensure_supervisor(ctx.obj.home)
    if no_wait:
        ctx.obj.output.result({"search": row.id, "state": str(row.state)}, f"{row.id} is queued.")
        return
    follow(ctx, store, row)


def refuse_others(run: str, told: Mapping[str, object], tried: Given, base: Given) -> None:
    """SettingsError for options that a search which was made already has no use for."""
    flags = [flag for flag, value in told.items() if value]
    flags += [*flags_of(SearchSettings, tried), *flags_of(RunSettings, base)]
    opt.keep_own(run, flags)


def search_settings(
    dataset: str, texts: Sequence[str], fragments: bool, tried: Given, base: Given
) -> SearchSettings:
    """Search settings from options."""
    if "looks" in tried:
        raise SettingsError("sentence.looks_of_start")
    data = open_dataset(dataset)
    if fragments and texts:
        raise SettingsError("sentence.fragments_template")
    if not fragments and not texts:
        raise SettingsError("sentence.search_needs_template")
    found = [template_from_argument(text, data.about.language) for text in texts]
    methods = tried.get("methods", ())
    if fragments and len(methods) > 1:
        raise SettingsError("sentence.fragments_method")
    start = opt.run_settings(
        dataset,
        found[0] if found else any_composed(data),
        method=methods[0] if methods else ("none" if fragments else None),
        loss=next(iter(tried.get("losses", ())), None),
        **base,
    )
    result = SearchSettings(
        base=start,
        kind="templates" if fragments else "parameters",
        templates=tuple(choice_of(one) for one in found),
        seed=start.seed,
        **tried,
    )
    check_space(result)
    return result


def choice_of(template: Template) -> SearchedTemplate:
    """A template under the name that people see; a typed text is its own name."""
    name = template.text if template.name == "draft" else template.name
    return SearchedTemplate(name=name, text=template.text, verbalizer=template.verbalizer)


def search_of(row: Run, dataset: str) -> SearchSettings:
    """The search of a row of this data set; StoreError for what is none."""
    if row.search is None:
        raise StoreError("sentence.no_search_list", run=row.id)
    given = opt.dataset_source(dataset)
    if row.settings.dataset != given:
        raise StoreError(
            "sentence.search_other_data", run=row.id, data=row.settings.dataset, other=given
        )
    return row.search


def follow(ctx: typer.Context, store: Store, row: Run) -> None:
    """Wait for a search, telling its progress, and print what it found."""
    ctx.obj.output.note(f"{row.id} is queued.")

    def hear(measure: Measure) -> None:
        if measure.name.startswith("best_"):
            ctx.obj.output.note(f"  {measure.step} trials: {measure.name} {measure.value:.4f}")

    try:
        row = wait_for(store, row.id, on_measure=hear)
    except KeyboardInterrupt:
        store.request_cancel(row.id)
        raise
    show_search(ctx, store, row)


def show_search(ctx: typer.Context, store: Store, row: Run) -> None:
    """Print a search and exit with its code."""
    trials, beside = store.trials(row.id), beside_in(store.measures(row.id, BESIDE_CURVE))
    if row.message:
        ctx.obj.output.note(f"{row.id} {row.state}: {row.message}")
    edits = row.search is not None and row.search.kind == "edits"  # one is made of another
    found = (row, trials, {} if edits else importance(trials), winner(trials), beside)
    ctx.obj.output.result(document(*found), as_text(*found))
    raise typer.Exit(EXIT[row.state])


def confirm_winner(ctx: typer.Context, store: Store, id: str, dataset: str) -> None:  # noqa: A002
    """Train the winner as an ordinary run, look at test once, print valid and test."""
    row = store.run(id)
    asked = search_of(row, dataset)
    if asked.kind == "edits":
        confirm_edits(ctx, store, row, asked)
        return
    best = winner(store.trials(row.id))
    if best is None:
        raise StoreError("sentence.search_no_winner", run=row.id)
    settings: RunSettings = confirmed_settings(asked, best)
    run = store.queue(ready_to_queue(settings), name=f"winner of {row.id}")
    ensure_supervisor(ctx.obj.home)
    run = wait_for(store, run.id, on_measure=lambda one: tell(one, ctx.obj.output))
    result = run.result or JobResult()
    found = {
        "search": row.id,
        "run": run.id,
        "state": str(run.state),
        "searched": {"value": best.value, "low": best.low, "high": best.high, "rows": best.rows},
        "metrics": result.metrics,
        "test_metrics": result.test_metrics or {},
        "message": run.message,
    }
    text = f"{run.id} {run.state} {run.message}".rstrip()
    if run.state == RunState.SUCCEEDED:
        text += f"\nin the search: {asked.metric} {best.value:.4f} on {best.rows} valid rows"
        text += f"\non valid\n{metric_lines(result.metrics)}"
        text += f"\non test\n{metric_lines(result.test_metrics or {})}"
    ctx.obj.output.result(found, text)
    raise typer.Exit(EXIT[run.state])
