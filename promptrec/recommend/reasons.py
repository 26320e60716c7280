"""Where an item stands and why, in one line: the fields that move its score most.

One question a field: the prompt with padding in its place (occlusion of a whole field). That says
what the model leaned on, not whether it was right to; the Explain page tests it.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.examples.fit import Fitted
from promptrec.explain.subject import Subject, tokens_of
from promptrec.explain.truth.field_faithful import (
    Coalitions,
    by_size,
    field_faithfulness,
    orders_of,
    removals,
)
from promptrec.explain.truth.verdict import Trust, trust_of
from promptrec.model.variant import Variant
from promptrec.prompt.rendered import Rendered
from promptrec.prompt.summary import counted_in
from promptrec.records import Bools, Encoded, Floats
from promptrec.words.named import field_inside
from promptrec.words.table import worded

ITEM = "item."
LONGEST = 40  # characters of a value
SEEN = 0.005  # what two decimals show
LEAST = 2  # fields that can be put in an order
ENOUGH = 5  # counted people or items, below which a share of them says little


@dataclass(frozen=True, slots=True)
class Moved:
    """A field of a prompt, what stands there, and the score with it less the score without it."""

    field: str
    text: str
    by: float  # log-odds, or what the run's scores are


@dataclass(frozen=True, slots=True)
class Reason:
    """What moves a score most, and whether that is true of it; nothing without fields."""

    shares: tuple[Moved, ...] = ()  # of every field, in the order of the prompt
    trust: Trust | None = None  # None for fewer than two fields, and where nobody asked


def reasons(variant: Variant, prompts: Sequence[Fitted], *, test: bool = False) -> list[Reason]:
    """How far each field moves the score of each prompt; a prompt more for each of them.

    What the user's fields do is much the same in every place of a list; the item's tell places
    apart. test: also whether the fields matter in this order (`field_faithfulness`), which takes
    2 ^ fields prompts for a few fields, about a hundred for many. All prompts are asked together,
    which costs less than one by one.
    """
    if not prompts:
        return []
    every = coalitions_of(variant, prompts)
    ask(variant, every, [alone(len(one.fields)) for one in every])
    every = [with_score(one) for one in every]
    shares = [one.subject.score - one.scores(alone(len(one.fields))[1:]) for one in every]
    if test:
        ask(variant, every, [asked_by_test(by) for by in shares])
    return [
        Reason(shares_of(one, by), trusted(one, by) if test else None)
        for one, by in zip(every, shares, strict=True)
    ]


def coalitions_of(variant: Variant, prompts: Sequence[Fitted]) -> list[Coalitions]:
    """The fields of each prompt; a rule that scores start from moves with none of them."""
    encoded = variant.plan.maker.encoder.encode([one.prompt for one in prompts], detail=True)
    return [
        Coalitions.of(Subject(variant, {}, fitted, one, tokens_of(one), 0.0))
        for fitted, one in zip(prompts, encoded, strict=True)
    ]


def alone(count: int) -> Bools:
    """(1 + fields, fields) the whole prompt, then each field gone by itself."""
    return np.vstack([np.ones((1, count), bool), ~np.eye(count, dtype=bool)])


def with_score(one: Coalitions) -> Coalitions:
    """The same with the score of the whole prompt, which was asked for."""
    score = float(one.scores(alone(len(one.fields))[:1])[0])
    return dataclasses.replace(one, subject=dataclasses.replace(one.subject, score=score))


def ask(variant: Variant, every: Sequence[Coalitions], wanted: Sequence[Bools]) -> None:
    """Score these coalitions of each prompt in one go, so that they are known from now on."""
    keys: list[tuple[Coalitions, bytes]] = []
    prompts: list[Encoded] = []
    for one, rows in zip(every, wanted, strict=True):
        new = {row.tobytes(): row for row in rows}
        for key, row in new.items():
            if key not in one.known:
                keys.append((one, key))
                prompts.append(one.subject.without(one.places[~row].any(axis=0)))
    if prompts:
        found = variant.scorer.score(prompts).score.tolist()
        for (one, key), score in zip(keys, found, strict=True):
            one.known[key] = score


def asked_by_test(by: Floats) -> Bools:
    """(coalitions, fields) all that `field_faithfulness` will ask for; none for fewer than two."""
    count = len(by)
    if count < LEAST:
        return np.zeros((0, count), bool)
    gone = removals([by_size(by), *orders_of(count, 0)])
    return np.vstack([~gone.reshape(-1, count), gone[0]])


def trusted(one: Coalitions, by: Floats) -> Trust | None:
    """The verdict on the order of the fields, by removal alone."""
    tested = field_faithfulness(one, by)
    return None if tested is None else trust_of(tested, None, "")


def shares_of(one: Coalitions, by: Floats) -> tuple[Moved, ...]:
    """How far each field moves the score, with what stands there."""
    prompt = one.subject.fitted.prompt
    return tuple(
        Moved(name, text_of(prompt, name), far)
        for name, far in zip(one.fields, by.tolist(), strict=True)
    )


def strongest(moved: Sequence[Moved]) -> tuple[Moved, ...]:
    """The largest, and behind it the largest of the item's own where that is another."""
    order = sorted(moved, key=lambda one: -abs(one.by))
    first = order[:1]
    own = [one for one in order if one.field.startswith(ITEM)][:1]
    return tuple(dict.fromkeys([*first, *own]))


def text_of(prompt: Rendered, field: str) -> str:
    """What stands at a field, on one line; what counts people is whole, with how many they are."""
    pieces = (piece.text for piece in prompt.pieces if piece.field == field)
    words = " ".join(" ".join(pieces).split())
    if len(words) <= LONGEST or counted_in(words) is not None:
        return words
    return f"{words[:LONGEST].rstrip()}…"


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
            field=named(one, language),
            text=one.text,
            by=f"{abs(one.by):.2f}",
        )
        for one in moving
    )


def named(one: Moved, language: str) -> str:
    """The field as people call it, and that it says little where it counts only a few."""
    words, count = field_inside(language, one.field), counted_in(one.text)
    if count is None or count >= ENOUGH:
        return words
    return worded(language, "recommend.thin", field=words, count=count)
