"""Items that are not recommended: those with a blocked word, and those that a person rejected."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import words_of
from promptrec.data.values import FieldValues
from promptrec.records import Bools, Ints

# scripts without spaces between words: there a word is found inside a longer text
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is left of some candidates, and why the others are not."""

    items: Ints  # codes, in their order
    by_word: int  # candidates with a blocked word
    by_review: int  # of the others, those that were rejected

    @property
    def withheld(self) -> int:
        """How many are left out."""
        return self.by_word + self.by_review


def keep(dataset: Dataset, items: Ints, words: Collection[str], rejected: Collection[str]) -> Kept:
    """Leave out candidates with a blocked word or a rejected item_id.

    An item_id that the data does not have is passed over.
    """
    worded = np.zeros(len(items), bool)
    if words:  # all that is said of a large catalogue is not put together for nothing
        worded = np.array([has_word(text, words) for text in texts(dataset, items)], bool)
    refused = np.isin(dataset.items.index[items].astype(str), list(rejected)) & ~worded
    return Kept(items[~worded & ~refused], int(worded.sum()), int(refused.sum()))


def has_word(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words or phrases stands in the text, whatever its case.

    A word is whole: "ass" is not in "Classic". In scripts without spaces it may be part of a text.

    >>> [has_word(text, ["ass", "赌"]) for text in ("A wild ASS", "Classic", "赌场")]
    [True, False, True]
    """
    return any(re.search(pattern(word), text, re.IGNORECASE) for word in words)


def pattern(word: str) -> str:
    """A regular expression that finds the word."""
    plain = r"\s+".join(map(re.escape, word.split()))
    return plain if UNSPACED.search(word) else rf"(?<!\w){plain}(?!\w)"


def texts(dataset: Dataset, items: Ints) -> Sequence[str]:
    """Per item all that is said of it: every column, raw and in the words of its field rule."""
    values, raw = FieldValues(dataset), dataset.items
    cells = [raw[name].to_numpy(object)[items] for name in raw.columns]
    ruled = [
        (word for one in values.item(int(at)).values() for word in words_of(one)) for at in items
    ]
    return [" | ".join((*row, *words)) for *row, words in zip(*cells, ruled, strict=True)]


def flags(dataset: Dataset, words: Collection[str]) -> Bools:
    """(items,) which items of the data have a blocked word: what a word costs, before it is set."""
    every = np.arange(len(dataset.items))
    return np.array([has_word(text, words) for text in texts(dataset, every)], bool)
