"""Counts in words: true, graded, and whole in their sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.prompt.summary import (
    history_choices,
    history_summary,
    item_choices,
    item_summary,
)


@pytest.mark.parametrize(
    ("liked", "seen", "user", "item"),
    [
        (0, 4, "likes none of what they rate (0 of 4)", "is liked by nobody (0 of 4)"),
        (3, 20, "likes little of what they rate (3 of 20)", "is liked by few (3 of 20)"),
        (8, 10, "likes most of what they rate (8 of 10)", "is liked by most (8 of 10)"),
        (5, 5, "likes all of what they rate (5 of 5)", "is liked by everyone (5 of 5)"),
        (0, 0, "", ""),
    ],
)
def test_phrases_by_hand(liked: int, seen: int, user: str, item: str) -> None:
    assert history_summary(liked, seen) == user
    assert item_summary(liked, seen) == item


def test_chinese_phrases() -> None:
    assert history_summary(8, 10, "zh") == "对评价过的商品大多喜欢（10 个中的 8 个）"
    assert item_summary(3, 20, "zh") == "被极少数人喜欢（20 人中的 3 人）"
    assert item_summary(0, 2, "zh") == "没有被任何人喜欢（2 人中的 0 人）"
    assert history_summary(0, 0, "zh") == item_summary(0, 0, "zh") == ""


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_none_and_all_are_said_only_when_they_are_true(counts: tuple[int, int]) -> None:
    liked, seen = counts
    assert ("nobody" in item_summary(liked, seen)) == (liked == 0)
    assert ("everyone" in item_summary(liked, seen)) == (liked == seen)
    assert history_summary(liked, seen).endswith(f"({liked} of {seen})")


def test_choices_name_no_like() -> None:
    assert history_choices(1) == "has chosen 1 item so far"
    assert item_choices(2) == "was chosen by hardly anyone (2)"
    assert item_choices(100) == "was chosen by very many (100)"
    assert history_choices(3, "zh") == "选过 3 个商品"
    assert item_choices(40, "zh") == "被很多人选过（40 次）"
    assert history_choices(0) == item_choices(0, "zh") == ""
