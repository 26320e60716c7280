"""Amazon 5-core reviews: one JSON object a line, plain or .gz, with or without a meta_* file.

Kept are reviewer, product, stars and moment. The review's own words are left out: they are written
after the rating and would give it away.
"""

import ast
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from promptrec.data.assemble import Tables
from promptrec.data.dataset import About
from promptrec.data.rules import FieldRule
from promptrec.data.table import Table, table_of
from promptrec.errors import DataError

SUFFIXES = (".json", ".jsonl", ".json.gz", ".jsonl.gz")
NAMES = {  # ours: 2014 and 2018 releases, 2023 release
    "user_id": ("reviewerID", "user_id"),
    "item_id": ("asin", "parent_asin"),
    "rating": ("overall", "rating"),
    "timestamp": ("unixReviewTime", "timestamp"),
}
LONGEST_LINE = 5_000_000  # bytes
MOST_BYTES = 8_000_000_000  # of an unpacked file
MILLISECONDS = r"[0-9]{12,13}"  # moments after 1973 (2023 release)


def review_file(path: Path) -> Path | None:
    """The review file: the path itself, or the one in a folder."""
    if path.is_file():
        return path if path.name.lower().endswith(SUFFIXES) else None
    found = [file for file in files_of(path) if not is_meta(file)]
    return found[0] if len(found) == 1 else None


def files_of(folder: Path) -> list[Path]:
    """JSON files of a folder, by name."""
    return sorted(file for file in folder.glob("*") if file.name.lower().endswith(SUFFIXES))


def is_meta(file: Path) -> bool:
    """True for the file of product data."""
    return file.name.lower().startswith("meta")


def is_amazon(path: Path) -> bool:
    """True when the first line of the review file looks like a review."""
    file = review_file(path)
    if file is None:
        return False
    try:
        first = next(objects(file), {})
    except DataError:
        return False
    return all(any(name in first for name in names) for names in list(NAMES.values())[:3])


def read_amazon(path: Path) -> Tables:
    """Reviews as ratings 1 to 5; titles from meta_* where there is such a file."""
    file = review_file(path)
    if file is None:
        raise DataError(f"{path} holds no review file (*.json or *.json.gz).")
    rows = reviews(file)
    metas = [found for found in files_of(file.parent) if is_meta(found)]
    ids = rows.columns["item_id"].values
    known = products(metas[0], set(ids)) if metas else {}
    titles = [known.get(item, {}).get("title", "") or item for item in ids]
    unknown = sum(title == item for title, item in zip(titles, ids, strict=True))
    columns = {"item_id": ids, "title": titles}
    if known:
        for name in ("brand", "categories"):
            columns[name] = [known.get(item, {}).get(name, "") for item in ids]
    warning = f"{unknown} of {len(ids)} products have no title: their number stands for it."
    return Tables(
        about=About(
            name=file.name.split(".")[0],
            source="Amazon product reviews, https://cseweb.ucsd.edu/~jmcauley/datasets.html",
            licence="for research; see the source",
            like_at=4.0,
            rating_scale=(1.0, 5.0),
            rules={"item.categories": FieldRule(separator="|")} if known else {},
        ),
        interactions=rows,
        items=table_of(metas[0].name if metas else file.name, columns),
        warnings=(warning,) if unknown else (),
    )


def reviews(file: Path) -> Table:
    """user_id, item_id, rating, timestamp of every review."""
    columns: dict[str, list[str]] = {name: [] for name in NAMES}
    for line, review in enumerate(objects(file), 1):
        for name, spellings in NAMES.items():
            value = next((review[key] for key in spellings if key in review), None)
            if value is None or isinstance(value, dict | list | bool):
                raise DataError(f"{file.name}, line {line}, column {spellings[0]}: is missing.")
            columns[name].append(str(value))
    if not columns["user_id"]:
        raise DataError(f"{file.name} is empty. It needs at least one review.")
    columns["timestamp"] = [in_seconds(cell) for cell in columns["timestamp"]]
    return table_of(file.name, columns)


def in_seconds(cell: str) -> str:
    """A moment in seconds, milliseconds cut off.

    >>> in_seconds("1362182400"), in_seconds("1588687728923")
    ('1362182400', '1588687728')
    """
    return cell[:-3] if re.fullmatch(MILLISECONDS, cell) else cell


def products(file: Path, wanted: set[str]) -> dict[str, dict[str, str]]:
    """Product -> title, brand and categories (separated by a bar) of the wanted products."""
    result = {}
    for product in objects(file):
        item = product.get("asin") or product.get("parent_asin")
        if isinstance(item, str) and item in wanted:
            raw = product.get("categories") or product.get("category") or []
            result[item] = {
                "title": word(product.get("title")),
                "brand": word(product.get("brand") or product.get("store")),
                "categories": "|".join(dict.fromkeys(flat(raw))),
            }
    return result


def word(value: object) -> str:
    """Text on one line; "" for anything else."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def flat(raw: object) -> Iterator[str]:
    """The names in nested lists of categories, in order."""
    if isinstance(raw, str):
        yield word(raw).replace("|", "/")
    elif isinstance(raw, list):
        for one in raw:
            yield from flat(one)


def objects(file: Path) -> Iterator[dict[str, object]]:
    """One object per line. The 2014 product files hold Python literals instead of JSON."""
    total, number = 0, 0
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
        while line := next_line(file, lines.readline, number):
            number, total = number + 1, total + len(line)
            if total > MOST_BYTES:
                raise DataError(f"{file.name} unpacks to more than {MOST_BYTES:,} bytes.")
            if line.strip():
                yield parsed(file, number, line)


def next_line(file: Path, readline: "object", number: int) -> bytes:
    """The next line; DataError when it cannot be unpacked or is endless."""
    try:
        line: bytes = readline(LONGEST_LINE)  # type: ignore[operator]
    except (OSError, EOFError, gzip.zlib.error) as error:  # type: ignore[attr-defined]
        raise DataError(f"{file.name}, line {number + 1}: cannot be unpacked: {error}.") from error
    if len(line) >= LONGEST_LINE:
        raise DataError(f"{file.name}, line {number + 1}: is longer than {LONGEST_LINE:,} bytes.")
    return line


def parsed(file: Path, number: int, line: bytes) -> dict[str, object]:
    """A line as an object."""
    try:
        text = line.decode("utf-8")
        value = json.loads(text) if not is_meta(file) or text.startswith('{"') else literal(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        what = f"is no JSON object in UTF-8 ({type(error).__name__})."
        raise DataError(f"{file.name}, line {number}: {what}") from error
    if not isinstance(value, dict):
        raise DataError(f"{file.name}, line {number}: is no JSON object.")
    return value


def literal(text: str) -> object:
    """A Python literal: numbers, texts, lists, dictionaries; nothing is ever executed."""
    return ast.literal_eval(text.strip())
