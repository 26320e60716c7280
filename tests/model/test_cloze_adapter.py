"""The cloze head that we ship for minilm: it fits, fills masks sensibly, and carries polarity."""

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer, open_checkpoint
from promptrec.model.network.lm_head import ADAPTERS
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.records import Encoded
from promptrec.training.checkpoint import save

GOOD = ("I love this film, every minute of it.", "Works perfectly and looks lovely.")
BAD = ("What a waste of time and money.", "It broke after a day and they refused to help.")


@pytest.fixture(scope="module")
def tokenizer():
    found = Tokenizer.from_file(str(resolve("minilm").tokenizer_file))
    found.no_padding()
    return found


@pytest.fixture(scope="module")
def read(tokenizer):
    def one(text):
        ids = tuple(tokenizer.encode(text).ids)
        return Encoded(ids, mask_at=(ids.index(tokenizer.token_to_id("[MASK]")),))

    return one


@pytest.fixture(scope="module")
def plan(tokenizer):
    words = tuple(
        LabelWord(word, (tokenizer.token_to_id(word),), liked)
        for word, liked in (("great", True), ("good", True), ("terrible", False), ("bad", False))
    )
    return ScorerPlan(
        model="minilm", head="cloze", method="none", loss="cross_entropy", seed=0, words=words
    )


@pytest.mark.parametrize(
    ("name", "most"), [("minilm", 5_000_000), ("multilingual-e5-small", 6_000_000)]
)
def test_the_adapter_is_small(name, most):
    assert (ADAPTERS / f"{name}.safetensors").stat().st_size <= most


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("The sun rises in the [MASK].", {"sky", "east", "west", "morning"}),
        ("I read the book and watched the [MASK].", {"movie", "film"}),
        ("The waist is too [MASK] and the sleeves are too long.", {"tight", "small", "big"}),
        ("The user liked Heat and Fargo. They find Casino [MASK].", {"good", "great", "bad"}),
    ],
)
def test_masks_are_filled_sensibly(plan, read, tokenizer, text, among):
    scorer = build_scorer(plan)
    network, batch = scorer.network, scorer.batch([read(text)])
    with torch.inference_mode():
        hidden = network.hidden(network.embed(batch), batch)[0, batch.mask_at[0]]
        top = network.head.log_probabilities(hidden, network.embeddings)[0].topk(5).indices
    assert among & {tokenizer.id_to_token(int(one)) for one in top}


@pytest.mark.slow
def test_good_reviews_score_above_bad_ones(plan, read):
    scorer = build_scorer(plan)
    good, bad = (
        scorer.score([read(f"{text} Overall it was [MASK].") for text in texts]).score
        for texts in (GOOD, BAD)
    )
    assert good.min() > 0 > bad.max()


@pytest.mark.slow
def test_a_checkpoint_of_another_adapter_is_refused(plan, read, tmp_path, monkeypatch):
    from promptrec.errors import ModelError
    from promptrec.model.network import lm_head

    scorer = build_scorer(plan)
    save(scorer, tmp_path / "kept")
    same = open_checkpoint(tmp_path / "kept").score([read("It is [MASK].")]).score
    assert np.array_equal(same, scorer.score([read("It is [MASK].")]).score)
    monkeypatch.setattr(lm_head, "ADAPTERS", tmp_path)
    with pytest.raises(ModelError, match="other weights"):
        open_checkpoint(tmp_path / "kept")
