"""Half a page on one prompt: prediction, reasons, one verdict, the smallest change."""

import dataclasses
import html

import numpy as np
import pytest

from promptrec.explain.records import Change, Faithfulness, FieldAttribution
from promptrec.explain.truth.all_tests import FieldTruth
from promptrec.explain.truth.checks import RandomWeights, Stability
from promptrec.explain.truth.verdict import trust_of_fields
from promptrec.prompt.template import Template
from promptrec.report.blocks import Note, Text
from promptrec.report.html import block_html
from promptrec.report.memo.why import change_part, trust_part, why_part
from promptrec.report.voice import Voice
from promptrec.words.table import worded

FIELDS = ("user.age", "history.liked", "item.title", "item.genres")
HOSTILE = "<script>alert(1)</script>![](http://a.test/x.png)[x](javascript:alert(2))"
PROMPT = Template("t", "{user.age} {history.liked} {item.title} {item.genres}").render(
    dict(zip(FIELDS, ("young", "Alien", "Heat", "Crime"), strict=True))
)
EN = Voice()


def removal(passes: float) -> Faithfulness:
    """Fields that move the score so far, where random ones move it by 0.5, at most 0.9."""
    return Faithfulness(
        comprehensiveness=passes,
        sufficiency=0.1,
        random=0.5,
        random_high=0.9,
        removed=np.array([0.5, 1.0]),
        deletion=np.array([0.5, 0.0]),
        insertion=np.array([0.5, 1.0]),
        top=1,
        top_moves=1.0,
        random_moves=0.2,
        random_deletion=np.zeros((2, 2)),
        score=1.0,
        unit="field",
    )


def shares(
    values: tuple[float, ...] = (0.1, -0.9, 0.5, 0.001), passes: float = 1.0
) -> FieldAttribution:
    return FieldAttribution(
        fields=FIELDS,
        values=np.array(values),
        errors=np.zeros(4),
        score=1.0,
        base_score=0.5,
        prior=0.0,
        asked=16,
        tokens=(),
        faithfulness=removal(passes),
    )


def evidence(*, correlation: float = 0.1, same: bool = True, random: bool = True) -> FieldTruth:
    """Random weights that agree so far, and other words that say the same or the opposite."""
    own = np.array([0.1, -0.9, 0.5, 0.0])
    weights = RandomWeights(
        correlations=np.array([correlation]), own=1.0, other=0.5, there=0.0, there_random=0.0
    )
    words = Stability(
        method="field_shapley",
        fields=FIELDS,
        templates=("own", "other"),
        values=np.array([own, own if same else -own]),
        scores=np.ones(2),
    )
    return FieldTruth(random=weights if random else None, stability=words)


def said(blocks: object) -> list[str]:
    return [one.words for one in blocks if isinstance(one, Text | Note)]  # type: ignore[attr-defined]


def test_the_largest_shares_are_the_reasons_and_what_cannot_be_seen_is_none() -> None:
    lines = said(why_part(shares(), PROMPT, "none", EN))
    named = ["titles that the user liked", "the title", "the user's age"]
    assert all(f"({name})" in line for name, line in zip(named, lines, strict=True))
    assert "lowers it by 0.90" in lines[0] and "raises it by 0.50" in lines[1]
    still = said(why_part(shares((0.001, 0.0, 0.002, 0.0)), PROMPT, "none", EN))
    assert still == [worded("en", "memo.no_reason")]


def test_a_rule_that_the_run_starts_from_is_named_and_what_moves_nothing_is_not_tested() -> None:
    ruled = dataclasses.replace(shares((0.001, 0.0, 0.002, 0.0)), rule=0.9)
    lines = said(why_part(ruled, PROMPT, "stack", EN))
    assert "stack of all rules" in lines[0] and "+0.90 of the score +1.00" in lines[0]
    assert lines[1:] == [worded("en", "memo.only_rule")]
    blocks = list(trust_part(ruled, PROMPT, evidence(), EN))
    assert said(blocks) == [worded("en", "memo.nothing_to_trust")]


def test_the_worst_test_of_the_fields_is_the_verdict() -> None:
    assert trust_of_fields(shares(), evidence()).light == "green"  # type: ignore[union-attr]
    assert trust_of_fields(shares(passes=0.4), evidence()).light == "red"  # type: ignore[union-attr]
    assert trust_of_fields(shares(), evidence(correlation=0.9)).light == "red"  # type: ignore[union-attr]
    assert trust_of_fields(shares(), evidence(same=False)).light == "red"  # type: ignore[union-attr]
    alone = dataclasses.replace(shares(), faithfulness=None)
    assert trust_of_fields(alone, evidence()) is None


def test_fields_that_random_weights_were_not_asked_about_are_never_green() -> None:
    for whole in (None, evidence(random=False)):
        found = trust_of_fields(shares(), whole)
        assert found is not None and found.light == "open" and found.of == 3


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("passes", "whole", "light"),
    [(1.0, evidence(), "green"), (0.7, evidence(), "yellow"), (0.4, None, "red"), (1.0, None, "")],
)
def test_the_verdict_is_one_box_with_what_it_means(
    language: str, passes: float, whole: FieldTruth | None, light: str
) -> None:
    blocks = list(trust_part(shares(passes=passes), PROMPT, whole, Voice(language)))
    (note,) = [one for one in blocks if isinstance(one, Note)]
    assert note.light == light and "*" not in note.words
    assert worded(language, f"memo.trust_{light or 'open'}") in said(blocks)


def test_the_smallest_change_is_told_and_what_does_not_turn_is_not_said_to() -> None:
    turned = Change(field="item.title", old="Heat", new="Up", score=-0.4, flips=True, size=1)
    (text,) = said(change_part([turned], True, EN))
    assert "“Up” in place of “Heat”" in text and "smallest change" in text and "disliked" in text
    (text,) = said(change_part([dataclasses.replace(turned, flips=False)], True, EN))
    assert "No single change" in text and "smallest" not in text
    (text,) = said(change_part([dataclasses.replace(turned, new="", flips=False)], False, EN))
    assert "without “Heat” (the title)" in text and "turns the answer" not in text
    old, new = "Good, the Bad, Heat, Up", "Good, the Bad, Up"
    (text,) = said(change_part([dataclasses.replace(turned, old=old, new=new)], True, EN))
    assert "without “Heat”" in text and "the Bad" not in text
    assert said(change_part([], True, EN)) == [worded("en", "memo.no_change")]


def test_values_of_the_data_stay_text() -> None:
    change = Change(field="item.title", old=HOSTILE, new=HOSTILE, score=1.0, flips=True, size=1)
    prompt = Template("t", "{item.title}").render({"item.title": HOSTILE})
    found = dataclasses.replace(shares(), fields=("item.title",), values=np.array([1.0]))
    blocks = [*why_part(found, prompt, "none", EN), *change_part([change], True, EN)]
    text = "\n".join(block_html(one, "") for one in blocks)
    assert "<script" not in text and html.escape(HOSTILE) in text and "<img" not in text
