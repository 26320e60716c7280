"""Any file that somebody brings: found out by its first bytes, then its name -> tables."""

import io
import tempfile
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from promptrec.data.archives.unpack import MOST_BYTES, opened_zip, unpack, unzipped
from promptrec.data.formats.excel import OLD, read_excel
from promptrec.data.formats.jsonrows import read_json
from promptrec.data.formats.parquet import MAGIC, read_parquet
from promptrec.data.layouts.jsonlines import GZIP
from promptrec.data.layouts.known import recognise
from promptrec.data.reading.encoding import UTF8, UTF16, encodings_of
from promptrec.data.reading.given import Given, read_given
from promptrec.errors import DataError

ZIP = b"PK\x03\x04"
JSON = (".json", ".jsonl", ".ndjson")
EXCEL = (".xlsx", ".xlsm", ".xls")
TEXT = (".csv", ".tsv", ".txt")
PARQUET = (".parquet", ".pq")
KINDS = (*TEXT, *EXCEL, *PARQUET, *JSON)  # that may hold a table


def read_any(file: str, content: bytes, encoding: str = UTF8) -> list[Given]:
    """The tables of a file: one, or one of each sheet. DataError says what is wrong with it."""
    bare = bare_name(file)
    if content.startswith(GZIP):
        content = unpacked(file, content)
    if content.startswith(MAGIC) or bare.endswith(PARQUET):
        return [read_parquet(file, content)]
    if content.startswith(OLD) or bare.endswith(EXCEL) or is_workbook(content):
        return read_excel(file, content)
    if bare.endswith(JSON):
        return [read_json(file, content)]
    if bare.endswith(".ods"):
        raise DataError("sentence.excel_old", file=file)
    return [read_given(file, content, encoding)]


def bare_name(file: str) -> str:
    """The name in small letters, without what says that it is packed."""
    return file.lower().removesuffix(".gz")


def is_text(file: str, content: bytes) -> bool:
    """True for a file whose encoding matters: a table in signs."""
    return bare_name(file).endswith(TEXT) and not content.startswith((GZIP, ZIP, MAGIC, OLD))


def encodings_for(file: str, content: bytes) -> tuple[str, ...]:
    """What a file may be written in, the likeliest first."""
    return encodings_of(content) if is_text(file, content) else (UTF8,)


def encoding_of(file: str, content: bytes) -> str:
    """In what a file is written where it says so itself; DataError where it has to be said."""
    likely = encodings_for(file, content)
    if likely[0] in (UTF8, UTF16):
        return likely[0]
    raise DataError("sentence.ask_encoding", file=file, choices=", ".join(likely))


def is_workbook(content: bytes) -> bool:
    """True for a zip that holds a workbook."""
    if not content.startswith(ZIP):
        return False
    try:
        with opened_zip("", io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except DataError:
        return False


def unpacked(file: str, content: bytes) -> bytes:
    """What a gzip file holds. DataError for a damaged or too large one."""
    try:
        return unzipped(file, content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError("sentence.file_damaged", file=file, kind="gzip") from error


def members_of(
    file: str, content: bytes, most_bytes: int = MOST_BYTES
) -> Mapping[str, bytes] | None:
    """The files of a zip that may hold tables, by name; None for one in a public layout.

    most_bytes: unpacked; what other archives beside it have left.
    Files of one name in two folders are called by their folders, too. DataError for a damaged zip,
    and for one without a table.
    """
    with tempfile.TemporaryDirectory(prefix="promptrec-") as name:
        folder = Path(name) / "unpacked"
        folder.mkdir()
        archive = Path(name) / "upload.zip"
        archive.write_bytes(content)
        unpack(archive, folder, most_bytes, file)
        folders = [folder, *(each for each in folder.rglob("*") if each.is_dir())]
        if any(recognise(each) is not None for each in folders):
            return None
        every = (each for each in folder.rglob("*") if each.is_file())
        files = sorted(each for each in every if is_seen(each, folder))
        tables = [each for each in files if bare_name(each.name).endswith(KINDS)]
        if not tables:
            kinds = ", ".join(KINDS)
            raise DataError("sentence.zip_no_table", file=file, kinds=kinds)
        tables += [each for each in files if each.name.lower() == "dataset.toml"]
        names = Counter(each.name for each in tables)
        return {
            each.name if names[each.name] == 1 else each.relative_to(folder).as_posix(): (
                each.read_bytes()
            )
            for each in tables
        }


def is_seen(file: Path, folder: Path) -> bool:
    """True for a file that its maker meant: no hidden one, none of an operating system."""
    return not any(part[0] == "." or part == "__MACOSX" for part in file.relative_to(folder).parts)
