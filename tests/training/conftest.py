"""A small world in which one word decides: prompts with "good" are liked."""

import os

import numpy as np
import pytest
from tokenizers import Tokenizer

from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.records import Encoded, Pairs
from promptrec.settings import RunSettings

os.environ["HF_HUB_OFFLINE"] = "1"
collect_ignore = ["conftest.py"]  # has no doctests, and a namesake in other folders
SOFT = 2


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def tokenizer(cache):
    return Tokenizer.from_file(str(resolve("tiny", cache).tokenizer_file))


@pytest.fixture(scope="session")
def world(tokenizer):
    """world(n, seed, soft, masks): n prompts and their pairs; ratings are 5 for liked, else 1."""
    fillers = ["the", "film", "user", "drama", "action", "night", "love", "war", "day", "story"]

    def make(n=96, seed=0, soft=0, masks=0):
        rng = np.random.default_rng(seed)
        label = (np.arange(n) % 2).astype(float)
        mask = tokenizer.token_to_id("[MASK]")
        prompts = []
        for liked in label:
            filler = rng.choice(fillers, rng.integers(2, 6)).tolist()
            first, *inner, last = tokenizer.encode(
                " ".join([*filler, "good" if liked else "bad"])
            ).ids
            ids = (first, *[mask] * soft, *inner, *[mask] * masks, last)
            end = len(ids) - 1
            prompts.append(Encoded(ids, tuple(range(end - masks, end)), tuple(range(1, 1 + soft))))
        zeros = np.zeros(n, np.int64)
        pairs = Pairs(np.arange(n) % 25, zeros, np.arange(n), label, 1 + 4 * label, zeros > 0)
        return prompts, pairs

    return make


@pytest.fixture(scope="session")
def tiny(cache, tokenizer):
    """tiny(method, ...): a scorer for prompts of `world`."""

    def word(text, liked):
        return LabelWord(text, tuple(tokenizer.encode(text).ids[1:-1]), liked)

    def build(method="full", head="classifier", **changes):
        words = (word("good", True), word("bad", False)) if head == "cloze" else ()
        values = {"loss": "cross_entropy", "seed": 0, "rating_scale": (1.0, 5.0), "words": words}
        plan = ScorerPlan(model="tiny", method=method, head=head, **{**values, **changes})
        return build_scorer(plan, cache=cache)

    return build


@pytest.fixture
def settings():
    """settings(...): a short run with a high learning rate."""

    def make(**changes):
        values = {"method": "full", "epochs": 4, "batch_size": 8, "learning_rate": 0.01}
        return RunSettings(dataset="-", template="-", **{**values, **changes})

    return make
