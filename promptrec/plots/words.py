"""The words on the figures: the section `plot` of the tables of words."""

from collections.abc import Mapping

from promptrec.words.table import section


def plot_words(language: str = "en", *, implicit: bool = False) -> Mapping[str, str]:
    """Words by their short names. implicit: of data where nobody says that an item was disliked."""
    return {**section(language, "plot"), **(section(language, "implicit") if implicit else {})}


def chosen(words: Mapping[str, str] | None) -> Mapping[str, str]:
    """The words to use: those handed in, English for the others."""
    return {**plot_words(), **(words or {})}
