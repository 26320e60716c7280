"""What a model will read for given values."""

import dataclasses
import pickle

import pytest

from promptrec.prompt.rendered import Piece
from promptrec.prompt.template import Template

VALUES: dict[str, str | tuple[str, ...]] = {
    "item.title": "Laura",
    "item.genres": ("film noir", "mystery", "drama"),
    "item.director": "",
    "item.plot": "A  detective\tfalls in love",
    "item.facts": ("directed by A, B", "stars C"),
    "history.liked": ("old", "newer", "newest"),
    "history.disliked": (),
    "user.age": "30",
}


def render(text: str, language: str = "en") -> str:
    return Template("t", text, language=language).render(VALUES).text


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("{item.title}: {mask}", "Laura: [MASK]"),
        ("{soft:8 film} {item.title}", "⟦soft 8⟧ Laura"),
        ("{item.genres}", "film noir, mystery, drama"),
        ("{item.genres:2}", "film noir, mystery"),
        ("{item.genres:999}", "film noir, mystery, drama"),
        ("{history.liked:2}", "newer, newest"),
        ("{item.plot:2}!", "A  detective!"),
        ("{item.plot:9}!", "A  detective\tfalls in love!"),
        ("{item.facts}", "directed by A, B; stars C"),
        ("{item.facts:1}", "directed by A, B"),
        ("x{item.director}y{item.nothing}z", "xyz"),
        ("{item.title}[ by {item.director}].", "Laura."),
        ("{item.title}[ (age {user.age})].", "Laura (age 30)."),
        ("[{user.age} {item.director}]{item.title}", "Laura"),
        ("[bad: {history.disliked}. ]{item.title}", "Laura"),
        ("[{history.liked:1}: ]{item.title}", "newest: Laura"),
        ("[[{item.title}]] {{{user.age}}}", "[Laura] {30}"),
        (" \n{item.director} {item.title}  two  spaces \t", "Laura  two  spaces"),
        ("{mask} {item.director} ", "[MASK]"),
        ("{item.director}", ""),
    ],
)
def test_prompts_by_hand(text: str, prompt: str) -> None:
    assert render(text) == prompt


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("请推荐以下商品：{item.title}", "请推荐以下商品：Laura"),
        ("{item.title:3}", "Lau"),
        ("{history.liked}", "old、newer、newest"),
        ("{item.facts}", "directed by A, B；stars C"),
    ],
)
def test_chinese_joins_and_counts_in_its_own_way(text: str, prompt: str) -> None:
    assert render(text, "zh") == prompt


def test_pieces_know_where_they_come_from() -> None:
    template = Template(
        "t", "{soft:2 good film} [by {user.age}, ]{item.director}{item.title}: {mask}"
    )
    assert template.render(VALUES).pieces == (
        Piece("soft", soft=2, words="good film"),
        Piece("text", " "),
        Piece("text", "by "),
        Piece("field", "30", "user.age"),
        Piece("text", ", "),
        Piece("field", "Laura", "item.title"),
        Piece("text", ": "),
        Piece("mask"),
    )


def test_a_template_knows_what_it_uses() -> None:
    template = Template("t", "{soft:2}{item.title}[ {user.age}]{item.title:3}{soft:3} {mask}")
    assert template.fields == ("item.title", "user.age")
    assert len(template.field_parts) == 3
    assert (template.soft_total, template.has_mask) == (5, True)
    assert not Template("t", "{item.title}").has_mask


def test_equal_texts_are_equal_templates_wherever_they_come_from() -> None:
    template = Template("t", "{item.title} {mask}", language="zh")
    copies = (pickle.loads(pickle.dumps(template)), dataclasses.replace(template))
    assert {template, *copies} == {template}
    assert copies[0].render(VALUES) == template.render(VALUES)
