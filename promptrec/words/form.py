"""How a language sets what stands together: numbers and their signs, dates, sentences in a row.

>>> from datetime import date
>>> day("en", date(2026, 3, 9)), day("zh", date(2026, 3, 9))
('2026-03-09', '2026年3月9日')
>>> together("en", ["Yes.", "No."]), together("zh", ["是。", "", "否。"])
('Yes. No.', '是。否。')
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

from promptrec.words.table import LANGUAGES, typeset, worded

__all__ = ["day", "in_every", "moment", "percent", "together", "typeset"]

Said = TypeVar("Said")


def day(language: str, when: date) -> str:
    """A date."""
    return worded(language, "time.day", year=when.year, month=when.month, day=when.day)


def moment(language: str, when: datetime) -> str:
    """A date with its time of day."""
    clock = f"{when:%H:%M}"
    return worded(language, "time.moment", day=day(language, when), clock=clock)


def percent(language: str, share: float, digits: int = 0) -> str:
    """A share of 1 in hundredths: 51 %, in Chinese 51%."""
    return typeset(language, f"{100 * share:.{digits}f} %")


def together(language: str, sentences: Iterable[str]) -> str:
    """Sentences one behind the other; empty ones are left out."""
    return worded(language, "joined.sentences").join(one for one in sentences if one)


def in_every(said: Callable[[str], Said]) -> dict[str, Said]:
    """What is said in each language, by language: for what is kept until somebody reads it.

    >>> in_every(lambda language: worded(language, "menu.home"))
    {'en': 'Home', 'zh': '首页'}
    """
    return {language: said(language) for language in LANGUAGES}
