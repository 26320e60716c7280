"""Where an item stands and why, in one line: the fields that move its score most.

One question a field: the prompt with padding in its place (occlusion of a whole field). That says
what the model leaned on, not whether it was right to; the Explain page tests it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from promptrec.examples.fit import Fitted
from promptrec.explain.subject import Subject, tokens_of
from promptrec.explain.truth.field_faithful import Coalitions
from promptrec.model.variant import Variant
from promptrec.prompt.rendered import Rendered
from promptrec.words.table import worded

ITEM = "item."
LONGEST = 40  # characters of a value
SEEN = 0.005  # what two decimals show


@dataclass(frozen=True, slots=True)
class Moved:
    """A field of a prompt, what stands there, and the score with it less the score without it."""

    field: str
    text: str
    by: float  # log-odds, or what the run's scores are


def reasons(variant: Variant, prompts: Sequence[Fitted]) -> list[tuple[Moved, ...]]:
    """Of each prompt the field that moves it most, and the strongest of the item's own.

    What the user's fields do is much the same in every place of a list; the item's tell places
    apart. Nothing for a prompt without fields.
    """
    if not prompts:
        return []
    encoded = variant.plan.maker.encoder.encode([one.prompt for one in prompts], detail=True)
    every = [
        Coalitions.of(Subject(variant, {}, fitted, one, tokens_of(one), 0.0))
        for fitted, one in zip(prompts, encoded, strict=True)
    ]
    gone = [one.subject.without(place) for one in every for place in one.places]
    scores = iter(variant.scorer.score([*encoded, *gone]).score.tolist())
    whole = [next(scores) for _ in every]
    return [
        strongest(
            [
                Moved(name, text_of(one.subject.fitted.prompt, name), score - next(scores))
                for name in one.fields
            ]
        )
        for one, score in zip(every, whole, strict=True)
    ]


def strongest(moved: Sequence[Moved]) -> tuple[Moved, ...]:
    """The largest, and behind it the largest of the item's own where that is another."""
    order = sorted(moved, key=lambda one: -abs(one.by))
    first = order[:1]
    own = [one for one in order if one.field.startswith(ITEM)][:1]
    return tuple(dict.fromkeys([*first, *own]))


def text_of(prompt: Rendered, field: str) -> str:
    """What stands at a field, on one line."""
    pieces = (piece.text for piece in prompt.pieces if piece.field == field)
    words = " ".join(" ".join(pieces).split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"


def place_words(place: int, of: int, tied: int, language: str) -> str:
    """A place among the items that were scored, and who shares it."""
    key = "recommend.place_tied" if tied else "recommend.place"
    return worded(language, key, place=place, of=f"{of:,}", tied=f"{tied:,}")


def reason_words(found: Sequence[Moved], language: str) -> str:
    """The line; "" for no fields. A field that moves nothing that can be seen is no reason."""
    moving = [one for one in found if abs(one.by) >= SEEN]
    if found and not moving:
        return worded(language, "recommend.still")
    return worded(language, "recommend.between").join(
        worded(
            language,
            "recommend.raises" if one.by >= 0 else "recommend.lowers",
            field=one.field,
            text=one.text,
            by=f"{abs(one.by):.2f}",
        )
        for one in moving
    )
