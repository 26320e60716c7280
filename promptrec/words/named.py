"""What metrics and fields are called for people: everyday words, written once.

The table `metric` has each name as it stands within a sentence, with the field's term. A metric of
other hands that has no words is called by its name; a column that has none by its own, of whom it
is.
"""

from collections.abc import Sequence

from promptrec.words.table import Sentence, has_words, sentence, worded


def metric_inside(language: str, name: str) -> str:
    """A metric within a sentence.

    >>> metric_inside("en", "gauc_rows"), metric_inside("en", "mine")
    ('right order within a user (GAUC)', 'mine')
    """
    key = f"metric.{name}"
    return worded(language, key) if has_words(key) else name


def metric_term(language: str, name: str) -> str:
    """The field's term alone, where there is no room.

    >>> metric_term("en", "auc"), metric_term("en", "mine")
    ('AUC', 'mine')
    """
    words = metric_inside(language, name).replace("（", "(").replace("）", ")")
    return words.rpartition("(")[2].removesuffix(")")


def metric_name(language: str, name: str) -> str:
    """A metric above a column, on an axis, in a list of choices.

    >>> metric_name("en", "gauc_rows"), metric_name("en", "mine")
    ('Right order within a user (GAUC)', 'mine')
    """
    words = metric_inside(language, name)
    return words if words == name else words[:1].upper() + words[1:]


def field_words(name: str) -> Sentence:
    """A field as people call it, within a sentence: what it says of whom.

    >>> field_words("item.summary"), field_words("history.alike:10")
    ('who liked it', 'what the user thought of things that go with it')
    >>> field_words("user.age_band"), field_words("user.age_band").in_language("zh")
    ("the user's age band", '用户的 age band')
    """
    side, _, column = name.partition(":")[0].partition(".")
    key = f"wording.field_{side}_{column}"
    if has_words(key):
        return sentence(key)
    column = name.partition(".")[2].replace("_", " ").replace("-", " ").lower()
    if side == "user":
        return sentence("wording.of_user", name=column)
    if side == "item":
        return sentence("wording.of_item", name=column)
    return sentence("wording.of_context", name=column)


def field_inside(language: str, name: str) -> str:
    """The same in a language.

    >>> field_inside("en", "item.genres"), field_inside("zh", "item.genres")
    ("the item's genres", '物品的类型')
    """
    return field_words(name).in_language(language)


def field_name(language: str, name: str) -> str:
    """The same above a box, on an axis, in a list of choices.

    >>> field_name("en", "item.title")
    'The title'
    """
    words = field_inside(language, name)
    return words[:1].upper() + words[1:]


def field_names(language: str, names: Sequence[str]) -> list[str]:
    """Some of them beside bars or in a table; two that are called alike are told apart.

    >>> field_names("en", ["item.title", "history.alike:3", "history.alike:10"])[:2]
    ['the title', 'what the user thought of things that go with it (history.alike:3)']
    """
    inside = [field_inside(language, name) for name in names]
    return [
        worded(language, "wording.told_apart", field=words, name=name)
        if inside.count(words) > 1
        else words
        for name, words in zip(names, inside, strict=True)
    ]
