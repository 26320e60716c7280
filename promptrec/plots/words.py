"""The words on the figures: the section `plot` of the tables of words."""

from collections.abc import Mapping

from promptrec.words.table import section


def plot_words(language: str = "en", *, implicit: bool = False) -> Mapping[str, str]:
    """Words by their short names. implicit: of data where nobody says that an item was disliked."""
    return {**section(language, "plot"), **(section(language, "implicit") if implicit else {})}


def chosen(words: Mapping[str, str] | None) -> Mapping[str, str]:
    """The words to use: those handed in, English for the others."""
    return {**plot_words(), **(words or {})}


def within(measure: str, words: Mapping[str, str], of: str = "") -> str:
    """An axis of a measure with its interval, or with what it is a measure of.

    >>> within("AUC", plot_words())
    'AUC, 95 % interval'
    """
    return words["within"].format(measure=measure, interval=of or words["interval"])
