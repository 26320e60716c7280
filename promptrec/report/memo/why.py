"""Half a page on one prompt: what was predicted, why, how far to trust it, what would change it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from promptrec.explain.records import Change, FieldAttribution
from promptrec.explain.truth.verdict import trust_of_fields
from promptrec.prompt.rendered import Rendered
from promptrec.recommend.reasons import SEEN, Moved, reason_words, text_of
from promptrec.report.blocks import Block, Heading, Text
from promptrec.report.memo.trusted import trust_note
from promptrec.report.voice import Voice

if TYPE_CHECKING:
    from promptrec.explain.truth.all_tests import FieldTruth

REASONS = 3  # fields that are named


def why_part(found: FieldAttribution, prompt: Rendered, voice: Voice) -> Iterator[Block]:
    """The fields with the largest shares of the score, a line each."""
    yield Heading(voice.say("memo.why"))
    largest = largest_shares(found, prompt)
    moving = [one for one in largest if abs(one.by) >= SEEN]
    for line in (reason_words([one], voice.language) for one in moving):
        yield Text(voice.say("memo.reason", reason=line))
    if not moving:
        yield Text(voice.say("memo.no_reason"))


def largest_shares(found: FieldAttribution, prompt: Rendered) -> list[Moved]:
    """Shapley values as reasons, the largest first."""
    shares = zip(found.fields, found.values.tolist(), strict=True)
    order = sorted(shares, key=lambda one: -abs(one[1]))[:REASONS]
    return [Moved(name, text_of(prompt, name), value) for name, value in order]


def trust_part(
    found: FieldAttribution, whole: "FieldTruth | None", voice: Voice
) -> Iterator[Block]:
    """One verdict with its light; none where there is nothing to test."""
    yield Heading(voice.say("memo.trust"))
    verdict = trust_of_fields(found, whole)
    if verdict is None:
        yield Text(voice.say("memo.untested"))
        return
    yield trust_note(verdict, voice)
    yield Text(voice.say(f"memo.trust_{verdict.light}"))


def change_part(changes: Sequence[Change], has_verdict: bool, voice: Voice) -> Iterator[Block]:
    """The smallest change that turns the verdict; else the one that moves the score most."""
    yield Heading(voice.say("memo.change"))
    if not changes:
        yield Text(voice.say("memo.no_change"))
        return
    first = changes[0]
    key = "turned" if first.flips else "unturned" if has_verdict else "moved"
    yield Text(
        voice.say(
            f"memo.{key}",
            field=first.field,
            old=first.old,
            new=first.new or voice.say("memo.nothing"),
            score=f"{first.score:+.2f}",
            verdict=voice.say("plot.liked" if first.score > 0 else "plot.disliked"),
        )
    )
