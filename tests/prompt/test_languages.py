"""A language says everything of itself in one file."""

import string
from dataclasses import replace

import pytest

from promptrec.data.about import about_of
from promptrec.languages import LANGUAGES, Language
from promptrec.prompt.formats import formats
from promptrec.prompt.summary import history_choices, history_summary, item_choices, item_summary
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import default_verbalizer, parse_verbalizer
from promptrec.words.table import table


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_language_has_words_for_every_count_and_label(language: Language) -> None:
    words = language.counted
    assert (len(words.history), len(words.item), len(words.choice)) == (7, 7, 5)
    assert len(words.known) == 5 and "{" not in words.one_alike + words.one_similar
    assert all(parse_verbalizer(text) for text in language.phrases.label_words)
    assert language.title in table("en")
    for text, names in (
        (words.liking, {"word", "liked", "seen"}),
        (words.liked, {"word", "liked", "seen"}),
        (words.choices, {"seen"}),
        (words.chosen, {"word", "seen"}),
        (words.alike, {"word", "liked", "seen"}),
        (words.alikes, {"seen"}),
        (words.similar, {"word", "liked", "seen"}),
        (words.similars, {"seen"}),
        (words.popularity, {"word"}),
        (words.likeminded, {"word", "liked", "seen"}),
    ):
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} == names


def test_a_new_language_is_one_entry_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    toy = replace(
        LANGUAGES["en"],
        signs=("α", "ω"),
        list_joint=" + ",
        label_words="kalo/kako",
        counted=replace(LANGUAGES["en"].counted, choices="{seen}!", chosen="{seen}?"),
        sentence_joints=(" / ", " // "),
    )
    monkeypatch.setitem(LANGUAGES, "toy", toy)
    template = Template("t", "Αγαπά {history.liked}. {item.title}. {mask}", language="toy")
    values = {"history.liked": ("a", "b"), "item.title": "c"}
    assert template.render(values).text == "Αγαπά a + b. c. [MASK]"
    assert default_verbalizer("toy").liked == ("kalo",)
    assert (history_choices(3, "toy"), item_choices(3, "toy")) == ("3!", "3?")
    assert history_summary(1, 2, "toy") and item_summary(1, 2, "toy")
    assert any(" / " in one.template.text for one in formats(template, 8))
    assert about_of({"language": "toy"}, "x").language == "toy"
