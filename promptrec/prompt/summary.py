"""Counts as words: phrases that complete "The user ..." and "The film ...".

Lower case, without full stop; empty when there is nothing to count. Chinese phrases complete
该用户... and 该商品.... Where feedback is implicit, they count choices and name no like.

>>> history_summary(8, 10)
'likes most of what they rate (8 of 10)'
>>> item_summary(3, 20)
'is liked by few (3 of 20)'
>>> history_choices(12), item_choices(12)
('has chosen 12 items so far', 'was chosen by some (12)')
"""

from bisect import bisect_right

BOUNDS = (0.2, 0.4, 0.6, 0.8)  # shares of likes between the five middle words
HISTORY_WORDS = {
    "en": ("none", "little", "some", "half", "much", "most", "all"),
    "zh": (
        "都不喜欢",
        "很少喜欢",
        "喜欢一小部分",
        "喜欢一半左右",
        "喜欢一大部分",
        "大多喜欢",
        "全都喜欢",
    ),
}
ITEM_WORDS = {
    "en": ("nobody", "few", "some", "about half", "many", "most", "everyone"),
    "zh": (
        "没有被任何人",
        "被极少数人",
        "被少数人",
        "被约一半人",
        "被多数人",
        "被绝大多数人",
        "被所有人",
    ),
}
CHOICE_BOUNDS = (3, 10, 30, 100)  # choices of an item between the five words
CHOICE_WORDS = {
    "en": ("hardly anyone", "few", "some", "many", "very many"),
    "zh": ("极少数人", "少数人", "一些人", "很多人", "非常多的人"),
}


def level(liked: int, seen: int) -> int:
    """0 none, 1 to 5 by share, 6 all."""
    if liked <= 0:
        return 0
    return 6 if liked >= seen else 1 + bisect_right(BOUNDS, liked / seen)


def history_summary(liked: int, seen: int, language: str = "en") -> str:
    """How much a user tends to like; liked of seen interactions."""
    if seen <= 0:
        return ""
    word = HISTORY_WORDS["zh" if language == "zh" else "en"][level(liked, seen)]
    if language == "zh":
        return f"对评价过的商品{word}（{seen} 个中的 {liked} 个）"
    return f"likes {word} of what they rate ({liked} of {seen})"


def item_summary(liked: int, seen: int, language: str = "en") -> str:
    """How much an item tends to be liked; liked of seen interactions."""
    if seen <= 0:
        return ""
    word = ITEM_WORDS["zh" if language == "zh" else "en"][level(liked, seen)]
    if language == "zh":
        return f"{word}喜欢（{seen} 人中的 {liked} 人）"
    return f"is liked by {word} ({liked} of {seen})"


def history_choices(seen: int, language: str = "en") -> str:
    """How much a user has chosen so far, where feedback is implicit."""
    if seen <= 0:
        return ""
    if language == "zh":
        return f"选过 {seen} 个商品"
    return f"has chosen {seen} item{'s' if seen > 1 else ''} so far"


def item_choices(seen: int, language: str = "en") -> str:
    """How often an item was chosen, where feedback is implicit."""
    if seen <= 0:
        return ""
    word = CHOICE_WORDS["zh" if language == "zh" else "en"][bisect_right(CHOICE_BOUNDS, seen)]
    return f"被{word}选过（{seen} 次）" if language == "zh" else f"was chosen by {word} ({seen})"
