"""Cells that are too long for a model by themselves: what is left of them, and who is told.

A page of script where a title should be, or one word of 50,000 characters, must not end a run: such
a cell is cut to its beginning before anything else of the prompt is.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from promptrec.data.values import Value
from promptrec.examples.encode import Encoder
from promptrec.prompt.template import first_words
from promptrec.words.table import Sentence, sentence

ENTRY_SHARE = 4  # an entry of a list that is too long keeps this part of the room: 1 of so many
LEAST = 1  # tokens that a cut cell keeps, however little room there is


@dataclass(eq=False)
class Cells:
    """Cuts the cells of one template's prompts; what was cut once is not read again."""

    encoder: Encoder
    language: str
    limits: Mapping[str, int]  # per field its `:N`, 0 without one
    room: int  # tokens that the template's own words leave
    known: dict[tuple[str, int], str] = field(default_factory=dict)

    def is_long(self, value: Value) -> bool:
        """True when a cell of the value is longer than the room."""
        cells = (value,) if isinstance(value, str) else value
        return any(self.beginning(cell, self.room, self.room) != cell for cell in cells)

    def readable(self, name: str, value: Value) -> Value:
        """A value of which every cell fits the room by itself."""
        if isinstance(value, str):
            limit = self.limits[name]
            return self.beginning(
                first_words(value, limit, self.language) if limit else value, self.room, self.room
            )
        share = self.room // ENTRY_SHARE
        return tuple(self.beginning(entry, self.room, share) for entry in value)

    def beginning(self, cell: str, room: int, keep: int) -> str:
        """The cell itself where the room is enough for it, else its beginning of `keep` tokens."""
        if len(cell.encode("utf-8", "surrogatepass")) <= room:
            return cell  # hardly a token is shorter than a byte
        key = (cell, keep)
        if key not in self.known:
            fits = self.encoder.beginning(cell, max(room, LEAST)) == cell
            self.known[key] = cell if fits else self.encoder.beginning(cell, max(keep, LEAST))
        return self.known[key]


@dataclass(eq=False)
class LongCells:
    """Cells that were cut since the template was opened, counted, with the first as example."""

    most: int  # tokens that the model reads
    prompts: int = 0
    cells: Counter[tuple[str, Sentence]] = field(
        default_factory=Counter
    )  # (field, owner) -> prompts

    def add(self, cells: set[tuple[str, Sentence]]) -> None:
        """The long cells of one prompt."""
        self.prompts += bool(cells)
        self.cells.update(sorted(cells))

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """One sentence for all of them; none where nothing was cut."""
        if not self.cells:
            return ()
        name, owner = next(iter(self.cells))
        key = "sentence.long_cells" if len(self.cells) > 1 else "sentence.long_cell"
        return (
            sentence(
                key,
                cells=len(self.cells),
                most=self.most,
                prompts=self.prompts,
                field=name,
                owner=owner,
            ),
        )
