"""A rendered prompt as HTML: each field in its colour, everything that came from data escaped."""

from html import escape

from promptrec.prompt.parse import Kind, flat
from promptrec.prompt.rendered import Piece, Rendered
from promptrec.prompt.template import Template
from promptrec.ui.say import say

FAMILIES = ("user", "item", "history", "context")
MARKED = {Kind.FIELD: "", Kind.MASK: "pr-mask", Kind.SOFT: "pr-soft"}


def prompt_html(prompt: Rendered) -> str:
    """The whole prompt as one paragraph."""
    return f'<p class="pr-prompt">{"".join(piece_html(piece) for piece in prompt.pieces)}</p>'


def piece_html(piece: Piece) -> str:
    """One piece; a field says its name when pointed at."""
    if piece.kind == "mask":
        return '<span class="pr-mask">[MASK]</span>'
    if piece.kind == "soft":
        return f'<span class="pr-soft" title="{escape(piece.words)}">soft {piece.count}</span>'
    if piece.kind == "field" and piece.text:
        style = f"pr-f pr-{family(piece.field)}"
        return f'<span class="{style}" title="{escape(piece.field)}">{escape(piece.text)}</span>'
    return escape(piece.text)


def family(field: str) -> str:
    """user, item, history or context: decides the colour."""
    first = field.partition(".")[0]
    return first if first in FAMILIES else "context"


def field_chip(field: str) -> str:
    """A field's name in its colour, as it is written in a template."""
    return f'<code class="pr-f pr-{family(field)}">{{{escape(field)}}}</code>'


def legend_html() -> str:
    """What the colours mean, in words."""
    chips = "".join(
        f'<span class="pr-f pr-{name}">{escape(say(f"prompt.{name}"))}</span>' for name in FAMILIES
    )
    mask = f'<span class="pr-mask">{escape(say("prompt.mask"))}</span>'
    return f'<div class="pr-legend">{chips}{mask}</div>'


def template_html(template: Template) -> str:
    """A template's own text, its fields in their colours, written as they were typed."""
    pieces = []
    at = 0
    marked = [part for part in flat(template.parts) if part.kind in MARKED]
    for part in sorted(marked, key=lambda one: one.start):
        pieces.append(escape(template.text[at : part.start]))
        style = MARKED[part.kind] or f"pr-f pr-{family(part.name)}"
        pieces.append(
            f'<span class="{style}">{escape(template.text[part.start : part.end])}</span>'
        )
        at = part.end
    pieces.append(escape(template.text[at:]))
    return f'<p class="pr-prompt">{"".join(pieces)}</p>'
