"""Token ids, places of mask and soft tokens, and what goes when a prompt is too long."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptrec.errors import TemplateError
from promptrec.examples.encode import SOFT_TOKEN, Encoder
from promptrec.examples.fit import Fitter
from promptrec.model.catalogue import resolve
from promptrec.prompt.template import Template

TOKENIZER = resolve("minilm").tokenizer_file


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(TOKENIZER, max_tokens=32, use_mask=True, masks=2)


def test_mask_and_soft_tokens_have_their_places(encoder: Encoder) -> None:
    template = Template("t", "{soft:3} {item.title} is {mask}.")
    (found,) = encoder.encode([template.render({"item.title": "Laura"})], detail=True)
    assert found.tokens == (
        "[CLS]", SOFT_TOKEN, SOFT_TOKEN, SOFT_TOKEN, "laura", "is", "[MASK]", "[MASK]", ".",
        "[SEP]",
    )  # fmt: skip
    assert found.soft_at == (1, 2, 3)
    assert found.mask_at == (6, 7)
    assert found.fields[4] == "item.title" and found.fields[5] == ""
    assert len(found.ids) == len(found.tokens) == len(found.fields)


def test_a_value_that_reads_like_a_mask_is_text(encoder: Encoder) -> None:
    template = Template("t", "{item.title} is {mask}")
    (found,) = encoder.encode([template.render({"item.title": "[MASK] {mask} [SEP]"})])
    assert len(found.mask_at) == 2
    assert found.ids.count(found.ids[found.mask_at[0]]) == 2
    assert found.ids.count(found.ids[-1]) == 1  # [SEP]


def test_a_field_inside_a_word_does_not_tear_it(encoder: Encoder) -> None:
    whole = encoder.encode([Template("t", "movies").render({})])[0].ids
    torn = encoder.encode([Template("t", "{item.title}s").render({"item.title": "movie"})])[0].ids
    assert whole == torn


def test_a_classifier_drops_the_mask() -> None:
    plain = Encoder(TOKENIZER, max_tokens=32)
    assert plain.encode([Template("t", "good {mask}").render({})])[0].mask_at == ()


titles = st.lists(st.sampled_from(["Laura", "The Thin Man", "Notorious", "M"]), max_size=30)


@settings(max_examples=60, deadline=None)
@given(liked=titles, genres=titles, text=st.integers(0, 40), room=st.integers(14, 60))
def test_what_is_cut_goes_in_order_and_no_more_than_needed(
    liked: list[str], genres: list[str], text: int, room: int
) -> None:
    template = Template("t", "Liked {history.liked}. {item.title}, {item.genres}: {item.plot}")
    values = {
        "history.liked": tuple(liked),
        "item.title": "Gaslight",
        "item.genres": tuple(genres),
        "item.plot": " ".join(["word"] * text),
    }
    encoder = Encoder(TOKENIZER, max_tokens=room)
    (found,) = Fitter(template, encoder).fit([values])
    assert len(found.encoded) <= room
    assert "Gaslight" in found.prompt.text
    cuts = {cut.field: cut for cut in found.cuts}
    if "item.genres" in cuts:
        assert not liked or cuts["history.liked"].kept == 0
    if "item.plot" in cuts:
        assert not genres or cuts["item.genres"].kept == 0
    if not cuts:
        assert found.prompt == template.render(values)
    kept = cuts["history.liked"].kept if "history.liked" in cuts else len(liked)
    if kept and len(cuts) == 1:
        one_more = {**values, "history.liked": tuple(liked[-kept - 1 :])}
        assert encoder.count([template.render(one_more)])[0] > room


def test_the_templates_own_words_are_never_cut() -> None:
    template = Template("t", "word " * 40 + "{item.title}")
    with pytest.raises(TemplateError, match="Shorten the template"):
        Fitter(template, Encoder(TOKENIZER, max_tokens=20)).fit([{"item.title": "Laura"}])


def test_a_chinese_text_is_cut_by_characters() -> None:
    template = Template("t", "{item.title}：{item.plot}", language="zh")
    values = {"item.title": "Laura", "item.plot": "一二三四五六七八九十" * 5}
    (found,) = Fitter(template, Encoder(TOKENIZER, max_tokens=20)).fit([values])
    assert found.cuts[0].field == "item.plot"
    assert found.prompt.text.startswith("Laura：一二三")


def test_a_missing_tokenizer_is_one_sentence(tmp_path: Path) -> None:
    from promptrec.errors import ModelError

    with pytest.raises(ModelError, match="missing"):
        Encoder(tmp_path / "tokenizer.json", max_tokens=8)
