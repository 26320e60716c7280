"""A prompt as pieces: the template's own words, values of fields, the mask, soft and cf tokens.

Pieces keep what a string would lose: which characters came from which field, and that a value that
happens to read "[MASK]" is text.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from promptrec.records import Vector, cf_shown

MASK_SHOWN = "[MASK]"
PLACES = ("mask", "soft", "cf")  # pieces that are no words
Kind = Literal["text", "field", "mask", "soft", "cf"]


class Piece(NamedTuple):
    """A stretch of a prompt with one origin."""

    kind: Kind
    text: str = ""
    field: str = ""  # full name, for kinds "field" and "cf"
    soft: int = 0  # soft tokens at this place
    words: str = ""  # what soft tokens start from
    vector: Vector | None = ()  # cf: as in `CfValue`

    @property
    def shown(self) -> str:
        """What a person reads here."""
        if self.kind == "mask":
            return MASK_SHOWN
        if self.kind == "cf":
            return cf_shown(self.field, is_known=self.vector != ())
        return f"⟦soft {self.soft}⟧" if self.kind == "soft" else self.text


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt, its ends stripped."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The prompt as one string, for people; the mask is [MASK], a soft token in ⟦ ⟧."""
        return "".join([piece.shown for piece in self.pieces])


def stripped(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Pieces without white space at both ends and without empty ones."""
    kept = [piece for piece in pieces if piece.text or piece.kind in PLACES]
    while kept and kept[0].text and (text := kept[0].text.lstrip()) != kept[0].text:
        kept[0] = kept[0]._replace(text=text)
        if text:
            break
        del kept[0]
    while kept and kept[-1].text and (text := kept[-1].text.rstrip()) != kept[-1].text:
        kept[-1] = kept[-1]._replace(text=text)
        if text:
            break
        del kept[-1]
    return tuple(kept)
