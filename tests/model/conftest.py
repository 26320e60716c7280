"""Tiny scorers and prompts encoded by hand."""

import os

import pytest
from tokenizers import Tokenizer

from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.records import Encoded

os.environ["HF_HUB_OFFLINE"] = "1"
collect_ignore = ["conftest.py"]  # has no doctests, and a namesake in other folders
TEXTS = (
    "the user likes drama.",
    "The film Heat is by Michael Mann, and it is long: almost three hours of crime.",
    "x",
    "many good films",
    "a bad night in the war of the worlds",
)


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def encode(cache):
    """encode(text, soft=0, masks=0): [CLS] soft text masks [SEP], in tiny's word pieces."""
    tokenizer = Tokenizer.from_file(str(resolve("tiny", cache).tokenizer_file))
    mask = tokenizer.token_to_id("[MASK]")

    def one(text, soft=0, masks=0):
        first, *inner, last = tokenizer.encode(text).ids
        ids = [first, *[mask] * soft, *inner, *[mask] * masks, last]
        end = len(ids) - 1
        return Encoded(
            tuple(ids),
            mask_at=tuple(range(end - masks, end)),
            soft_at=tuple(range(1, 1 + soft)),
        )

    return one


@pytest.fixture
def prompts(encode):
    return [encode(text) for text in TEXTS]


@pytest.fixture(scope="session")
def words(encode):
    """Label words with one and with several pieces."""

    def word(text, liked, rating=None):
        return LabelWord(text, encode(text).ids[1:-1], liked, rating)

    return (word("great", True, 5.0), word("good", True, 4.0), word("awful", False, 1.0))


@pytest.fixture
def tiny(cache):
    """tiny(method="full", ...): a scorer; what is not given is a classifier's default."""

    def build(**changes):
        values = {"head": "classifier", "method": "full", "loss": "cross_entropy", "seed": 0}
        return build_scorer(ScorerPlan(model="tiny", **{**values, **changes}), cache=cache)

    return build
