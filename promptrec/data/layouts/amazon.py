"""Amazon reviews: one JSON object a line, plain or .gz, with or without meta_* files.

Kept are reviewer, product, stars and moment. The review's own words are left out: they are written
after the rating and would give it away. In the 2023 release a product is its `parent_asin`, the
only id that its product files have; variants (colours, sizes) are one item.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from promptrec.data.assemble import Tables
from promptrec.data.dataset import About
from promptrec.data.layouts.jsonlines import SUFFIXES, json_files, objects
from promptrec.data.layouts.lines import cell_error
from promptrec.data.mending.markup import plain_words
from promptrec.data.reading.table import TextTable, kept, table_of, table_of_rows
from promptrec.data.rules import FieldRule
from promptrec.errors import DataError
from promptrec.records import Ints
from promptrec.words.table import sentence

NAMES = {  # ours: 2023 release, 2014 and 2018 releases
    "user_id": ("user_id", "reviewerID"),
    "item_id": ("parent_asin", "asin"),
    "rating": ("rating", "overall"),
    "timestamp": ("timestamp", "unixReviewTime"),
}
MILLISECONDS = r"[0-9]{12,13}"  # moments after 1973 (2023 release)
Products = dict[str, dict[str, str]]


def review_files(path: Path) -> list[Path]:
    """The review files: the path itself, or all in a folder."""
    if path.is_file():
        return [path] if path.name.lower().endswith(SUFFIXES) else []
    return [file for file in json_files(path) if not is_meta(file)]


def is_meta(file: Path) -> bool:
    """True for the file of product data."""
    return file.name.lower().startswith("meta")


def is_amazon(path: Path) -> bool:
    """True when the first line of a review file looks like a review."""
    return any(map(is_review_file, review_files(path)))


def is_review_file(file: Path) -> bool:
    """True when the first line names reviewer, product and stars."""
    try:
        _, first = next(objects(file), (0, {}))
    except DataError:
        return False
    return all(any(name in first for name in names) for names in list(NAMES.values())[:3])


def read_amazon(path: Path) -> Tables:
    """Reviews as ratings 1 to 5; titles from meta_* where there are such files."""
    files = review_files(path)
    rows, twice = unique_reviews(*reviews(files))
    metas = [file for file in json_files(files[0].parent) if is_meta(file)]
    ids = rows.columns["item_id"].values
    known = products(metas, set(ids))
    titles = [known.get(item, {}).get("title", "") or item for item in ids]
    untitled = sum(title == item for title, item in zip(titles, ids, strict=True))
    columns = {"item_id": ids, "title": titles}
    if known:
        for name in ("brand", "categories"):
            columns[name] = [known.get(item, {}).get(name, "") for item in ids]
    warnings = []
    if untitled:
        warnings.append(sentence("sentence.id_for_title", count=untitled, items=len(ids)))
    if twice:
        warnings.append(sentence("sentence.reviews_twice", count=twice))
    return Tables(
        about=About(
            name=name_of(files),
            source="Amazon product reviews, https://cseweb.ucsd.edu/~jmcauley/datasets.html",
            licence="for research; see the source",
            like_at=4.0,
            rating_scale=(1.0, 5.0),
            rules={"item.categories": FieldRule(separator="|")} if known else {},
        ),
        interactions=rows,
        items=table_of(metas[0].name if metas else files[0].name, columns),
        warnings=warnings,
    )


def name_of(files: Sequence[Path]) -> str:
    """The file's name, or the folder's where there are several files."""
    return files[0].name.split(".")[0] if len(files) == 1 else files[0].parent.resolve().name


def reviews(files: Sequence[Path]) -> tuple[TextTable, Ints]:
    """user_id, item_id, rating, timestamp of every review, and the number of its file."""
    lines, starts = array("l"), []

    def rows() -> Iterator[list[str]]:
        for file in files:
            starts.append(len(lines))
            for line, review in objects(file):
                lines.append(line)
                yield cells_of(file, line, review)

    def origin(row: int) -> tuple[str, int]:
        return files[bisect_right(starts, row) - 1].name, lines[row]

    table = table_of_rows(files[0].name, list(NAMES), rows())
    if not table.rows:
        raise DataError("sentence.no_reviews", file=files[0].name)
    of_file = np.searchsorted(starts, np.arange(table.rows), side="right") - 1
    return TextTable(table.file, table.columns, table.rows, origin), of_file.astype(np.int64)


def cells_of(file: Path, line: int, review: dict[str, object]) -> list[str]:
    """The cells of one review."""
    cells = []
    for spellings in NAMES.values():
        values = (review.get(key) for key in spellings)
        value = next((value for value in values if value not in (None, "")), None)
        if value is None or isinstance(value, dict | list | bool):
            column = next((key for key in spellings if key in review), spellings[-1])
            raise cell_error(file, line, column, sentence("sentence.review_lacks"))
        cells.append(str(value))
    cells[-1] = in_seconds(cells[-1])
    return cells


def unique_reviews(table: TextTable, of_file: Ints) -> tuple[TextTable, int]:
    """The reviews without those that an earlier file has too, and how many these are."""
    if not of_file[-1]:
        return table, 0
    keys = [column.codes for column in table.columns.values()]
    order = np.lexsort((of_file, *keys))
    same = np.ones(len(order) - 1, bool)
    for key in keys:
        same &= key[order][1:] == key[order][:-1]
    groups = np.concatenate([[0], np.cumsum(~same)])
    _, firsts = np.unique(groups, return_index=True)
    again = of_file[order] != of_file[order][firsts][groups]
    rows = np.sort(order[~again]).astype(np.int64)
    return kept(table, rows), int(again.sum())


def in_seconds(cell: str) -> str:
    """A moment in seconds, milliseconds cut off.

    >>> in_seconds("1362182400"), in_seconds("1588687728923")
    ('1362182400', '1588687728')
    """
    return cell[:-3] if re.fullmatch(MILLISECONDS, cell) else cell


def products(files: Sequence[Path], wanted: set[str]) -> Products:
    """Product -> title, brand and categories (separated by a bar) of the wanted products.

    Of a product that stands twice the first one with a title counts.
    """
    result: Products = {}
    for file in files:
        for _, product in objects(file):
            item = product.get("parent_asin") or product.get("asin")
            if isinstance(item, str) and item in wanted and not result.get(item, {}).get("title"):
                raw = product.get("categories") or product.get("category") or []
                result[item] = {
                    "title": plain_words(product.get("title")),
                    "brand": plain_words(product.get("brand") or product.get("store")),
                    "categories": "|".join(filter(None, dict.fromkeys(flat(raw)))),
                }
    return result


def flat(raw: object) -> Iterator[str]:
    """The names in nested lists of categories, in order."""
    if isinstance(raw, str):
        yield plain_words(raw).replace("|", "/")
    elif isinstance(raw, list):
        for one in raw:
            yield from flat(one)
