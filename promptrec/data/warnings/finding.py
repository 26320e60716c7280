"""One warning: its sentence, how bad it is, and the mends that would help."""

from collections.abc import Sequence
from dataclasses import dataclass

from promptrec.data.mending.mends import Offer
from promptrec.data.nearest import shown
from promptrec.data.reading.table import TextTable
from promptrec.words.table import Sentence, sentence

WRONG, DOUBT, NOTE = 3, 2, 1  # values are read wrongly; perhaps so; good to know


@dataclass(frozen=True, slots=True)
class DataWarning:
    """What was found; every sentence has a count and an example with its place."""

    text: Sentence
    weight: int = DOUBT
    offers: tuple[Offer, ...] = ()


def data_warning(
    key: str, *, weight: int = DOUBT, offers: Sequence[Offer] = (), **values: object
) -> DataWarning:
    """The warning of a key; `mend` among its values names the offers."""
    if offers:
        values["mend"] = by_switch(offers)
    return DataWarning(sentence(key, **values), weight, tuple(offers))


def by_switch(offers: Sequence[Offer], *, page: bool = True) -> Sentence:
    """How to mend, with switches of the Data page or in dataset.toml alone."""
    toml = ", ".join(offer.toml for offer in offers)
    return sentence("sentence.mend_by" if page else "sentence.mend_toml", toml=toml)


def number(count: float) -> str:
    """A count as a sentence shows it."""
    return f"{int(count):,}"


def where(table: TextTable, row: int) -> Sentence:
    """File and row, or line, of an example."""
    if table.origin:
        file, line = table.origin(row)
        return sentence("sentence.at_line_of", file=file, line=line)
    return sentence("sentence.at_row", file=table.file, row=table.number(row))


def cell(table: TextTable, column: str, row: int) -> str:
    """The cell of an example, quoted."""
    return shown(table.columns[column].cell(row))
