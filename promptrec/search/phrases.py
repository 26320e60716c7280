"""The phrasings that templates are composed from, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one phrasing writes each part. `{field}`, `{name}`, `{title}`, `{more}` are put in."""

    field: str  # a column of the user
    history: Mapping[str, str]  # kind -> sentence
    item: str
    detail: str  # a further column of the item, behind the title
    counts: str  # completes "The item ..."
    ending: str  # with the mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """All phrasings of a language."""

    space: str  # between sentences
    styles: Mapping[str, Style]
    label_words: tuple[str, ...]


PLAIN = Style(
    field="The user's {name} is {field}.",
    history={
        "liked": "The user liked {field}.",
        "disliked": "The user did not like {field}.",
        "recent": "The user chose {field}.",
        "summary": "The user {field}.",
    },
    item="Now the user tries {title}{more}.",
    detail=" ({field})",
    counts="It {field}.",
    ending="Overall it was {mask}.",
)
LABELS = Style(
    field="{name}: {field}.",
    history={
        "liked": "Liked: {field}.",
        "disliked": "Disliked: {field}.",
        "recent": "Seen: {field}.",
        "summary": "User: {field}.",
    },
    item="Item: {title}{more}.",
    detail=", {name}: {field}",
    counts="Others: {field}.",
    ending="Rating: {mask}.",
)
QUESTION = Style(
    field="Someone whose {name} is {field} asks.",
    history={
        "liked": "They loved {field}.",
        "disliked": "They hated {field}.",
        "recent": "They know {field}.",
        "summary": "They {field}.",
    },
    item="How would they find {title}{more}?",
    detail=", {field}",
    counts="It {field}.",
    ending="They would find it {mask}.",
)
PLAIN_ZH = Style(
    field="该用户的{name}是{field}。",
    history={
        "liked": "该用户喜欢{field}。",
        "disliked": "该用户不喜欢{field}。",
        "recent": "该用户看过{field}。",
        "summary": "该用户{field}。",
    },
    item="现在推荐{title}{more}。",
    detail="（{field}）",
    counts="该商品{field}。",
    ending="总的来说很{mask}。",
)
LABELS_ZH = Style(
    field="{name}：{field}。",
    history={
        "liked": "喜欢：{field}。",
        "disliked": "不喜欢：{field}。",
        "recent": "看过：{field}。",
        "summary": "用户：{field}。",
    },
    item="商品：{title}{more}。",
    detail="，{name}：{field}",
    counts="他人：{field}。",
    ending="评价：{mask}。",
)
PHRASES = {
    "en": Phrases(
        space=" ",
        styles={"plain": PLAIN, "labels": LABELS, "question": QUESTION},
        label_words=(
            "great,good/terrible,bad",
            "good/bad",
            "excellent,wonderful/awful,horrible",
            "perfect,lovely/boring,poor",
        ),
    ),
    "zh": Phrases(
        space="",
        styles={"plain": PLAIN_ZH, "labels": LABELS_ZH},
        label_words=("好/差", "棒/烂"),
    ),
}
