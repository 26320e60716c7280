"""Where each token of a prompt comes from in the data: file, data row, column, raw cell.

Data rows are counted from 1, as `--row` counts them. Tokens carry no places of characters, so they
are found again in the text of their field one after the other; a token that is spelled otherwise
there (accents, bytes) is taken to stand where the one before it ended. What was counted is every
older row, as for an untuned template; a run counts those of them that it may see.
"""

import dataclasses
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from promptrec.counted import ALIKE_FIELDS, CF_FIELDS
from promptrec.data.dataset import Dataset
from promptrec.data.evidence import also_met, likeminded, meetings_of, pasts_of, together
from promptrec.data.evidence.crowds import crowds
from promptrec.data.history import histories_of
from promptrec.data.moments import View, moments_of
from promptrec.examples.evidence import ALSO, WINDOW, by_nearness, counted_rows
from promptrec.examples.known import every_row
from promptrec.prompt.fieldname import base_of, window_of
from promptrec.prompt.rendered import Piece, Rendered
from promptrec.records import Ints, Pairs

SEPARATORS = (", ", "、")


@dataclass(frozen=True, slots=True)
class Origin:
    """One cell, or several rows that were counted."""

    file: str
    rows: tuple[int, ...]  # data rows, from 1; empty: the data has no such row
    column: str
    raw: str = ""  # the cell as it stands in the file, of a single row
    via: int = 0  # data row of interactions.csv that led there, for history; 0: none


def origins(
    data: Dataset,
    pair: Pairs,
    prompt: Rendered,
    tokens: Sequence[str],
    fields: Sequence[str],
    view: View | None = None,
) -> list[Origin | None]:
    """One for each token, None for the template's own words. tokens: as people read them.

    view: what the pair was told to know when the prompt was made, as in `ValueFinder.find`.
    """
    pieces = [piece for piece in prompt.pieces if piece.kind == "field" and piece.text]
    finder = Finder(data, pair, view)
    found: list[Origin | None] = []
    at, place = -1, 0  # the piece that the tokens are in, and the character
    for before, (token, field) in zip(
        ["", *fields], zip(tokens, fields, strict=True), strict=False
    ):
        if not field:
            found.append(None)
            continue
        if field in CF_FIELDS:
            found.append(finder.of_cf(field))
            continue
        if field != before:
            at, place = next_piece(pieces, field, at), 0
        start, place = walk(pieces[at].text, token, place)
        found.append(finder.origin(pieces[at], start))
    return found


def next_piece(pieces: Sequence[Piece], field: str, at: int) -> int:
    """The next piece of a field after place `at`; the last one of that field when there is none."""
    own = [place for place, piece in enumerate(pieces) if piece.field == field]
    return next((place for place in own if place > at), own[-1])


def walk(text: str, token: str, place: int) -> tuple[int, int]:
    """Where a token begins and ends in a text, looked for from `place` on.

    >>> walk("The Matrix", "matrix", 3)
    (4, 10)
    """
    start = plain(text).find(plain(token.strip()), place) if token.strip() else -1
    return (place, place) if start < 0 else (start, start + len(token.strip()))


def plain(text: str) -> str:
    """Lower case without accents; as many characters as before."""
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] or char for char in text)


