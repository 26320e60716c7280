"""How far an explanation can be believed, in words: the same on pages and in files."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from promptrec.explain.records import Attribution, Faithfulness, FieldAttribution
from promptrec.explain.truth.verdict import Trust, trust_of, trust_of_fields
from promptrec.report.blocks import Block, Note, Text
from promptrec.report.voice import Voice

if TYPE_CHECKING:
    from promptrec.explain.truth.all_tests import FieldTruth, Truth


def tested_tokens(found: Attribution, whole: "Truth | None", voice: Voice) -> Iterable[Block]:
    """The verdict on values per token; nothing where nothing could be removed.

    whole: all tests, where they were asked.
    """
    if found.faithfulness:
        verdict = trust_of(found.faithfulness, whole, found.method)
        yield from verdict_blocks(verdict, found.faithfulness, voice)


def tested_fields(
    found: FieldAttribution, whole: "FieldTruth | None", voice: Voice
) -> Iterable[Block]:
    """The same of shares of fields."""
    verdict = trust_of_fields(found, whole)
    if verdict and found.faithfulness:
        yield from verdict_blocks(verdict, found.faithfulness, voice)


def verdict_blocks(found: Trust, tested: Faithfulness, voice: Voice) -> Iterable[Block]:
    """The verdict with its light, and what it stands on."""
    yield trust_note(found, voice)
    yield Text(removal_words(tested, voice), True)


def trust_note(found: Trust, voice: Voice) -> Note:
    """The verdict in a box."""
    return Note(
        trust_words(found, voice).replace("**", ""), "" if found.light == "open" else found.light
    )


def trust_words(found: Trust, voice: Voice) -> str:
    """The verdict on an explanation, its first words in bold."""
    key = f"explain_tests.overall_{found.light}"
    return voice.say(key, passed=found.passed, asked=found.asked, all=found.of)


def removal_words(found: Faithfulness, voice: Voice) -> str:
    """How far the score moves without what is said to matter, and without anything else."""
    return voice.say(
        "explain.sentence_fields" if found.unit == "field" else "explain.sentence",
        moves=f"{found.comprehensiveness:.2f}",
        random=f"{found.random:.2f}",
        top=found.top,
        top_moves=f"{found.top_moves:.2f}",
        random_moves=f"{found.random_moves:.2f}",
    )
