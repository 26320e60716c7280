"""`compare`: runs against the first of them, with an honest verdict."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from promptrec.beyond.climb import Climb
from promptrec.beyond.family import Family, family_of
from promptrec.beyond.ladder import Ladder
from promptrec.cli.compare_output import as_text, document, family_document, html
from promptrec.cli.ladder import ladder_document, ladder_text
from promptrec.cli.output import Output, check_folder
from promptrec.compare.estimates import METRICS, RANKED, auc_parts
from promptrec.compare.judging import SESOI, Question, Sides, count_looks, judge, rules_on, sides_of
from promptrec.compare.scoreboard import Scoreboard, metric_lines, scoreboard
from promptrec.compare.table import csv_text, lines_of
from promptrec.compare.verdict import Comparison
from promptrec.errors import SettingsError, StoreError
from promptrec.files import write_whole
from promptrec.judge.candidates import RANKED_USERS
from promptrec.judge.entrants import Group, entrant, groups, more_seeds
from promptrec.records import ComparedSide
from promptrec.settings import choose
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store
from promptrec.worker.supervisor import ensure_supervisor
from promptrec.worker.wait import wait_for


def compare(
    ctx: typer.Context,
    runs: Annotated[list[str], typer.Argument(metavar="RUN RUN...", help="The first: control.")],
    metric: Annotated[str, typer.Option("--metric", help=" | ".join(METRICS))] = "gauc_rows",
    sesoi: Annotated[
        float, typer.Option("--sesoi", min=0.0, help="Smallest difference that matters to you.")
    ] = SESOI,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Test rows of the locked users: a look, counted.")
    ] = False,
    explore: Annotated[
        bool, typer.Option("--explore", help="Baselines too, Benjamini-Hochberg: no verdict.")
    ] = False,
    seeds: Annotated[
        int, typer.Option("--more-seeds", min=0, help="Tune each variant again with N new seeds.")
    ] = 0,
    formats: Annotated[
        int, typer.Option("--formats", min=0, help="Score each template in N equivalent formats.")
    ] = 0,
    ranking_users: Annotated[
        int, typer.Option("--ranking-users", min=1, help=f"{RANKED}: whose candidates are ranked.")
    ] = RANKED_USERS,
    ladder: Annotated[
        bool, typer.Option("--ladder", help="Also by what is known of the user and of the item.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="OUT.html", help="Write one HTML file.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="OUT.csv", help="Write the numbers as CSV.")
    ] = None,
) -> None:
    """Compare runs on valid rows of 70 % of the users; --confirm: test rows of the others.

    Runs of the same settings but the seed are one variant.
    """
    check_options(runs, metric, formats > 0 or ladder)
    for path in (report, csv):
        check_folder(path)
    output, store = ctx.obj.output, Store.open(ctx.obj.home)
    found = [entrant(store, run) for run in runs]
    if seeds:
        new = repeated(store, groups(found), seeds, output)
        found += [entrant(store, run) for run in new]
    variants = groups(found)
    check_variants(variants)
    question = Question(
        metric=metric, sesoi=sesoi, confirm=confirm, explore=explore, ranked_users=ranking_users
    )
    more: dict[str, Any] = {}
    if confirm:  # before any row is read: who stops half-way has looked, too
        more["looks"] = count_looks(store, variants, COMMAND)
    rows = (
        None
        if confirm and metric == RANKED
        else sides_of(variants, confirm=confirm, note=output.note)
    )
    wanted = rows if report or csv else None  # for numbers beyond the one that is judged
    rules = rules_on(rows) if rows and (wanted or metric != RANKED) else {}
    given = (None, None) if metric == RANKED else (rows, rules)
    comparison = judge(variants, question, output.note, *given)
    parts = {side.name: auc_parts(rows.pairs, side.runs) for side in rows.sides} if rows else {}
    families = families_of(variants, rows, metric, formats, output) if rows and formats else {}
    if families:
        more["formats"] = {name: family_document(one) for name, one in families.items()}
    ladders = ladders_of(variants, rows, confirm, output) if rows and ladder else ()
    if ladder:
        more["ladder"] = [ladder_document(one) for one in ladders]
    board = scoreboard(variants, wanted, rules) if wanted else None
    if csv is not None:
        write_whole(csv, csv_text(lines_told(comparison, board)))
    if report is not None:
        page = html(comparison, parts, families, variants=variants, board=board, ladders=ladders)
        write_whole(report, page)
    output.result(
        {**document(comparison, variants, parts, families), **more},
        "\n\n".join([as_text(comparison, parts, families), *(ladder_text(one) for one in ladders)]),
    )


COMMAND = "compare --confirm"


def lines_told(found: Comparison, board: Scoreboard | None) -> list[ComparedSide]:
    """Rows of the CSV: the metric that is judged, then the others; none when refused."""
    if found.refused:
        return []
    others = metric_lines(board, found.control, found.metric) if board else []
    return [*lines_of(found), *others]


def check_options(runs: Sequence[str], metric: str, of_rows: bool) -> None:
    """SettingsError for what cannot be compared, before anything is scored."""
    if len(set(runs)) < max(2, len(runs)):
        raise SettingsError("sentence.two_runs_named")
    choose("metric of a comparison", metric, METRICS)
    if metric == RANKED and of_rows:
        raise SettingsError("sentence.rows_not_ranked", metric=RANKED)


def check_variants(variants: Sequence[Group]) -> None:
    """SettingsError when all runs are one variant with several seeds."""
    if len(variants) < 2:
        raise SettingsError("sentence.one_variant")


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


def families_of(
    variants: Sequence[Group], rows: Sides, metric: str, count: int, output: Output
) -> dict[str, Family]:
    """Each variant's first run in several formats, on the rows that all share."""
    found = {}
    for group in variants:
        output.note(f"formats of {group.name}")
        variant = group.entrants[0].variant
        found[group.name] = family_of(
            variant, rows.part, rows.pairs, count, metric=metric, note=output.note
        )
    return found


def ladders_of(
    variants: Sequence[Group], rows: Sides, confirm: bool, output: Output
) -> tuple[Ladder, ...]:
    """The cold-start ladder of each variant's first run, on the rows that all share."""
    climb = Climb(rows.part, confirm)
    for group, side in zip(variants, rows.sides, strict=True):
        climb.add(group.name, group.entrants[0].variant, rows.pairs, side.runs[0], output.note)
    return climb.ladders(rows.plan)
