"""The shipped templates: enough, distinct, and at home on the shipped data."""

import pytest

from promptrec.data.shipped import open_dataset
from promptrec.prompt.library import fitting, templates
from promptrec.prompt.template import Template
from promptrec.prompt.verbalizer import parse_verbalizer

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


@pytest.mark.parametrize(("domain", "own"), [("shop", "item.category"), ("music", "item.decade")])
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
