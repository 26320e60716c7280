"""The tables of words: the same keys, the same placeholders, and every key that a page uses."""

import re
from pathlib import Path

import pytest

from promptrec.baselines.catalogue import BASELINES
from promptrec.plots.comparison_page import WORDS as OF_PAGE
from promptrec.plots.comparison_parts import PART_WORDS
from promptrec.plots.words import IMPLICIT, WORDS
from promptrec.settings import HEADS, LOSSES, METHODS, SCHEDULES, SPLITS, STATISTICS
from promptrec.store.snapshots import RunState
from promptrec.ui.say import LANGUAGES, plain, table

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "promptrec/ui").glob("*.py")]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
COMPUTED = [
    *(f"option.{one}" for one in (*METHODS, *LOSSES, *HEADS, *SCHEDULES, *STATISTICS)),
    *(f"method.{one}" for one in METHODS),
    *(f"split.{one}" for one in SPLITS),
    *(f"split.{one}_help" for one in SPLITS),
    *(f"state.{one}" for one in RunState),
    *(f"baseline.{one}" for one in BASELINES),
    *(f"plot.{one}" for one in WORDS),
    *(f"implicit.{one}" for one in IMPLICIT),
    *(f"versus_page.{one}" for one in (*OF_PAGE, *PART_WORDS)),
]


def test_both_languages_have_the_same_keys() -> None:
    assert set(table("en")) == set(table("zh"))


@pytest.mark.parametrize("key", sorted(set(re.findall(r"""say\(\s*["']([a-z_.]+)["']""", SOURCE))))
def test_every_key_that_a_page_uses_has_words(key: str) -> None:
    assert all(key in table(language) for language in LANGUAGES)


@pytest.mark.parametrize("key", COMPUTED)
def test_every_name_that_a_page_may_show_has_words(key: str) -> None:
    assert all(key in table(language) for language in LANGUAGES)


def test_plain_takes_markup_away() -> None:
    assert plain("*a* [b](c) $d$ :red[e]") == r"\*a\* \[b\]\(c\) \$d\$ \:red\[e\]"
