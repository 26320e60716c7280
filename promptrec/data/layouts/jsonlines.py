"""Read files of one JSON object a line, plain or packed with gzip, line by line.

A line may also be a Python literal (single quotes), as in releases of 2014.
"""

import ast
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from promptrec.data.archives.unpack import FEW_BYTES, MOST_RATIO
from promptrec.data.layouts.heads import UTF16
from promptrec.data.nearest import shown
from promptrec.data.reading.huge import MOST_BLANK
from promptrec.errors import DataError
from promptrec.plain import KeyTwice, keys_once
from promptrec.words.table import Sentence, sentence

SUFFIXES = (".json", ".jsonl", ".json.gz", ".jsonl.gz")
LONGEST_LINE = 5_000_000  # bytes
MOST_BYTES = 8_000_000_000  # of an unpacked file
GZIP, UTF8 = b"\x1f\x8b", b"\xef\xbb\xbf"


def json_files(folder: Path) -> list[Path]:
    """JSON files of a folder, by name; hidden ones are left out."""
    return sorted(
        file
        for file in folder.glob("*")
        if file.name.lower().endswith(SUFFIXES) and file.name[0] != "." and file.is_file()
    )


def objects(file: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """Line number and object of every line that is not blank; DataError names file and line."""
    stream = opened(file)
    most = MOST_BYTES
    if isinstance(stream, gzip.GzipFile):
        most = min(MOST_BYTES, FEW_BYTES + MOST_RATIO * file.stat().st_size)
    yield from objects_in(file, stream, most)


def objects_in(
    file: Path, stream: IO[bytes], most: int = MOST_BYTES
) -> Iterator[tuple[int, dict[str, object]]]:
    """The same for bytes that are open, `most` of them; the file says how errors call it."""
    total, number, blank = 0, 0, 0
    with stream as lines:
        while line := next_line(file, lines.readline, number):
            number, total = number + 1, total + len(line)
            if total > most:
                raise DataError("sentence.file_unpacks", file=file.name, most=f"{most:,}")
            if number == 1 or line.startswith(UTF8):
                line = without_mark(file, line)
            if line.strip():
                yield number, parsed(file, number, line)
            elif (blank := blank + 1) > MOST_BLANK:
                raise DataError("sentence.many_blank", file=file.name, most=f"{MOST_BLANK:,}")


def opened(file: Path) -> IO[bytes]:
    """The bytes of a file, unpacked where they are packed, whatever its suffix."""
    try:
        with file.open("rb") as stream:
            packed = stream.read(2) == GZIP or file.suffix.lower() == ".gz"
        return gzip.open(file) if packed else file.open("rb")  # type: ignore[return-value]
    except OSError as error:
        raise DataError("sentence.file_unread", file=file.name, error=error.strerror) from error


def without_mark(file: Path, line: bytes) -> bytes:
    """A line without its byte order mark; files that were joined have some in the middle."""
    if line.startswith(UTF16):
        raise DataError("sentence.file_utf16", file=file.name)
    while line.startswith(UTF8):
        line = line.removeprefix(UTF8)
    return line


def next_line(file: Path, readline: Callable[[int], bytes], number: int) -> bytes:
    """The next line; DataError when it cannot be unpacked or is endless."""
    try:
        line = readline(LONGEST_LINE)
    except (OSError, EOFError, zlib.error) as error:
        raise line_error(file, number + 1, sentence("sentence.line_zip", error=error)) from error
    if len(line) >= LONGEST_LINE:
        what = sentence("sentence.line_long", most=f"{LONGEST_LINE:,}")
        raise line_error(file, number + 1, what)
    return line


def parsed(file: Path, number: int, line: bytes) -> dict[str, object]:
    """A line as an object."""
    try:
        value = value_of(line.decode("utf-8"))
    except KeyTwice as error:
        what = sentence("sentence.line_key_twice", key=shown(error.key))
        raise line_error(file, number, what) from error
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        what = sentence("sentence.line_no_json", error=type(error).__name__)
        raise line_error(file, number, list_said(number, line) or what) from error
    if not isinstance(value, dict):
        what = sentence("sentence.line_no_object")
        raise line_error(file, number, list_said(number, line) or what)
    return value


def list_said(number: int, line: bytes) -> Sentence | None:
    """What to say of a file that is one list of objects."""
    listed = number == 1 and line.lstrip().startswith(b"[")
    return sentence("sentence.json_list") if listed else None


def value_of(text: str) -> object:
    """JSON; where it is none, a Python literal. Nothing is ever executed."""
    try:
        return json.loads(text, object_pairs_hook=keys_once)
    except KeyTwice:
        raise
    except ValueError:
        return ast.literal_eval(text.strip())


def line_error(file: Path, line: int, what: str) -> DataError:
    """An error of a whole line."""
    return DataError("sentence.at_file_line", file=file.name, line=line, what=what)
