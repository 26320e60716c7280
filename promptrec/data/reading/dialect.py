"""How a table is written: what stands between the cells, and how a cell is quoted."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from promptrec.words.table import Sentence, sentence

SEPARATORS = {
    ",": "sentence.csv_comma",
    ";": "sentence.csv_semicolon",
    "\t": "sentence.csv_tab",
    "|": "sentence.csv_bar",
}
DOUBLED = "doubled"  # "a ""b"" c": CSV as it should be
BACKSLASH = "backslash"  # "a \"b\" c": dumps of databases
PLAIN = "plain"  # a quote is a letter like any other
LOOKED_AT = 100_000  # characters from which the separator is guessed
MOST_ROWS = 200
PIECE = 1 << 20  # characters that are cut into lines at once


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written."""

    separator: str = ","
    quoting: str = DOUBLED

    @property
    def name(self) -> Sentence:
        """What the separator is called."""
        return sentence(SEPARATORS[self.separator])

    def doubled(self, text: str) -> str:
        """The text with quotes doubled where a backslash stood before them."""
        if self.quoting != BACKSLASH:
            return text
        cell = rf'"(?:[^"\\]|\\.|"")*+"|[^{re.escape(self.separator)}\r\n]+'
        return re.sub(cell, doubled_cell, text, flags=re.DOTALL)

    def rows(self, text: str, *, strict: bool = True) -> Iterator[list[str]]:
        """The cells of each row of a (doubled) text; blank rows are left out."""
        rows = self.reader(lines_of(text), strict=strict)
        return (row for row in rows if not blank(row))

    def ends(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Where each row ends in the text, and its cells; blank rows too."""
        ends = itertools.accumulate(map(len, lines_of(text)))
        end = 0

        def lines() -> Iterator[str]:
            nonlocal end
            for line, end in zip(lines_of(text), ends, strict=True):  # noqa: B007 - read below
                yield line

        return ((end, row) for row in self.reader(lines()))

    def reader(self, lines: Iterable[str], *, strict: bool = True) -> Iterator[list[str]]:
        """All rows, as csv reads them."""
        return csv.reader(
            lines,
            delimiter=self.separator,
            quoting=csv.QUOTE_NONE if self.quoting == PLAIN else csv.QUOTE_MINIMAL,
            strict=strict,
        )


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text with their ends; a StringIO of all would take four times its room."""
    return itertools.chain.from_iterable(
        io.StringIO(piece, newline="") for piece in pieces_of(text)
    )


def pieces_of(text: str) -> Iterator[str]:
    """The text in pieces that end where a line does."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + PIECE) + 1 or len(text)
        yield text[start:end]
        start = end


def blank(row: Sequence[str]) -> bool:
    """True for a row that says nothing: a blank line, or separators only, as Excel writes them.

    >>> blank([]), blank(["", " "]), blank(["", "0"])
    (True, True, False)
    """
    return not (row and (row[0].strip() or "".join(row).strip()))


def doubled_cell(match: re.Match[str]) -> str:
    r"""One cell: \" in a quoted cell becomes "", \\ one backslash; any other stays."""
    cell = match.group()
    if cell[0] != '"':
        return cell
    return re.sub(r'\\(["\\])', lambda sign: '""' if sign[1] == '"' else "\\", cell)


def guess_separator(text: str) -> str:
    r"""What most likely stands between the cells, judged by the header and the rows under it.

    >>> guess_separator("id;price, EUR\n1;2,50\n"), guess_separator("id,title\n1,a;b\n")
    (';', ',')
    """
    sample = text[:LOOKED_AT]
    return max(SEPARATORS, key=lambda separator: evenness(sample, separator))


def evenness(sample: str, separator: str) -> tuple[float, int, int]:
    """How well a separator cuts a text: cells of the header times the share of rows like it.

    Then the cells of most rows, and few cells of the header that begin with a blank.
    """
    dialect = Dialect(separator, PLAIN if separator == "\t" else BACKSLASH)
    found = dialect.rows(dialect.doubled(sample), strict=False)
    try:
        rows = list(islice(found, MOST_ROWS))
    except csv.Error:  # a cell without end
        rows = []
    if not rows:
        return 0.0, 0, 0
    header, *widths = map(len, rows)
    alike = widths.count(header) / len(widths) if widths else 1.0
    usual, _ = Counter(widths or [header]).most_common(1)[0]
    blanks = sum(cell.startswith(" ") for cell in rows[0])
    return (header > 1) * header * alike, max(header, usual), -blanks
