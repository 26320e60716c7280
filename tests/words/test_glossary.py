"""The glossary: every term in both languages, found by what it is called or means."""

import pytest

from promptrec.metrics.metric import ROW_METRICS
from promptrec.metrics.ranking import RANKING_METRICS
from promptrec.words.glossary import metrics, named, searched, terms
from promptrec.words.table import LANGUAGES, section
from scripts.words_table import PAGE, page


def test_the_page_of_words_is_written_from_the_glossary() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m scripts.words_table"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_section_says_what_it_means(language: str) -> None:
    known = {one.name for one in terms(language)}
    assert known | {f"{name}_is" for name in known} == set(section(language, "term"))
    assert all(one.words and one.meaning for one in terms(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*ROW_METRICS, *(f"{one}@10" for one in RANKING_METRICS)])
def test_every_metric_is_in_the_glossary(name: str, language: str) -> None:
    assert named(language, name) in metrics(language)


def test_a_word_is_explained_once() -> None:
    meanings = [one.meaning for one in (*terms("en"), *metrics("en"))]
    assert len(meanings) == len(set(meanings))
    names = [one.words for one in terms("en")]
    assert len(names) == len(set(names))


def test_chinese_terms_are_chinese_and_keep_the_term_of_the_field() -> None:
    english = {one.name: one.words for one in terms("en")}
    for one in terms("zh"):
        assert any("\u4e00" <= char <= "\u9fff" for char in one.meaning)
        assert searched(english[one.name].split()[0], (one,)), one.words


def test_what_is_called_so_stands_before_what_mentions_it() -> None:
    found = [one.name for one in searched("score", terms("en"))]
    assert found[0] == "score" and "offset" in found
    assert next(one.name for one in searched("  答案  ", terms("zh"))) == "verbalizer"
    assert searched("no such thing", terms("en")) == ()
    assert searched("", terms("en")) == terms("en")
