"""The shipped templates: enough, distinct, and at home on the shipped data."""

import re

import pytest

from promptrec.data.shipped import open_dataset
from promptrec.prompt.library import fitting, offered, template_title, templates, titled
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import parse_verbalizer
from promptrec.words.table import LANGUAGES

HAN = re.compile("[\u4e00-\u9fff]")

MOVIE: dict[str, str | tuple[str, ...]] = {
    "item.title": "Laura",
    "item.year": "1944",
    "item.genres": ("crime", "film noir"),
    "item.summary": "is liked by most (8 of 10)",
    "history.summary": "likes most of what they rate (8 of 10)",
    "history.liked": ("Alien", "Heat"),
    "history.recent": ("Alien", "Heat"),
}


def test_at_least_14_work_on_the_shipped_movies() -> None:
    found = fitting(open_dataset("movies").fields)
    assert len(found) >= 14
    assert {one.language for one in found} == {"en", "zh"}
    assert len({one.name for one in templates()}) == len(templates())
    assert len({one.text for one in templates()}) == len(templates())


@pytest.mark.parametrize(
    ("domain", "own"),
    [("shop", "item.category"), ("shop-zh", "item.category"), ("music", "item.decade")],
)
def test_each_domain_has_8_templates_and_some_of_its_own_in_both_languages(
    domain: str, own: str
) -> None:
    found = fitting(open_dataset(domain).fields)
    assert len([one for one in found if "item.summary" not in one.fields]) >= 8
    assert {one.language for one in found if own in one.fields} == {"en", "zh"}


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.name)
def test_each_has_a_name_a_note_and_a_prompt_even_for_a_bare_title(template: Template) -> None:
    assert 0 < len(template.name) <= 40
    assert template.note.endswith((".", "?", "。", "？"))
    bare = template.render({"item.title": "Laura"}).text
    full = template.render(MOVIE).text
    for prompt in (bare, full):
        assert "  " not in prompt
        assert not {"()", "( ", " .", " ,", ",."} & {
            prompt[at : at + 2] for at in range(len(prompt))
        }
    assert "item.title" not in template.fields or "Laura" in bare


def test_the_library_shows_what_the_language_can_do() -> None:
    found = templates()
    assert any(one.soft_total for one in found)
    assert any(one.has_mask for one in found) and any(not one.has_mask for one in found)
    assert any(parse_verbalizer(one.verbalizer).ratings for one in found if one.verbalizer)
    assert any(one.text == "请推荐以下商品：{item.title}" for one in found)
    assert {one.language for one in templates("zh")} == {"zh"}


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.name)
def test_each_has_its_name_and_note_in_every_language(template: Template) -> None:
    for language in LANGUAGES:
        name, note = template.named(language), template.noted(language)
        assert name and note.endswith((".", "?", "。", "？"))
        assert (
            bool(HAN.search(name))
            == bool(HAN.search(note.split("是 (yes)")[0]))
            == (language == "zh")
        )
    assert template.language not in template.said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_are_called_alike_in_any_language(language: str) -> None:
    assert len({titled(one, language) for one in templates()}) == len(templates())


def test_one_in_another_language_says_so_and_one_that_was_edited_keeps_its_name() -> None:
    classic = next(one for one in templates() if one.text == "请推荐以下商品：{item.title}")
    assert titled(classic, "zh") == "经典推荐句" == template_title(classic.name, classic.text, "zh")
    assert titled(classic, "en") == "Classic sentence (Chinese)"
    assert template_title("Genres", "{item.title}", "zh") == "Genres"
    assert template_title("Plain title", "{item.title}", "zh") == "只有标题"
    assert template_title("Plain title", "{item.title}!", "zh") == "Plain title"


def test_chinese_data_is_offered_no_english_words_around_its_titles() -> None:
    data = open_dataset("shop-zh")
    found = offered(data.fields, data.about.language)
    assert found[0].text == "请推荐以下商品：{item.title}"
    assert len([one for one in found if one.language == "zh"]) >= 10
    assert {one.text for one in found if one.language == "en"} == {"{item.title}"}
    for one in found:
        if one.language == "zh":
            assert not re.search("[A-Za-z]", re.sub(r"\{[^{}]*\}", "", one.text + one.verbalizer))
    assert any(one.has_mask and one.verbalizer == "是/否" for one in found)
    english = open_dataset("shop")
    assert {one.language for one in offered(english.fields, "en")} == {"en", "zh"}
