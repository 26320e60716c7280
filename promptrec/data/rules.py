"""Field rules: how a raw value becomes words. Bins, a table of words, a separator.

>>> FieldRule(bins=(13.0, 20.0), words=("child", "teenager", "adult")).apply("13")
'teenager'
>>> FieldRule(separator="|", table={"Sci-Fi": "science fiction"}).apply("Sci-Fi|Drama")
('science fiction', 'Drama')
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from promptrec.data.nearest import shown
from promptrec.data.numbers import number
from promptrec.errors import DataError

LARGEST = 1e15  # of an edge that a person means
KEYS = ("bins", "words", "separator")  # of a rule in dataset.toml


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Words for the raw values of one field. Empty values stay empty."""

    bins: tuple[float, ...] = ()  # rising; below bins[0]: words[0]; bins[0] to below bins[1]: ...
    words: tuple[str, ...] = ()  # one more than bins
    table: Mapping[str, str] = field(default_factory=dict)  # raw value -> words
    separator: str = ""  # makes the field a list; bins and table then apply to each entry

    def __post_init__(self) -> None:
        if self.bins and self.table:
            raise DataError("bins need a list of words, not a table. Keep one of the two.")
        if not self.bins and self.words:
            raise DataError('a list of words needs bins; a table is written { F = "woman" }.')
        if list(self.bins) != sorted(set(self.bins)):
            raise DataError(f"bins must rise; they are {list(self.bins)}.")
        if self.bins and len(self.words) != len(self.bins) + 1:
            raise DataError(
                f"{len(self.bins)} bins need {len(self.bins) + 1} words, found {len(self.words)}."
            )

    def apply(self, raw: str) -> str | tuple[str, ...]:
        """The words for a raw cell; a tuple of entries when the rule has a separator."""
        if not self.separator:
            return self._word(raw)
        entries = (entry.strip() for entry in raw.split(self.separator))
        return tuple(word for entry in entries if entry and (word := self._word(entry)))

    def _word(self, raw: str) -> str:
        if self.table:
            return self.table.get(raw, raw)
        value = number(raw) if self.bins else None
        return raw if value is None else self.words[bisect_right(self.bins, value)]


def read_rule(raw: object) -> FieldRule:
    """One table of dataset.toml as a rule; DataError says what is wrong with it."""
    if not isinstance(raw, dict):
        raise DataError("a field rule is a table with bins, words or separator.")
    unknown = sorted(set(raw) - set(KEYS))
    if unknown:
        raise DataError(f"unknown key {shown(unknown[0])}; a field rule knows {', '.join(KEYS)}.")
    if not raw:
        raise DataError("the rule is empty; give bins with words, words or separator.")
    separator = raw.get("separator", "")
    if not isinstance(separator, str) or ("separator" in raw and not separator):
        raise DataError('separator must be text, for example separator = "|".')
    words = raw.get("words", ())
    table = _read_table(words) if isinstance(words, dict) else {}
    return FieldRule(
        bins=_read_bins(raw.get("bins", ())),
        words=() if isinstance(words, dict) else _read_words(words),
        table=table,
        separator=separator,
    )


def _read_bins(raw: object) -> tuple[float, ...]:
    good = isinstance(raw, list | tuple) and all(
        isinstance(edge, int | float) and not isinstance(edge, bool) and abs(edge) < LARGEST
        for edge in raw
    )
    if not good:
        raise DataError("bins must be a list of numbers, for example bins = [20, 35].")
    return tuple(float(edge) for edge in raw)  # type: ignore[attr-defined]


def _read_words(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple) or not all(isinstance(word, str) for word in raw):
        raise DataError('words must be a list of texts or a table { F = "woman" }.')
    return tuple(raw)


def _read_table(raw: dict[str, object]) -> dict[str, str]:
    table = {key: word for key, word in raw.items() if isinstance(word, str)}
    if len(table) != len(raw) or not table:
        raise DataError('every entry of words must be text, for example { F = "woman" }.')
    return table
