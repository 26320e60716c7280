"""What a report is made of, in order: the page shows these blocks, the file writes them."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 for a part, 3 for a part of it."""

    words: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, parted by empty lines; quiet: smaller, for a caption."""

    words: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Appendix:
    """A heading: what stands before it is the sheet to read, what follows serves who asks more."""

    words: str


@dataclass(frozen=True, slots=True)
class Code:
    """Text whose every space counts."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence in a box. light: green, yellow, red or none."""

    words: str
    light: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of values, one for each column; numbers stand to the right."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    caption: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A figure of `promptrec.plots`, with its numbers as a table."""

    figure: go.Figure
    table: Grid


@dataclass(frozen=True, slots=True)
class Html:
    """HTML from a function that has escaped what came from data, e.g. `prompt_html`."""

    safe: str


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """Words that open to more, closed at first; no chart, which would be drawn without a width."""

    words: str
    blocks: "Sequence[Text | Note | Grid | Code]"


Block = Heading | Appendix | Text | Code | Note | Grid | Chart | Html | Fold


def part(heading: str, *blocks: Block, note: str = "") -> list[Block]:
    """A heading, what it is about in small type, and the blocks."""
    return [Heading(heading), *([Text(note, quiet=True)] if note else []), *blocks]
