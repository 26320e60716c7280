"""Read separated lines without a CSV dialect: tab, "::" or "|" between cells, nothing quoted."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from promptrec.data.csvfile import read_bytes
from promptrec.errors import DataError


def cells_of(
    path: Path, separator: str, names: Sequence[str], *, encoding: str = "utf-8"
) -> Iterator[list[str]]:
    """The first len(names) cells of every line that is not empty; further cells are dropped.

    Raises DataError with file, line and column when a cell is missing.
    """
    lines = decode(path, encoding).split("\n")
    wanted = len(names)
    for at, line in enumerate(lines, 1):
        cells = line.rstrip("\r").split(separator)
        if cells == [""]:
            continue
        if len(cells) < wanted:
            raise DataError(
                f"{path.name}, line {at}, column {names[len(cells)]}: is missing; the line has "
                f"{len(cells)} cells, {wanted} are needed ({', '.join(names)})."
            )
        yield cells[:wanted]


def columns_of(
    path: Path, separator: str, names: Sequence[str], *, encoding: str = "utf-8"
) -> dict[str, list[str]]:
    """The same by column; DataError when there is no line."""
    rows = list(cells_of(path, separator, names, encoding=encoding))
    if not rows:
        raise DataError(f"{path.name} is empty. It needs at least one line.")
    return {name: list(cells) for name, cells in zip(names, zip(*rows, strict=True), strict=True)}


def decode(path: Path, encoding: str) -> str:
    """UTF-8 where the file is that, else the encoding that older releases have."""
    content = read_bytes(path).removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            return content.decode(encoding)  # latin-1 reads any byte
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{path.name}, line {line}: is not UTF-8. Save the file as UTF-8."
        ) from error
