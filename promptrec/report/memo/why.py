"""Half a page on one prompt: what was predicted, why, how far to trust it, what would change it."""

from collections import Counter
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

LIST = ", "  # between entries, as `explain.changes` writes them
REASONS = 3  # fields that are named


def why_part(
    found: FieldAttribution, prompt: Rendered, start: str, voice: Voice
) -> Iterator[Block]:
    """What the rule gives that the run starts from, and the fields with the largest shares.

    start: the name of that rule; it has a say where `found` has a part of it.
    """
    yield Heading(voice.say("memo.why"))
    if found.rule is not None:
        yield Text(rule_words(start, found.rule, found.score, voice))
    moving = moving_fields(found, prompt)
    for line in (reason_words([one], voice.language) for one in moving):
        yield Text(voice.say("memo.reason", reason=line))
    if not moving:
        yield Text(voice.say("memo.no_reason" if found.rule is None else "memo.only_rule"))


def rule_words(start: str, by: float, score: float, voice: Voice) -> str:
    """How much of a score is that of a rule, which reads no prompt."""
    rule = voice.inside("rule", start)
    return voice.say("memo.rule_gives", rule=rule, by=f"{by:+.2f}", score=f"{score:+.2f}")


def moving_fields(found: FieldAttribution, prompt: Rendered) -> list[Moved]:
    """The largest shares that could be seen."""
    return [one for one in largest_shares(found, prompt) if abs(one.by) >= SEEN]


def largest_shares(found: FieldAttribution, prompt: Rendered) -> list[Moved]:
    """Shapley values as reasons, the largest first."""
    shares = zip(found.fields, found.values.tolist(), strict=True)
    order = sorted(shares, key=lambda one: -abs(one[1]))[:REASONS]
    return [Moved(name, text_of(prompt, name), value) for name, value in order]


def trust_part(
    found: FieldAttribution, prompt: Rendered, whole: "FieldTruth | None", voice: Voice
) -> Iterator[Block]:
    """One verdict with its light; none where there is nothing to test."""
    yield Heading(voice.say("memo.trust"))
    if not moving_fields(found, prompt):
        yield Text(voice.say("memo.nothing_to_trust"))
        return
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
    verdict = voice.say("plot.liked" if first.score > 0 else "plot.disliked")
    what, score = exchange_words(first, voice), f"{first.score:+.2f}"
    yield Text(voice.say(f"memo.{key}", what=what, score=score, verdict=verdict))


def exchange_words(one: Change, voice: Voice) -> str:
    """What stands there instead; of a list only the entries that come or go."""
    gone, come = exchanged(one.old, one.new)
    key = "exchanged" if gone and come else "left_out" if gone else "added"
    return voice.say(f"memo.{key}", field=voice.inside("field", one.field), old=gone, new=come)


def exchanged(old: str, new: str) -> tuple[str, str]:
    """What goes and what comes; both whole where only the order changes.

    >>> exchanged("Heat, Alien, Up", "Heat, Up"), exchanged("a, b", "b, a")
    (('Alien', ''), ('a, b', 'b, a'))
    """
    before, after = Counter(old.split(LIST)), Counter(new.split(LIST))
    gone, come = (
        LIST.join(filter(None, one.elements())) for one in (before - after, after - before)
    )
    return (gone, come) if gone or come else (old, new)
