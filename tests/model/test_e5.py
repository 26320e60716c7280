"""multilingual-e5-small, where its package is installed: it is whole, and reads Chinese."""

import json

import numpy as np
import pytest

from promptrec.errors import ModelError
from promptrec.examples.encode import Encoder
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer
from promptrec.model.network.embedding import text_vectors
from promptrec.model.reading import reader_for
from promptrec.settings import RunSettings

NAME = "multilingual-e5-small"
CLASSIC = "请推荐以下商品：{item.title}"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def backbone():
    try:
        return resolve(NAME)
    except ModelError as error:
        pytest.skip(str(error))


def test_it_is_the_encoder_that_it_says(backbone):
    assert (backbone.layers, backbone.hidden, backbone.vocab, backbone.max_tokens) == (
        12,
        384,
        250_037,
        512,
    )
    assert json.loads((backbone.folder / "config.json").read_text())["pad_token_id"] == 1
    assert backbone.languages == ("en", "zh")


def test_the_meaning_of_a_chinese_sentence_is_nearest_to_its_translation(backbone):
    texts = ("用户喜欢科幻电影", "A fan of science fiction films", "I cook pasta on Sundays")
    vectors = text_vectors([f"query: {one}" for one in texts], NAME)
    near = vectors @ vectors[0]
    assert near[1] > near[2]


def test_the_classic_template_is_read_in_whole_words(backbone):
    encoder = Encoder(backbone.tokenizer_file, max_tokens=64)
    settings = RunSettings(dataset="movies", template=CLASSIC, model=NAME, language="zh")
    reader = reader_for(settings)
    (one,) = encoder.encode([reader.template.render({"item.title": "科幻电影"})], detail=True)
    assert one.tokens == (
        *("<s>", "▁", "请", "推荐", "以下", "商品", ":"),
        *("科幻", "电影", "</s>"),
    )
    assert one.fields[-3:] == ("item.title", "item.title", "")


def test_a_chinese_cloze_answers_with_one_piece_at_one_mask(backbone):
    settings = RunSettings(
        dataset="movies",
        template="{item.title}总的来说很{mask}。",
        verbalizer="好/差",
        model=NAME,
        method="none",
        language="zh",
    )
    reader = reader_for(settings)
    assert reader.head == "cloze"
    assert [len(word.ids) for word in reader.label_words] == [1, 1]
    prompts = [reader.template.render({"item.title": text}) for text in ("很好看。", "太差了。")]
    encoded = reader.encoder.encode(prompts)
    assert all(len(one.mask_at) == 1 for one in encoded)
    scorer = build_scorer(reader.scorer_plan(settings, (0.0, 1.0)))
    score = scorer.score(encoded).score
    assert np.isfinite(score).all()
    assert score[0] > score[1]
