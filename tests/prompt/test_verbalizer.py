"""Label words: both ways of writing them, and what is refused."""

import pytest

from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import default_verbalizer, parse_verbalizer


def test_two_sides_of_words() -> None:
    found = parse_verbalizer(" great, very good / terrible,bad ")
    assert (found.liked, found.disliked) == (("great", "very good"), ("terrible", "bad"))
    assert found.ratings is None
    assert found.words == ("great", "very good", "terrible", "bad")


def test_words_with_ratings_are_liked_above_the_middle() -> None:
    found = parse_verbalizer("terrible = 1, bad=2,okay=3,good=4,great=5")
    assert found.liked == ("good", "great")
    assert found.disliked == ("terrible", "bad", "okay")
    assert found.ratings == {"terrible": 1, "bad": 2, "okay": 3, "good": 4, "great": 5}


@pytest.mark.parametrize("text", ["great,good/terrible", "好，很好/差", "bad=1,fine=2.5,good=5"])
def test_what_is_shown_reads_back_as_the_same(text: str) -> None:
    found = parse_verbalizer(text)
    assert parse_verbalizer(str(found)) == found
    assert hash(found) == hash(parse_verbalizer(str(found)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("great", "one /"),
        ("great/", "one /"),
        ("/bad", "one /"),
        ("a/b/c", "one /"),
        ("good,bad/bad", "bad twice"),
        ("good=5", "low and for high"),
        ("good=5,bad=5", "low and for high"),
        ("good=5,bad", "'bad'"),
        ("good=5,bad=low", "'bad=low'"),
        ("good=5,good=1", "'good=1'"),
        ("good=nan,bad=1", "'good=nan'"),
        ("=5,bad=1", "'=5'"),
    ],
)
def test_a_wrong_verbalizer_is_refused_with_an_example(text: str, words: str) -> None:
    with pytest.raises(TemplateError, match=words):
        parse_verbalizer(text)
    with pytest.raises(TemplateError, match=words):
        Template("t", "{item.title} {mask}", verbalizer=text)


def test_each_language_has_its_words() -> None:
    assert str(default_verbalizer("en")) == "great,good/terrible,bad"
    assert str(default_verbalizer("zh")) == "好/差"
