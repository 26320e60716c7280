"""Who wins for whom, in sentences of both languages, in a table, and in the file."""

import dataclasses
import html
from pathlib import Path

import pytest

from promptrec.compare.groups import HISTORY, groups_by
from promptrec.compare.judging import Question, judge, sides_of
from promptrec.compare.significance import Contrast
from promptrec.compare.winners import GroupChoice, Winners, winners
from promptrec.judge.entrants import entrant, groups
from promptrec.records import Interval
from promptrec.report.comparison import ComparisonReport, comparison_html
from promptrec.report.html import page_html
from promptrec.report.voice import Voice, voice_of
from promptrec.report.winners import winner_grid, winner_sentences, winners_part
from promptrec.store.store import Store

NAMES = Voice("en", {"r1": "A", "r2": "B", "r3": "C"})
CHINESE = Voice("zh", NAMES.titles)


def group(name: str, *best_first: str, told: bool = True) -> GroupChoice:
    """A group in which these variants stand so far apart, beyond chance or not."""
    values = {one: Interval(0.7 - 0.05 * at, 0.6, 0.8) for at, one in enumerate(best_first)}
    p = 0.001 if told else 0.8
    found = {
        (one, other): Contrast(
            difference=values[one].value - values[other].value,
            low=-0.1,
            high=0.2,
            low_90=-0.1,
            high_90=0.2,
            p=p,
            p_adjusted=p,
            users=40,
            detectable=0.123,
        )
        for one in values
        for other in values
        if one != other
    }
    return GroupChoice(name=name, users=40, values=values, contrasts=found)


def of(*every: GroupChoice, by: str = HISTORY) -> Winners:
    names = tuple(sorted(every[0].values)) if every else ("r1", "r2")
    return Winners(by=by, metric="uauc", part="valid", variants=names, groups=every)


def test_one_sentence_says_who_wins_for_whom_and_who_for_nobody() -> None:
    found = of(
        group("1–9", "r2", "r1", "r3"),
        group("10–40", "r1", "r2", "r3"),
        group("41", "r1", "r2", "r3"),
    )
    assert winner_sentences(found, NAMES) == [
        "B wins for users with a history of 1–9 rows; A elsewhere.",
        "C is never the best: A beats it for users with a history of 1–9 or 10–40 or 41 rows, and"
        " is worse in no group.",
    ]
    said = winner_sentences(found, CHINESE)
    assert (
        "历史为 1–9 行的用户，B 胜出；其余用户中 A 胜出。" in said[0]
        and "C 从不是最好的" in said[1]
    )


def test_where_the_choice_cannot_be_told_a_sentence_says_so() -> None:
    found = of(group("0", "r2", "r1", told=False), group("1–9", "r1", "r2"))
    won, open_one = winner_sentences(found, NAMES)
    assert won == "A wins for users with a history of 1–9 rows."
    assert (
        open_one.startswith("For users with no history it cannot be told") and "0.123" in open_one
    )
    assert winner_grid(found, NAMES).rows[0][2] == "cannot be told: B and A"
    nothing = of(group("0", "r2", "r1", told=False), group("1–9", "r1", "r2", told=False))
    (said,) = winner_sentences(nothing, NAMES)
    assert said.startswith("In no group of users can it be told")


def test_a_variant_that_wins_everywhere_is_said_to() -> None:
    found = of(group("woman", "r1", "r2"), group("man", "r1", "r2"), by="user.gender")
    assert winner_sentences(found, NAMES) == [
        "A wins in every group of users (2).",
        "B is never the best: A beats it for users with woman or man as the user's gender, and is"
        " worse in no group.",
    ]


def test_without_a_group_of_twenty_users_nothing_is_said_but_that() -> None:
    assert winner_sentences(of(), NAMES) == [
        "No group has 20 users that count, so nothing is said by groups."
    ]
    left = dataclasses.replace(of(), refused={"1–9": 7}, ungrouped=3)
    text = page_html("t", winners_part([left], NAMES), "en")
    assert "a history of 1–9 rows (7)" in text and "3 users that count" in text
    assert "<figure>" not in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_file_holds_the_groups_in_both_languages(compared_home: Path, language: str) -> None:
    store = Store.open(compared_home)
    variants = groups([entrant(store, run) for run in ("r0001", "r0002", "r0003")])
    rows = sides_of(variants)
    found = winners(rows, "gauc_rows", groups_by(rows, HISTORY))
    voice = voice_of(language, variants)
    report = ComparisonReport(
        found=judge(variants, Question(), found=rows, rules={}),
        groups=variants,
        voice=voice,
        winners=[found],
    )
    text = comparison_html(report)
    assert f"<h2>{voice.say('winners.title')}</h2>" in text
    for line in winner_sentences(found, voice):
        assert html.escape(line) in text
    assert found.groups[0].winner == "r0002"  # its scores know the labels
