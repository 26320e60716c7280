"""JSON: one object a line, or one list of objects."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

from promptrec.data.formats.objects import table_of_objects
from promptrec.data.layouts.jsonlines import objects_in
from promptrec.data.reading.encoding import UTF8_MARK, decode
from promptrec.data.reading.given import Given
from promptrec.data.reading.huge import refuse_huge_json
from promptrec.errors import DataError
from promptrec.words.table import sentence


def read_json(file: str, content: bytes) -> Given:
    """The table of a JSON file. DataError names the line of what is no object."""
    refuse_huge_json(file, content)
    bare = content.removeprefix(UTF8_MARK).lstrip()
    rows = list(whole_list(file, bare)) if bare.startswith(b"[") else list(lines_of(file, content))
    return table_of_objects(file, rows, sentence("sentence.form_json"))


def lines_of(file: str, content: bytes) -> Iterator[dict[str, object]]:
    """The object of each line."""
    stream = io.BytesIO(content)
    for _, row in objects_in(Path(file), stream):
        yield row


def whole_list(file: str, content: bytes) -> Iterator[dict[str, object]]:
    """The objects of one list."""
    try:
        found = json.loads(decode(file, content), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        at = getattr(error, "lineno", 1)
        what = sentence("sentence.line_no_json", error=type(error).__name__)
        raise DataError("sentence.at_file_line", file=file, line=at, what=what) from error
    for number, row in enumerate(found, 1):
        if not isinstance(row, dict):
            what = sentence("sentence.line_no_object")
            raise DataError("sentence.at_file_line", file=file, line=number, what=what)
        yield row
