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
from promptrec.data.reading.numbers import number
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
            raise DataError("sentence.bins_table")
        if not self.bins and self.words:
            raise DataError("sentence.words_no_bins")
        if list(self.bins) != sorted(set(self.bins)):
            raise DataError("sentence.bins_rise", bins=list(self.bins))
        if self.bins and len(self.words) != len(self.bins) + 1:
            bins = len(self.bins)
            raise DataError(
                "sentence.bins_words", bins=bins, wanted=bins + 1, found=len(self.words)
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
        raise DataError("sentence.rule_no_table")
    unknown = sorted(set(raw) - set(KEYS))
    if unknown:
        key = shown(unknown[0])
        raise DataError("sentence.rule_unknown", key=key, known=", ".join(KEYS))
    if not raw:
        raise DataError("sentence.rule_empty")
    separator = raw.get("separator", "")
    if not isinstance(separator, str) or ("separator" in raw and not separator):
        raise DataError("sentence.rule_separator")
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
        raise DataError("sentence.rule_bins")
    return tuple(float(edge) for edge in raw)  # type: ignore[attr-defined]


def _read_words(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple) or not all(isinstance(word, str) for word in raw):
        raise DataError("sentence.rule_words")
    return tuple(raw)


def _read_table(raw: dict[str, object]) -> dict[str, str]:
    table = {key: word for key, word in raw.items() if isinstance(word, str)}
    if len(table) != len(raw) or not table:
        raise DataError("sentence.rule_entries")
    return table
