"""The tables of words: the same keys, the same placeholders, and every key that a page uses."""

import re
import unicodedata
from pathlib import Path

import pytest

from promptrec.baselines.catalogue import BASELINES
from promptrec.compare.estimates import METRICS as OF_VERDICT
from promptrec.metrics.metric import ROW_METRICS
from promptrec.metrics.ranking import RANKING_METRICS
from promptrec.report.comparison import COLUMNS
from promptrec.report.parts import MEASURED
from promptrec.settings import HEADS, LOSSES, METHODS, SCHEDULES, SPLITS, STATISTICS
from promptrec.store.snapshots import RunState
from promptrec.ui.shell.say import LANGUAGES, plain, table

ROOT = Path(__file__).parents[2]
FILES = [
    ROOT / "app.py",
    *(ROOT / "pages").rglob("*.py"),
    *(ROOT / "promptrec/ui").rglob("*.py"),
    *(ROOT / "promptrec/report").glob("*.py"),
]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
PLOTS = [*(ROOT / "promptrec/plots").glob("*.py"), *(ROOT / "promptrec/report").glob("*.py")]
FIGURES = "\n".join(path.read_text(encoding="utf-8") for path in PLOTS)
COMPUTED = [
    *(f"option.{one}" for one in (*METHODS, *LOSSES, *HEADS, *SCHEDULES, *STATISTICS)),
    *(f"method.{one}" for one in METHODS),
    *(f"split.{one}" for one in SPLITS),
    *(f"split.{one}_help" for one in SPLITS),
    *(f"state.{one}" for one in RunState),
    *(f"baseline.{one}" for one in BASELINES),
    *(f"said.rule_{one}" for one in BASELINES),
    *(f"metric.{one}" for one in (*OF_VERDICT, *ROW_METRICS)),
    *(f"metric.{one}@10" for one in RANKING_METRICS),
    *(f"said.{one}" for one in ("better", "worse", "equivalent", "undecided", "refused")),
    *(f"versus_page.{one}" for one in (*COLUMNS, *MEASURED)),
    *(f"versus.change_{one}" for one in ("order", "separators", "words", "case")),
]


def test_both_languages_have_the_same_keys() -> None:
    assert set(table("en")) == set(table("zh"))


@pytest.mark.parametrize("key", sorted(set(re.findall(r"""say\(\s*["']([a-z_.]+)["']""", SOURCE))))
def test_every_key_that_a_page_uses_has_words(key: str) -> None:
    assert all(key in table(language) for language in LANGUAGES)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"""\.page\(\s*"([a-z_]+)\"""", SOURCE))))
def test_every_word_of_a_comparison_has_words(name: str) -> None:
    assert all(f"versus_page.{name}" in table(language) for language in LANGUAGES)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"""\bword\["([a-z_]+)"\]""", FIGURES))))
def test_every_word_of_a_figure_has_words(name: str) -> None:
    assert all(f"plot.{name}" in table(language) for language in LANGUAGES)


@pytest.mark.parametrize("key", COMPUTED)
def test_every_name_that_a_page_may_show_has_words(key: str) -> None:
    assert all(key in table(language) for language in LANGUAGES)


def test_plain_takes_markup_away() -> None:
    assert plain("*a* [b](c) $d$ :red[e]") == r"\*a\* \[b\](c) \$d\$ \:red\[e\]"


def test_bold_words_close_where_markdown_closes_them() -> None:
    """A mark of punctuation before the closing stars, and a letter behind them, show the stars."""
    for spoken in LANGUAGES:
        for key, words in table(spoken).items():
            parts = words.split("**")
            for bold, after in zip(parts[1::2], parts[2::2], strict=False):
                inside = unicodedata.category(bold[-1]).startswith("P") and bold[-1] != "}"
                assert not inside or not after or not is_letter(after[0]), f"{spoken} {key}"


def is_letter(char: str) -> bool:
    """True for what is neither a space nor punctuation; a value may begin with anything."""
    return char == "{" or not (char.isspace() or unicodedata.category(char).startswith("P"))