class Finder:
    """Cells behind the fields of one pair."""

    def __init__(self, data: Dataset, pair: Pairs, view: View | None = None) -> None:
        self._data, self._pair, self._view = data, pair, view
        self._visible = view.visible if view else None
        self._moment = int(moments_of(view.when if view else data.when, pair)[0])
        self._user, self._item = int(pair.user[0]), int(pair.item[0])
        self._row = int(pair.row[0])

    def origin(self, piece: Piece, place: int) -> Origin:
        """The cell that a character of a piece was made from."""
        side, _, column = piece.field.partition(".")
        if side == "history":
            return self._history(piece, place)
        if piece.field in ("item.summary", "item.facts"):
            return self._counted(column)
        if piece.field in self._data.evidence_fields:
            return self._evidence.of_item(piece, column, place)
        if side == "context":
            cells = self._data.interactions[self._data.context[column]]
            return cell("interactions.csv", self._row, column, str(cells.iloc[self._row]))
        table, code, file = (
            (self._data.users, self._user, "users.csv")
            if side == "user"
            else (self._data.items, self._item, "items.csv")
        )
        own = str(table.index[code] if column == table.index.name else table[column].iloc[code])
        return cell(file, code, column, own)

    def of_cf(self, field: str) -> Origin:
        """The rows that speak of a user or an item first of all: their own, all that are older."""
        if field == "cf.item":
            return self._counted("summary")
        if self._user < 0:
            return counted(self._data, np.zeros(0, np.int64))
        past = histories_of(self._data).before(self._user, self._moment, self._visible)
        return counted(self._data, past)

    def _counted(self, column: str) -> Origin:
        if column == "facts":
            facts = self._data.facts
            none = np.zeros(0, np.int64)
            stated = none if facts is None else np.flatnonzero(facts["item"] == self._item)
            return Origin("facts.csv", tuple(int(row) + 1 for row in stated), "value")
        rows = np.flatnonzero((self._data.item == self._item) & (self._data.when < self._moment))
        return counted(self._data, rows)

    @cached_property
    def _evidence(self) -> "EvidenceOrigins":
        return EvidenceOrigins(self._data, self._pair, self._view)

    def _history(self, piece: Piece, place: int) -> Origin:
        base = base_of(piece.field)
        seen = histories_of(self._data).before(self._user, self._moment, self._visible)
        if base == "history.summary":
            return counted(self._data, seen[-(window_of(piece.field) or len(seen)) :])
        if base in ALIKE_FIELDS:
            seen = self._evidence.alike(window_of(piece.field))
        if base == "history.alike":
            return counted(self._data, seen)
        liked = self._data.label[seen] > 0
        kind = base.rpartition("_" if base in ALIKE_FIELDS else ".")[2]
        own: Ints = {"liked": seen[liked], "disliked": seen[~liked], "recent": seen}[kind]
        titles = [str(self._data.items["title"].iloc[self._data.item[row]]) for row in own]
        kept = newest(titles, piece.text)
        row = int(own[len(own) - len(kept) + entry_at(kept, place, piece.text)])
        return title_cell(self._data, int(self._data.item[row]), via=row + 1)


def counted(data: Dataset, rows: Ints) -> Origin:
    """Several interactions, whose ratings or labels were counted."""
    column = "rating" if data.rated else "label"
    return Origin("interactions.csv", tuple(int(row) + 1 for row in rows), column)


def title_cell(data: Dataset, code: int, via: int = 0) -> Origin:
    """The title of an item; via: the data row that led there."""
    found = cell("items.csv", code, "title", str(data.items["title"].iloc[code]))
    return dataclasses.replace(found, via=via)


class EvidenceOrigins:
    """Rows behind the evidence of one pair: all that are older, whoever's they are."""

    def __init__(self, data: Dataset, pair: Pairs, view: View | None) -> None:
        self._data = data
        self._pasts = pasts_of(data, pair, view)
        self._meetings = meetings_of(data, every_row(data).met)

    def alike(self, window: int | None) -> Ints:
        """Rows of the user's past that go best with the item, the nearest last."""
        near = together(self._meetings, self._pasts)
        (places,) = by_nearness(near, counted_rows(near, window or WINDOW))
        return self._pasts.rows[places]

    def of_item(self, piece: Piece, column: str, place: int) -> Origin:
        """A title that others met too, or the rows of the people who were counted."""
        if column == "also":
            (items,) = also_met(self._meetings, self._pasts, ALSO)
            titles = [str(self._data.items["title"].iloc[item]) for item in items]
            shown = beginning(titles, piece.text)
            return title_cell(self._data, int(items[entry_at(shown, place, piece.text)]))
        if column == "likeminded":
            return counted(self._data, likeminded(self._meetings, self._pasts).rows[0])
        ((_, crowd, _),) = crowds(self._meetings, self._pasts)
        return Origin("interactions.csv", tuple(int(row) + 1 for row in crowd.rows), "user_id")


def cell(file: str, code: int, column: str, raw: str) -> Origin:
    """One cell of a table."""
    return Origin(file, (code + 1,), column, raw)


def newest(titles: Sequence[str], text: str) -> Sequence[str]:
    """The last titles that, joined, are the text; all of them when none are."""
    for count in range(1, len(titles) + 1):
        if any(sign.join(titles[-count:]) == text for sign in SEPARATORS):
            return titles[-count:]
    return titles


def beginning(titles: Sequence[str], text: str) -> Sequence[str]:
    """The first titles that, joined, are the text; all of them when none are."""
    for count in range(1, len(titles) + 1):
        if any(sign.join(titles[:count]) == text for sign in SEPARATORS):
            return titles[:count]
    return titles


def entry_at(titles: Sequence[str], place: int, text: str) -> int:
    """Which title a character of the joined text belongs to; a separator to the one before it."""
    gap = next((len(sign) for sign in SEPARATORS if sign.join(titles) == text), 2)
    end = 0
    for at, title in enumerate(titles):
        end += len(title) + gap
        if place < end:
            return at
    return len(titles) - 1
