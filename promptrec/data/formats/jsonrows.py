"""JSON: one object a line, or one list of objects."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

from promptrec.data.formats.objects import table_of_objects
from promptrec.data.layouts.jsonlines import objects_in
from promptrec.data.nearest import shown
from promptrec.data.reading.encoding import UTF8_MARK, decode
from promptrec.data.reading.given import Given
from promptrec.data.reading.huge import refuse_huge_json
from promptrec.errors import DataError
from promptrec.plain import KeyTwice, keys_once
from promptrec.words.table import sentence


def read_json(file: str, content: bytes) -> Given:
    """The table of a JSON file. DataError names the line of what is no object."""
    refuse_huge_json(file, content)
    bare = content.removeprefix(UTF8_MARK).lstrip()
    rows = list(whole_list(file, bare)) if bare.startswith(b"[") else list(lines_of(file, content))
    return table_of_objects(file, by_columns(rows), sentence("sentence.form_json"))


def by_columns(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows of one object that holds columns, as pandas writes them; any others as they are.

    >>> by_columns([{"user": [1, 2], "item": ["a", "b"]}])
    [{'user': 1, 'item': 'a'}, {'user': 2, 'item': 'b'}]
    >>> by_columns([{"user": {"0": 1, "1": 2}, "item": {"0": "a", "1": "b"}}])
    [{'user': 1, 'item': 'a'}, {'user': 2, 'item': 'b'}]
    """
    columns = rows[0] if len(rows) == 1 else {}
    lists = [list(one.values()) if isinstance(one, dict) else one for one in columns.values()]
    keys = {tuple(one) if isinstance(one, dict) else () for one in columns.values()}
    if len(lists) < 2 or len(keys) > 1 or not all(isinstance(one, list) for one in lists):
        return rows
    if len({len(one) for one in lists if isinstance(one, list)}) > 1:
        return rows
    cells = (one for one in lists if isinstance(one, list))
    return [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]


def lines_of(file: str, content: bytes) -> Iterator[dict[str, object]]:
    """The object of each line."""
    stream = io.BytesIO(content)
    for _, row in objects_in(Path(file), stream):
        yield row


def whole_list(file: str, content: bytes) -> Iterator[dict[str, object]]:
    """The objects of one list."""
    try:
        text = decode(file, content)
        found = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=keys_once)
    except KeyTwice as error:
        raise DataError("sentence.file_key_twice", file=file, key=shown(error.key)) from error
    except (ValueError, RecursionError) as error:
        at = getattr(error, "lineno", 1)
        what = sentence("sentence.line_no_json", error=type(error).__name__)
        raise DataError("sentence.at_file_line", file=file, line=at, what=what) from error
    for number, row in enumerate(found, 1):
        if not isinstance(row, dict):
            what = sentence("sentence.line_no_object")
            raise DataError("sentence.at_file_line", file=file, line=number, what=what)
        yield row
