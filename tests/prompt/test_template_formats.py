"""Equivalent formats: what a template says stays, how it is written changes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import promptrec.prompt.library as library
from promptrec.errors import SettingsError
from promptrec.prompt.clauses import clauses_of
from promptrec.prompt.files import read_template
from promptrec.prompt.formats import formats, reorder, reword, separate
from promptrec.prompt.parse import Kind
from promptrec.prompt.template import Template

SHIPPED = [
    read_template(path) for path in sorted(Path(library.__file__).parent.glob("library/*.toml"))
]
SENTENCES = (
    "[The user liked {history.liked:5}. ]",
    "[Disliked: {history.disliked}; ]",
    "Next: {item.title}[, {item.genres:3}]. ",
    "Is {item.title} worth it? ",
    "{{braces}} and [[brackets]]. ",
    "该用户喜欢：{history.liked}。",
    "{soft:4 movie taste}",
    "v.{item.year} ",
)
templates = st.builds(
    lambda body, mask, language: Template("t", "".join(body) + mask, language=language),
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6),
    st.sampled_from(("", "It is {mask}.", "It is {mask}")),
    st.sampled_from(("en", "zh")),
)


def used(template):
    return sorted((part.name, part.limit or 0) for part in template.field_parts)


@given(templates, st.integers(1, 12), st.integers(0, 3))
def test_every_format_keeps_fields_mask_and_soft_tokens(template, count, seed):
    family = formats(template, count, seed)
    assert family[0].template == template and len(family) <= count
    assert len({one.template.text for one in family}) == len(family)
    for one in family[1:]:
        other = one.template
        assert used(other) == used(template)
        assert (other.has_mask, other.soft_total) == (template.has_mask, template.soft_total)
        assert one.changes
        if template.text.endswith("{mask}"):
            assert other.parts[-1].kind is Kind.MASK


@given(templates, st.integers(0, 3))
def test_formats_are_repeatable_and_a_larger_family_begins_with_a_smaller(template, seed):
    assert formats(template, 5, seed) == formats(template, 9, seed)[:5]


@given(templates)
def test_literal_braces_stay_literal(template):
    values = {"item.title": "a {title}", "history.liked": ("x",), "item.year": "1999"}
    for one in formats(template, 6):
        text = one.template.render(values).text.lower()
        assert text.count("{braces}") == template.text.count("{{braces}}")


CARDS = ("Product card", "Artist card")  # values between commas: only the case of words can change


@pytest.mark.parametrize("template", SHIPPED, ids=lambda one: one.name)
def test_a_shipped_template_with_words_of_its_own_has_a_family(template):
    own = any(part.kind is Kind.OPTIONAL for part in template.parts) or "：" in template.text
    members = 2 if template.name in CARDS else 5
    assert len(formats(template, 5)) == (members if own else 1)


def test_each_kind_of_change_by_hand():
    text = "[The user liked {history.liked}. ]The user sees {item.title}. It is {mask}."
    assert reorder(text, (1, 0, 2)) == (
        "The user sees {item.title}. [The user liked {history.liked}. ]It is {mask}."
    )
    assert separate(text, joint="; ") == (
        "[The user liked {history.liked}; ]The user sees {item.title}; It is {mask}."
    )
    assert separate("Next: {item.title}", colon=" = ") == "Next = {item.title}"
    assert reword("The user disliked {user.age}", {"liked": "x", "user": "person"}) == (
        "The person disliked {user.age}"
    )
    assert reword("Liked: {item.title}", {"liked": "enjoyed"}) == "Enjoyed: {item.title}"


def test_a_number_or_a_field_behind_a_full_stop_is_no_new_sentence():
    assert [one.text for one in clauses_of("Version 3.5 of v.{item.title}. Good")] == [
        "Version 3.5 of v.{item.title}",
        "Good",
    ]


def test_no_format_is_asked_for():
    with pytest.raises(SettingsError):
        formats(SHIPPED[0], 0)
