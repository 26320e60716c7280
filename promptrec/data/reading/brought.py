"""What somebody brings as a data set: mapped tables, what was told of their files, mends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from promptrec.data.about import about_from
from promptrec.data.dataset import About
from promptrec.data.mending.mends import Mends
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.tables import Tables
from promptrec.data.reading.uploaded import Mapped, mapped_tables, with_notes
from promptrec.data.reading.writing import as_before
from promptrec.words.table import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Everything that a data set is made from, before it has a name."""

    parts: Mapping[str, Mapped]
    facts: TextTable | None = None
    toml: bytes | None = None  # a dataset.toml that came along
    notes: Sequence[Sentence] = ()  # how its files were read
    mend: Mends = field(default_factory=Mends)  # what is mended besides
    language: str = ""  # "" for what dataset.toml says

    def about(self, name: str) -> About:
        """What dataset.toml is to say; `name` where it says none."""
        about = about_from(self.toml, name)
        mend = about.mend
        for offer in self.mend.offers():
            mend = mend.with_offer(offer)
        return replace(about, mend=mend, language=self.language or about.language)

    def tables(self, name: str) -> Tables:
        """The tables of the data set, which tell how they were read. DataError as it is checked."""
        tables, read = mapped_tables(self.parts, self.facts, self.about(name))
        tables = as_before(tables)
        return with_notes(tables, [*self.notes, *read])
