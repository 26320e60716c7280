"""What metrics are called for people: everyday words with the field's term, written once.

The table `metric` has each name as it stands within a sentence. A metric of other hands that has no
words is called by its name.
"""

from promptrec.words.table import has_words, worded


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
