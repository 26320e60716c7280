"""Book-Crossing: the dump of 2004 (BX-*.csv) and newer copies (Ratings, Books, Users).

A rating of 0 means that somebody had the book and did not rate it: such rows are left out, and a
warning counts them, because read as ratings they would be dislikes. The files know no moments: a
user's rows are sorted by ISBN.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from promptrec.data.assemble import Tables
from promptrec.data.dataset import About
from promptrec.data.layouts.heads import columns_named, find, header_of
from promptrec.data.layouts.movielens import AGES
from promptrec.data.layouts.quoted import rows_of
from promptrec.data.mending.markup import plain_words
from promptrec.data.reading.numbers import number
from promptrec.data.reading.table import TextTable, kept, table_of_rows
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence

RATINGS = {
    "user_id": ("userid",),
    "item_id": ("isbn",),
    "rating": ("bookrating", "rating"),
}
BOOKS = {
    "item_id": ("isbn",),
    "title": ("booktitle", "title"),
    "author": ("bookauthor", "author"),
    "year": ("yearofpublication", "year"),
    "publisher": ("publisher",),
}
USERS = {"user_id": ("userid",), "location": ("location",), "age": ("age",)}
FILES = {
    "ratings": ("bxbookratingscsv", "bookratingscsv", "bxratingscsv", "ratingscsv"),
    "books": ("bxbookscsv", "bookscsv"),
    "users": ("bxuserscsv", "userscsv"),
}
AGE = range(5, 111)  # others are typing errors or jokes, and count as not said
SHIFTED = re.compile(r'(?P<title>.+?)\\?";"?(?P<author>[^"]+)"*')  # two cells that became one


def is_bookcrossing(folder: Path) -> bool:
    """True for a folder with ratings of ISBNs by users, and books."""
    paths = files_of(folder)
    if not {"ratings", "books"} <= set(paths):
        return False
    rated = columns_named(header_of(paths["ratings"]), RATINGS)
    known = columns_named(header_of(paths["books"]), BOOKS)
    return len(rated) == len(RATINGS) and {"item_id", "title"} <= set(known)


def read_bookcrossing(folder: Path) -> Tables:
    """Ratings 1 to 10, books with author, year and publisher, users with place and age."""
    paths = files_of(folder)
    rows, warnings = ratings(paths["ratings"])
    items = books(paths["books"], rows.columns["item_id"].values, warnings)
    profiles = users(paths["users"], warnings) if "users" in paths else None
    warnings.append(sentence("sentence.order_no_time", data="Book-Crossing"))
    aged = profiles is not None and "age" in profiles.columns
    return Tables(
        about=About(
            name="book-crossing",
            source="Book-Crossing, http://www2.informatik.uni-freiburg.de/~cziegler/BX/ "
            "(Ziegler, McNee, Konstan and Lausen, WWW 2005)",
            licence="for research; cite Ziegler et al. 2005",
            like_at=7.0,
            rating_scale=(1.0, 10.0),
            rules={"user.age": AGES} if aged else {},
        ),
        interactions=rows,
        items=items,
        users=profiles,
        warnings=warnings,
    )


def files_of(folder: Path) -> dict[str, Path]:
    """The files that are there, by part."""
    found = {part: find(folder, names) for part, names in FILES.items()}
    return {part: path for part, path in found.items() if path}


def ratings(path: Path) -> tuple[TextTable, list[Sentence]]:
    """Every row with a rating, and a warning that counts the others."""
    lines = array("l")

    def cells() -> Iterator[list[str]]:
        for line, row in found:
            lines.append(line)
            yield [cell.strip() for cell in row]

    found = rows_of(path, RATINGS, list(RATINGS))
    _, names = next(found)
    every = table_of_rows(path.name, names, cells())
    every = TextTable(path.name, every.columns, every.rows, lambda row: (path.name, lines[row]))
    rating = every.columns["rating"]
    zeros = [code for code, value in enumerate(rating.values) if number(value) == 0]
    rated = np.flatnonzero(~np.isin(rating.codes, zeros)).astype(np.int64)
    if not len(rated):
        raise DataError("sentence.no_rated_rows", file=path.name)
    left_out = every.rows - len(rated)
    said = sentence("sentence.zeros_left_out", count=left_out, rows=every.rows)
    return kept(every, rated), [said] if left_out else []


def books(path: Path, rated: Sequence[str], warnings: list[Sentence]) -> TextTable:
    """All books, then the rated ones that the file lacks, with their ISBN as title."""
    broken: list[int] = []
    found = rows_of(path, BOOKS, ("item_id", "title"), broken)
    _, names = next(found)
    rows = [book(names, cells) for _, cells in found]
    isbn, title = names.index("item_id"), names.index("title")
    known = {row[isbn] for row in rows}
    unknown = [one for one in rated if one and one not in known]
    rows += [[one if at == isbn else "" for at in range(len(names))] for one in unknown]
    untitled = sum(not row[title] for row in rows)
    for row in rows:
        row[title] = row[title] or row[isbn]
    warnings += broken_said(path, broken)
    if untitled:
        warnings.append(sentence("sentence.id_for_title", count=untitled, items=len(rows)))
    return table_of_rows(path.name, names, rows)


def broken_said(path: Path, broken: Sequence[int]) -> list[Sentence]:
    """A warning that counts the rows that cannot be read."""
    if not broken:
        return []
    values = {"file": path.name, "count": len(broken), "line": broken[0]}
    return [sentence("sentence.rows_left_out", **values)]


def book(names: Sequence[str], cells: Sequence[str]) -> list[str]:
    """The cells of one book, as people read them."""
    cell = dict(zip(names, cells, strict=True))
    shifted = SHIFTED.fullmatch(cell["title"])
    if shifted and number(cell.get("author", "")) is not None:
        cell |= {"publisher": cell.get("year", ""), "year": cell["author"], **shifted.groupdict()}
    if cell.get("year", "").strip() in ("0", "NULL"):
        cell["year"] = ""
    return [cell[name].strip() if name == "item_id" else word(cell[name]) for name in names]


def users(path: Path, warnings: list[Sentence]) -> TextTable:
    """All users; "" where place or age is not known."""
    broken: list[int] = []
    found = rows_of(path, USERS, ("user_id",), broken)
    _, names = next(found)
    rows = [
        [cell_of(name, cell) for name, cell in zip(names, row, strict=True)] for _, row in found
    ]
    warnings += broken_said(path, broken)
    return table_of_rows(path.name, names, rows)


def cell_of(name: str, cell: str) -> str:
    """A cell of a user."""
    ways = {"age": age, "location": place}
    return ways[name](cell) if name in ways else cell.strip()


def word(cell: str) -> str:
    """Text as people read it; "" for NULL."""
    return "" if cell in ("NULL", "\\N") else plain_words(cell)


def age(cell: str) -> str:
    """A whole number of years; "" where it is not known or cannot be."""
    years = number(cell)
    return str(int(years)) if years is not None and int(years) in AGE else ""


def place(cell: str) -> str:
    """Town, region, country; without those that are not said."""
    parts = (part.strip() for part in word(cell).split(","))
    return ", ".join(part for part in parts if part and part not in ("n/a", "-"))
