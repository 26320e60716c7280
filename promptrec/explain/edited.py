"""A prompt whose words somebody has changed, as a subject of its own."""

import dataclasses
from collections.abc import Sequence
from itertools import groupby

from promptrec.errors import TemplateError
from promptrec.examples.fit import Fitted
from promptrec.explain.subject import Subject, tokens_of
from promptrec.prompt.changes import opcodes
from promptrec.prompt.rendered import MASK_SHOWN, PLACES, Piece, Rendered, stripped

OWN = -1  # no piece: the template's own text


def edited_prompt(subject: Subject, text: str) -> Subject:
    """The subject with this text as its prompt; words that stayed keep their fields.

    TemplateError when the mask or a soft token was changed, or the model cannot read so much.
    """
    prompt = Rendered(stripped(pieces_of(subject.fitted.prompt, text)))
    encoder = subject.maker.encoder
    encoded = encoder.encode([prompt], detail=True)[0]
    if len(encoded) > encoder.max_tokens:
        raise TemplateError("sentence.edited_long", count=len(encoded), most=encoder.max_tokens)
    score = float(subject.scores([encoded])[0])
    fitted = Fitted(prompt, encoded)
    return dataclasses.replace(
        subject, fitted=fitted, encoded=encoded, tokens=tokens_of(encoded), score=score
    )


def pieces_of(prompt: Rendered, text: str) -> list[Piece]:
    """The text as pieces: what was typed belongs to the field whose characters it replaces.

    What stands beside a mask, a soft or a cf token, which are no words, is the template's own text.
    """
    before = prompt.text
    owners = [at for at, piece in enumerate(prompt.pieces) for _ in piece.shown]
    words = {at for at, piece in enumerate(prompt.pieces) if piece.kind in ("text", "field")}
    found: list[int] = []
    for tag, start, end, new_start, new_end in opcodes(before, text):
        if tag == "equal":
            found += owners[start:end]
        else:
            near = owners[max(0, start - (tag == "insert"))]
            found += [near if near in words else OWN] * (new_end - new_start)
    pieces: list[Piece] = []
    at = 0
    for owner, chars in groupby(found):
        part = text[at : at + len(list(chars))]
        at += len(part)
        pieces.append(Piece("text", part) if owner == OWN else changed(prompt.pieces[owner], part))
    if fixed(pieces) != fixed(prompt.pieces):
        raise fixed_part()
    return pieces


def changed(piece: Piece, text: str) -> Piece:
    """A piece with other text; what is no words stays as it is."""
    if piece.kind in ("text", "field"):
        return piece._replace(text=text)
    if text != piece.shown:
        raise fixed_part()
    return piece


def fixed(pieces: Sequence[Piece]) -> list[Piece]:
    """What is no words."""
    return [piece for piece in pieces if piece.kind in PLACES]


def fixed_part() -> TemplateError:
    """The error for a changed mask."""
    return TemplateError("sentence.edited_place", mask=MASK_SHOWN)
