"""`compare`: runs against the first of them, with an honest verdict."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from promptrec.cli.parts import options as opt
from promptrec.cli.parts.compare_numbers import Measured, Wanted, measure
from promptrec.cli.parts.output import Output, check_folder
from promptrec.compare.estimates import METRICS, RANKED
from promptrec.compare.judging import SESOI, Question
from promptrec.engine.engine import choose_engine
from promptrec.errors import SettingsError, StoreError
from promptrec.files import write_whole
from promptrec.judge.candidates import RANKED_USERS
from promptrec.judge.entrants import Group, entrants, more_seeds, twin
from promptrec.judge.entrants import groups as grouped
from promptrec.metrics.metric import MAIN
from promptrec.report.comparison import comparison_html
from promptrec.report.lines import csv_text
from promptrec.settings import choose
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store
from promptrec.words.table import LANGUAGES, sentence
from promptrec.worker.supervisor import ensure_supervisor
from promptrec.worker.wait import wait_for

LIST_USERS = 50  # as many as the Compare page asks first

RunsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="RUN...", help="The first: control; one: against its untuned twin and the rules."
    ),
]
MetricOption = Annotated[str, typer.Option("--metric", help=" | ".join(METRICS))]
SesoiOption = Annotated[
    float, typer.Option("--sesoi", min=0.0, help="Smallest difference that matters to you.")
]
ConfirmOption = Annotated[
    bool, typer.Option("--confirm", help="Test rows of the locked users: a look, counted.")
]
ExploreOption = Annotated[
    bool, typer.Option("--explore", help="Baselines too, Benjamini-Hochberg: no verdict.")
]
MoreSeedsOption = Annotated[
    int, typer.Option("--more-seeds", min=0, help="Tune each variant again with N new seeds.")
]
FormatsOption = Annotated[
    int, typer.Option("--formats", min=0, help="Score each template in N equivalent formats.")
]
RankingUsersOption = Annotated[
    int, typer.Option("--ranking-users", min=1, help=f"{RANKED}: whose candidates are ranked.")
]
LadderOption = Annotated[
    bool, typer.Option("--ladder", help="Also by what is known of the user and of the item.")
]
ListsOption = Annotated[bool, typer.Option("--lists", help="Also top-k lists, and what they cost.")]
GroupsOption = Annotated[
    str, typer.Option("--groups", metavar="user.FIELD", help="Of --lists: gaps between users.")
]
ListUsersOption = Annotated[
    int, typer.Option("--list-users", min=1, help="Of --lists: users that get one.")
]
ReportOption = Annotated[
    Path | None, typer.Option("--report", metavar="OUT.html", help="Write one HTML file.")
]
CsvOption = Annotated[
    Path | None, typer.Option("--csv", metavar="OUT.csv", help="Write the numbers as CSV.")
]


def compare(
    ctx: typer.Context,
    runs: RunsArgument,
    metric: MetricOption = MAIN,
    sesoi: SesoiOption = SESOI,
    confirm: ConfirmOption = False,
    explore: ExploreOption = False,
    seeds: MoreSeedsOption = 0,
    formats: FormatsOption = 0,
    ranking_users: RankingUsersOption = RANKED_USERS,
    ladder: LadderOption = False,
    lists: ListsOption = False,
    groups: GroupsOption = "",
    list_users: ListUsersOption = LIST_USERS,
    report: ReportOption = None,
    language: opt.FileLanguageOption = "en",
    csv: CsvOption = None,
) -> None:
    """Compare runs on valid rows of 70 % of the users; --confirm: test rows of the others.

    Runs of the same settings but the seed are one variant.
    """
    users = list_users if lists or groups else 0
    check_options(runs, metric, formats > 0 or ladder, lists=bool(users), confirm=confirm)
    choose("language", language, tuple(LANGUAGES))
    for path in (report, csv):
        check_folder(path)
    choose_engine(ctx.obj.home)
    output, store = ctx.obj.output, Store.open(ctx.obj.home)
    question = Question(
        metric=metric, sesoi=sesoi, confirm=confirm, explore=explore, ranked_users=ranking_users
    )
    variants = variants_of(store, runs, seeds, output)
    wanted = Wanted(
        formats=formats, ladder=ladder, lists=users, groups=groups, board=bool(report or csv)
    )
    found = measure(variants, question, wanted, store, output)
    write_files(found, csv, report, language)
    output.result(found.document, found.text)


def write_files(found: Measured, csv: Path | None, report: Path | None, language: str) -> None:
    """The numbers as CSV and everything as one page, where they are asked for."""
    if csv is not None:
        write_whole(csv, csv_text(found.lines))
    if report is not None:
        today = date.today().isoformat()
        write_whole(report, comparison_html(found.report(language, today)))


def variants_of(store: Store, runs: Sequence[str], seeds: int, output: Output) -> list[Group]:
    """The runs as variants, each tuned again with so many new seeds; one has its twin first."""
    every = entrants(store, runs)
    if seeds:
        new = repeated(store, grouped(every), seeds, output)
        every += entrants(store, new, every)
    variants = grouped(every)
    other = twin(store, every[0].run) if len(variants) == 1 else None
    if other is None:
        return variants
    output.note(sentence("sentence.beside_twin", run=other.id))
    return [Group(tuple(entrants(store, [other.id], every))), *variants]


def check_options(
    runs: Sequence[str], metric: str, of_rows: bool, *, lists: bool, confirm: bool
) -> None:
    """SettingsError for what cannot be compared, before anything is scored."""
    if lists and confirm:
        raise SettingsError("sentence.lists_not_confirmed")
    if len(set(runs)) < len(runs):
        raise SettingsError("sentence.run_named_twice")
    choose("metric of a comparison", metric, METRICS)
    if metric == RANKED and of_rows:
        raise SettingsError("sentence.rows_not_ranked", metric=RANKED)


def repeated(store: Store, variants: Sequence[Group], count: int, output: Output) -> list[str]:
    """Tune each variant again with `count` new seeds and wait; ids of the new runs."""
    queued = [
        store.queue(settings, name=group.entrants[0].run.name)
        for group in variants
        if group.tuned
        for settings in more_seeds(group, count)
    ]
    if queued:
        output.note(f"tuning {len(queued)} more runs: {', '.join(run.id for run in queued)}")
        ensure_supervisor(store.home)
    for run in queued:
        ended = wait_for(store, run.id)
        if ended.state != RunState.SUCCEEDED:
            raise StoreError(
                "sentence.run_ended", run=run.id, state=ended.state.words, message=ended.message
            )
    return [run.id for run in queued]
