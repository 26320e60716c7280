"""The default model, with its real weights: what the tiny one cannot show."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from promptrec.methods import METHODS
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer, open_checkpoint
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.records import Encoded, Pairs
from promptrec.training.checkpoint import save
from promptrec.training.loop import train

pytestmark = pytest.mark.slow
PRAISE = ("a masterpiece", "wonderful acting", "brilliant and moving", "the best of the year")
BLAME = ("a waste of time", "dull and far too long", "terrible acting", "the worst of the year")


@pytest.fixture(scope="module")
def tokenizer():
    tokenizer = Tokenizer.from_file(str(resolve("minilm").tokenizer_file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@pytest.fixture(scope="module")
def reviews(tokenizer):
    """reviews(titles): prompts and pairs, eight for each title, half of them praise."""

    def make(*titles):
        texts = [f"{title}: {review}." for title in titles for review in (*PRAISE, *BLAME)]
        label = np.array([float(review in PRAISE) for _ in titles for review in (*PRAISE, *BLAME)])
        prompts = [Encoded(tuple(tokenizer.encode(text).ids)) for text in texts]
        number = np.arange(len(texts))
        return prompts, Pairs(number, number, number, label, label * np.nan, label > 2)

    return make


def plan_of(method, **changes):
    values = {"head": "classifier", "loss": "cross_entropy", "seed": 0}
    return ScorerPlan(model="minilm", method=method, **{**values, **changes})


@pytest.mark.parametrize("method", ["lora", "full"])
def test_the_default_learning_rate_learns_praise_from_blame(reviews, settings, method):
    scorer = build_scorer(plan_of(method))
    chosen = settings(
        method=method, epochs=6, batch_size=8, learning_rate=METHODS[method].learning_rate
    )
    seen, unseen = reviews("Heat", "Laura", "Alien", "Ran"), reviews("Jaws", "Amelie", "Gilda")
    outcome = train(scorer, *seen, *unseen, chosen)
    assert outcome.report.metrics["auc"].value > 0.95
    assert outcome.alarms == ()


def test_a_minilm_checkpoint_is_small_and_exact(reviews, settings, tmp_path):
    scorer = build_scorer(plan_of("lora"))
    prompts, pairs = reviews("Heat", "Laura")
    train(scorer, prompts, pairs, [], pairs.take(slice(0, 0)), settings(method="lora", epochs=1))
    save(scorer, tmp_path)
    assert (tmp_path / "weights.safetensors").stat().st_size < 1_000_000
    again = open_checkpoint(tmp_path).score(prompts).score
    assert again.tobytes() == scorer.score(prompts).score.tobytes()


def test_scores_do_not_depend_on_the_batch(tokenizer):
    texts = [" ".join(["film"] * n) for n in (1, 3, 9, 27, 81)]
    prompts = [Encoded(tuple(tokenizer.encode(text).ids)) for text in texts]
    scorer = build_scorer(plan_of("none"))
    alone = [scorer.score([prompt]).score[0] for prompt in prompts]
    np.testing.assert_allclose(scorer.score(prompts).score, alone, rtol=0, atol=1e-5)


def test_an_untrained_cloze_head_prefers_the_word_that_stands_nearby(tokenizer):
    def word(text, liked):
        return LabelWord(text, tuple(tokenizer.encode(text).ids[1:-1]), liked)

    def ask(text):
        first, *inner, last = tokenizer.encode(text).ids
        ids = (first, *inner, tokenizer.token_to_id("[MASK]"), last)
        return Encoded(ids, mask_at=(len(ids) - 2,))

    plan = plan_of("none", head="cloze", words=(word("great", True), word("terrible", False)))
    score = build_scorer(plan).score([ask("great, great, it is"), ask("terrible, terrible, it is")])
    assert score.score[0] > score.score[1]
