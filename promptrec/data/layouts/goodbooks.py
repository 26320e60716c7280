"""goodbooks-10k: ratings of ten thousand books, with authors, years, series and readers' tags.

Average ratings and counts of ratings are left out: they are made from all ratings, those to be
predicted too.
"""

import re
from pathlib import Path

import numpy as np

from promptrec.data.assemble import Tables
from promptrec.data.dataset import About
from promptrec.data.layouts.heads import find, header_of
from promptrec.data.mending.markup import plain_words
from promptrec.data.reading.csvfile import read_csv
from promptrec.data.reading.names import actual
from promptrec.data.reading.numbers import number
from promptrec.data.reading.table import TextTable, table_of
from promptrec.data.rules import FieldRule
from promptrec.records import Ints
from promptrec.words.table import Sentence, sentence

TAGS_KEPT = 10  # per book
SHELVES = (  # words of tags that say what a reader did or owns, or praise the book
    "read reading reads reread unread own owned favorite favorites favourite favourites library "
    "kindle nook audio audiobook audiobooks ebook ebooks borrowed bought buy wish wishlist dnf tbr "
    "finish finished unfinished abandoned shelf shelves stars my have next maybe list default best "
    "loved"
)
SERIES = re.compile(r"(?P<title>.+?)\s*\((?P<series>[^()]*#[^()]*)\)")


def is_goodbooks(folder: Path) -> bool:
    """True for a folder with ratings of book_id, and books with authors."""
    files = [find(folder, [name]) for name in ("ratingscsv", "bookscsv")]
    rated, books = (set(header_of(file)) if file else set() for file in files)
    return {"user_id", "book_id", "rating"} <= rated and {"book_id", "authors", "title"} <= books


def read_goodbooks(folder: Path) -> Tables:
    """Ratings 1 to 5 in the order of the file; books with what readers call them."""
    rows = read_csv(actual(folder / "ratings.csv"), ("user_id", "book_id", "rating"))
    names = {"user_id": "user_id", "item_id": "book_id", "rating": "rating"}
    found = read_csv(actual(folder / "books.csv"), ("book_id", "authors", "title"))
    tag_files = actual(folder / "tags.csv"), actual(folder / "book_tags.csv")
    columns = book_columns(found)
    rules = {"item.authors": FieldRule(separator=",")}
    if all(file.is_file() for file in tag_files):
        tags = book_tags(*tag_files)
        keys = [str(cell) for cell in found.columns[tag_key(found)].cells]
        columns["tags"] = ["|".join(tags.get(key, ())) for key in keys]
        rules["item.tags"] = FieldRule(separator="|")
    return Tables(
        about=About(
            name="goodbooks-10k",
            source="goodbooks-10k, https://github.com/zygmuntz/goodbooks-10k (Zajac 2017)",
            licence="CC BY-SA 4.0",
            like_at=4.0,
            rating_scale=(1.0, 5.0),
            rules=rules,
        ),
        interactions=TextTable(
            rows.file, {ours: rows.columns[theirs] for ours, theirs in names.items()}, rows.rows
        ),
        items=table_of(found.file, columns),
        warnings=(order_said(rows.columns["book_id"].codes),),
    )


def order_said(book: Ints) -> Sentence:
    """What the order of the rows stands for: some copies are sorted by book instead of by time."""
    blocks = np.count_nonzero(np.diff(book)) + 1
    by_book = len(book) > blocks == book.max() + 1
    key = "sentence.order_no_time" if by_book else "sentence.order_for_time"
    return sentence(key, data="goodbooks-10k")


def book_columns(found: TextTable) -> dict[str, list[str]]:
    """The columns of the books; ids are those that the ratings use."""

    def cells(*names: str) -> list[str]:
        name = next((name for name in names if name in found.columns), "")
        return [str(cell) for cell in found.columns[name].cells] if name else [""] * found.rows

    titles = [plain_words(title) for title in cells("title")]
    parted = [SERIES.fullmatch(title) for title in titles]
    own = [plain_words(title) for title in cells("original_title")]
    plain = [part["title"] if part else title for part, title in zip(parted, titles, strict=True)]
    return {
        "item_id": cells(rating_key(found)),
        "title": [title or other for title, other in zip(plain, own, strict=True)],
        "series": [part["series"].strip() if part else "" for part in parted],
        "original_title": own,
        "authors": [plain_words(authors) for authors in cells("authors")],
        "year": [whole_year(year) for year in cells("original_publication_year")],
        "language": cells("language_code"),
    }


def rating_key(found: TextTable) -> str:
    """The column that ratings.csv calls book_id; the first release calls it id in books.csv."""
    return "id" if "id" in found.columns and "best_book_id" in found.columns else "book_id"


def tag_key(found: TextTable) -> str:
    """The column that book_tags.csv calls goodreads_book_id."""
    return "goodreads_book_id" if "goodreads_book_id" in found.columns else "book_id"


def whole_year(cell: str) -> str:
    """A year as people write it.

    >>> whole_year("2008.0"), whole_year("-750.0"), whole_year("")
    ('2008', '750 BC', '')
    """
    year = number(cell)
    if year is None:
        return ""
    return f"{-int(year)} BC" if year < 0 else str(int(year))


def book_tags(tags: Path, given_tags: Path) -> dict[str, list[str]]:
    """Book -> what most readers tagged it with, the most given first; shelves are left out."""
    words = read_csv(tags, ("tag_id", "tag_name")).columns
    names = dict(zip(words["tag_id"].cells, words["tag_name"].cells, strict=True))
    given = read_csv(given_tags, ("goodreads_book_id", "tag_id", "count"))
    kinds = {
        tag: name.strip("- ").replace("|", "/") for tag, name in names.items() if is_kind(name)
    }
    found: dict[str, dict[str, float]] = {}
    columns = (given.columns[name].cells for name in ("goodreads_book_id", "tag_id", "count"))
    for book, tag, cell in zip(*columns, strict=True):
        if tag in kinds and (count := number(cell) or 0) > 0:
            counts = found.setdefault(book, {})
            counts[kinds[tag]] = counts.get(kinds[tag], 0) + count
    return {book: most(counts) for book, counts in found.items()}


def is_kind(name: str) -> bool:
    """True for a tag that says what a book is, and not what a reader did with it.

    >>> is_kind("science-fiction"), is_kind("to-read"), is_kind("2015"), is_kind("books")
    (True, False, False, False)
    """
    words = name.lower().replace("_", "-").split("-")
    return (
        any(any(map(str.isalpha, word)) for word in words)
        and not set(SHELVES.split()) & set(words)
        and words != ["books"]
    )


def most(counts: dict[str, float]) -> list[str]:
    """The most given first, ties in the order of the alphabet; at most TAGS_KEPT."""
    return sorted(counts, key=lambda tag: (-counts[tag], tag))[:TAGS_KEPT]
