"""`verdict`: score files of any systems, held against each other as runs are."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from promptrec.cli.compare import CsvOption, MetricOption, ReportOption, SesoiOption
from promptrec.cli.parts import options as opt
from promptrec.cli.parts.compare_output import comparison_text
from promptrec.cli.parts.output import check_folder
from promptrec.compare.estimates import METRICS, auc_parts
from promptrec.compare.files.judged import JudgedFiles, judge_files, systems_of
from promptrec.compare.files.remarks import remarks
from promptrec.compare.files.scored import Columns, ScoreFile, read_scores
from promptrec.compare.judging import SESOI
from promptrec.errors import SettingsError
from promptrec.files import write_whole
from promptrec.metrics.metric import MAIN
from promptrec.report.comparison import ComparisonReport, comparison_html
from promptrec.report.documents import comparison_document
from promptrec.report.lines import csv_text, lines_of
from promptrec.report.voice import Voice
from promptrec.settings import choose
from promptrec.words.table import LANGUAGES

USUAL = Columns()
FilesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="[NAME=]FILE...",
        help="The first: control. Files of one NAME are repeats with other seeds.",
    ),
]
UserOption = Annotated[str, typer.Option("--user", metavar="COLUMN", help="Who.")]
ItemOption = Annotated[
    str,
    typer.Option(
        "--item",
        metavar="COLUMN",
        help="What; where a file has no such column, rows belong together by their place.",
    ),
]
LabelOption = Annotated[
    str, typer.Option("--label", metavar="COLUMN", help="1 liked, 0 not, or a rating.")
]
ScoreOption = Annotated[
    str, typer.Option("--score", metavar="COLUMN", help="The higher, the more likely liked.")
]
LikedOption = Annotated[
    float | None,
    typer.Option("--liked-from", help="Ratings from here on are liked, others are not."),
]


def verdict(
    ctx: typer.Context,
    files: FilesArgument,
    user: UserOption = USUAL.user,
    item: ItemOption = USUAL.item,
    label: LabelOption = USUAL.label,
    score: ScoreOption = USUAL.score,
    liked_from: LikedOption = None,
    metric: MetricOption = MAIN,
    sesoi: SesoiOption = SESOI,
    report: ReportOption = None,
    language: opt.FileLanguageOption = "en",
    csv: CsvOption = None,
) -> None:
    """Compare score files of any systems: one verdict, intervals, what could have been found.

    A file has one row for each scored user and item, as `evaluate --scores` writes it.
    """
    choose("metric of a comparison", metric, METRICS)
    choose("language", language, tuple(LANGUAGES))
    for path in (report, csv):
        check_folder(path)
    named = systems_of(named_files(files))
    columns = Columns(user=user, item=item, label=label, score=score, liked_from=liked_from)
    systems = {name: [read_scores(path, columns) for path in own] for name, own in named.items()}
    judged = judge_files(systems, metric=metric, sesoi=sesoi)
    if csv is not None:
        write_whole(csv, csv_text([] if judged.found.refused else lines_of(judged.found)))
    if report is not None:
        today = date.today().isoformat()
        made = ComparisonReport(found=judged.found, groups=(), voice=Voice(language), made_on=today)
        write_whole(report, comparison_html(made))
    tell(ctx, judged, systems)


def named_files(files: Sequence[str]) -> list[tuple[str, Path]]:
    """NAME=FILE ... as names and files; a file without a name is called by its own.

    SettingsError for a file that stands there twice.
    """
    found: list[tuple[str, Path]] = []
    bare = [Path(one) for one in files if Path(one).exists() or "=" not in one]
    stems = [path.stem for path in bare]
    for text in files:
        path, name = Path(text), ""
        if path not in bare:
            name, _, file = text.partition("=")
            path = Path(file)
        name = name or (path.stem if stems.count(path.stem) == 1 else str(path))
        if path in (own for _, own in found):
            raise SettingsError("sentence.scores_twice", file=path)
        found.append((name, path))
    return found


def tell(ctx: typer.Context, judged: JudgedFiles, systems: dict[str, list[ScoreFile]]) -> None:
    """Print the verdict, and how the files were read."""
    parts = {side.name: auc_parts(judged.pairs, side.runs) for side in judged.sides}
    paths = {name: [one.name for one in own] for name, own in systems.items()}
    notes = remarks(systems, judged)
    document = comparison_document(judged.found, paths, parts, {})
    text = comparison_text(judged.found, parts, {})
    lines = [f"{file}: {note}" for file, own in notes.items() for note in own]
    ctx.obj.output.result({**document, "notes": notes}, "\n".join([text, *lines]))
