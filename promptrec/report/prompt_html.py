"""Prompts and tokens as HTML, in the colours of prompt.css. What came from data is escaped here."""

from collections.abc import Mapping
from html import escape

import numpy as np

from promptrec.examples.spelling import stand_apart
from promptrec.explain.records import Attribution
from promptrec.prompt.rendered import Piece, Rendered

FAMILIES = ("user", "item", "history", "context")
STRONGEST = 70  # per cent of colour
LEGEND = 30  # the same behind the quiet letters of a legend


def prompt_html(prompt: Rendered) -> str:
    """The whole prompt as one paragraph."""
    return f'<p class="pr-prompt">{"".join(piece_html(piece) for piece in prompt.pieces)}</p>'


def piece_html(piece: Piece) -> str:
    """One piece; a field says its name when pointed at."""
    if piece.kind == "mask":
        return '<span class="pr-mask">[MASK]</span>'
    if piece.kind == "soft":
        return f'<span class="pr-soft" title="{escape(piece.words)}">soft {piece.soft}</span>'
    if piece.kind == "cf":
        words = escape(piece.shown.strip("⟦⟧"))
        return f'<span class="pr-soft" title="{escape(piece.field)}">{words}</span>'
    if piece.kind == "field" and piece.text:
        style = f"pr-f pr-{family(piece.field)}"
        return f'<span class="{style}" title="{escape(piece.field)}">{escape(piece.text)}</span>'
    return escape(piece.text)


def family(field: str) -> str:
    """user, item, history or context: decides the colour."""
    first = field.partition(".")[0]
    return first if first in FAMILIES else "context"


def legend_html(names: Mapping[str, str]) -> str:
    """What the colours mean. names: the words of each family, and of `mask`."""
    chips = "".join(
        f'<span class="pr-f pr-{name}">{escape(names[name])}</span>' for name in FAMILIES
    )
    return (
        f'<div class="pr-legend">{chips}<span class="pr-mask">{escape(names["mask"])}</span></div>'
    )


def signs_html(up: str, down: str) -> str:
    """What green and red mean. up, down: the words for each."""
    chips = "".join(
        f'<span class="pr-token" style="background:{tint(side, LEGEND)}">{escape(words)}</span>'
        for side, words in (("good", up), ("bad", down))
    )
    return f'<div class="pr-legend">{chips}</div>'


def tint(side: str, strength: int) -> str:
    """The colour of a token: good, bad or item, in per cent."""
    return f"color-mix(in srgb,var(--pr-{side}) {strength}%,transparent)"


def tokens_html(attribution: Attribution, *, signed: bool = True) -> str:
    """The prompt, each token in the colour of its value; the number when it is pointed at.

    signed: green raises the score, red lowers it; otherwise one colour, as for attention. Special
    tokens, which attract much of the attention, do not set the scale.
    """
    own = np.array([token.kind != "special" for token in attribution.tokens], bool)
    most = float(np.abs(attribution.values[own]).max(initial=0.0)) or 1.0
    spans: list[str] = []
    before, last = -1, ""
    for token, value in zip(attribution.tokens, attribution.values, strict=True):
        side = ("good" if value > 0 else "bad") if signed else "item"
        strength = round(STRONGEST * min(1.0, abs(value) / most))
        style = f"background:{tint(side, strength)}"
        starts = token.word != before and token.text[:1] != " "
        space = " " if spans and starts and not stand_apart(last, token.text) else ""
        before, last = token.word, token.text
        spans.append(
            f'{space}<span class="pr-token" style="{style}" title="{escape(token.field)} '
            f'{value:+.3f}">{escape(token.text)}</span>'
        )
    return f'<p class="pr-prompt">{"".join(spans)}</p>'
