"""`import`: any tables -> a folder in the documented format."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from promptrec.cli.check import summary_of
from promptrec.data.archives.unpack import MOST_BYTES
from promptrec.data.assemble import assemble
from promptrec.data.cells.asked import OPTIONS
from promptrec.data.dataset import Dataset
from promptrec.data.formats.opened import encoding_of, members_of, read_any
from promptrec.data.mending.mends import SWITCHES, Mends, Offer
from promptrec.data.reading.brought import Brought
from promptrec.data.reading.csvfile import read_bytes
from promptrec.data.reading.given import Given
from promptrec.data.reading.mapping import TABLES
from promptrec.data.reading.proposed import proposed
from promptrec.data.reading.uploaded import Mapped, documented
from promptrec.data.reading.writing import write_tables
from promptrec.errors import DataError, SettingsError
from promptrec.folders import whole_folder
from promptrec.languages import LANGUAGES
from promptrec.registry import choose

OURS = tuple(dict.fromkeys(name for part in TABLES.values() for name in part.columns))


FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE", help="Tables, or a zip.")]
OutOption = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="A folder to be made.")]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="OURS=THEIRS",
        help=f"Which column is what, where it is not guessed: {', '.join(OURS)}; repeatable. "
        "Nothing after = says that there is none.",
    ),
]
DatesOption = Annotated[
    str, typer.Option("--dates", metavar="ORDER", help="day-first | month-first, of 03/04/2025.")
]
CommaOption = Annotated[
    str, typer.Option("--comma", metavar="SIGN", help="decimal | thousands, of 1,234.")
]
NumbersOption = Annotated[
    str, typer.Option("--numbers", metavar="UNIT", help="days | seconds | milliseconds, of times.")
]
EncodingOption = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="Of tables that are not in UTF-8.")
]
MendOption = Annotated[
    list[str] | None,
    typer.Option("--mend", metavar="NAME", help=f"{' | '.join(SWITCHES)}; repeatable."),
]
LanguageOption = Annotated[
    str, typer.Option("--language", metavar="L", help="en | zh: of its templates.")
]


def import_files(
    ctx: typer.Context,
    files: FilesArgument,
    out: OutOption,
    column: ColumnOption = None,
    dates: DatesOption = "",
    comma: CommaOption = "",
    numbers: NumbersOption = "",
    encoding: EncodingOption = "",
    mend: MendOption = None,
    language: LanguageOption = "",
) -> None:
    """Make a data set of any tables: CSV, Excel, Parquet, JSON, or a zip of them.

    Separators, encodings, dates and columns are found out and told; what can be read in two ways
    is asked, never guessed.
    """
    given, toml = opened(files, encoding)
    asked = {"dates": dates, "comma": comma, "numbers": numbers}
    answers = {name: choose(name, value, OPTIONS[name]) for name, value in asked.items() if value}
    ours = {file.lower(): one.table for file, one in given.items()}
    facts = ours.pop("facts.csv", None)
    said = columns_said(column or (), given)
    parts = None if said or answers else documented(ours)
    if parts is None:
        rest = {file: one for file, one in given.items() if one.table is not facts}
        parts = proposed(rest, said, answers)
    used = {id(mapped.table) for mapped in parts.values()}
    notes = [note for one in given.values() if id(one.table) in used for note in one.notes]
    mends = Mends()
    for name in mend or ():
        mends = mends.with_offer(Offer(choose("mend", name, SWITCHES)))
    spoken = choose("language", language, LANGUAGES) if language else ""
    brought = Brought(parts=parts, facts=facts, toml=toml, notes=notes, mend=mends, language=spoken)
    tell(ctx, out, written(brought, out), parts)


def written(brought: Brought, out: Path) -> Dataset:
    """The data set, checked and kept in a new folder."""
    if out.exists():
        raise SettingsError("sentence.folder_exists", folder=out)
    tables = brought.tables(out.name)
    found = assemble(tables)
    with whole_folder(out) as folder:
        write_tables(tables, folder)
    return found


def opened(files: Sequence[Path], encoding: str) -> tuple[dict[str, Given], bytes | None]:
    """The tables of all files by name, and a dataset.toml among them."""
    given: dict[str, Given] = {}
    toml = None
    for name, content in contents(files).items():
        if name.lower() == "dataset.toml":
            toml = content
            continue
        for one in read_any(name, content, encoding or encoding_of(name, content)):
            given[one.table.file] = one
    return given, toml


def contents(files: Sequence[Path]) -> dict[str, bytes]:
    """The bytes of files by name, those in zips too."""
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for path in files:
        inside: Mapping[str, bytes] | None = {path.name: read_bytes(path)}
        if path.suffix.lower() == ".zip":
            inside = members_of(path.name, read_bytes(path), left)
            left -= sum(map(len, (inside or {}).values()))
        if inside is None:
            raise DataError("sentence.import_layout", file=path.name)
        for name, content in inside.items():
            if name in found:
                raise DataError("sentence.file_twice", file=name)
            found[name] = content
    return found


def columns_said(said: Sequence[str], given: Mapping[str, Given]) -> dict[str, str]:
    """--column user_id=buyer ... as a mapping; each names a column of ours and one of a file."""
    known = {name for one in given.values() for name in one.table.columns}
    found: dict[str, str] = {}
    for entry in said:
        ours, equals, theirs = entry.partition("=")
        choose("column", ours, OURS)
        if not equals or (theirs and theirs not in known):
            columns = ", ".join(sorted(known))
            raise SettingsError("sentence.column_form", text=entry, columns=columns)
        if ours in found:
            raise SettingsError("sentence.option_twice", option="--column", name=ours)
        found[ours] = theirs
    return found


def tell(ctx: typer.Context, out: Path, found: Dataset, parts: Mapping[str, Mapped]) -> None:
    """What was made, from which columns, and how it was read."""
    mapped = {
        part: {"file": one.table.file, "columns": dict(one.choice.columns)}
        for part, one in parts.items()
    }
    document = {"folder": str(out), **summary_of(found), "parts": mapped}
    size = f"{len(found.users):,} users, {len(found.items):,} items"
    lines = [f"{out}: {size}, {len(found.interactions):,} interactions."]
    for part, one in parts.items():
        columns = ", ".join(f"{ours} = {theirs}" for ours, theirs in one.choice.columns.items())
        lines.append(f"  {part}: {one.table.file} ({columns})")
    lines += [f"  {note}" for note in found.notes]
    lines += [f"  warning: {text}" for text in found.warnings]
    ctx.obj.output.result(document, "\n".join(lines))
