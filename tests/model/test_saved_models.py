"""Folders that transformers wrote: our cloze head must say what theirs says."""

import shutil

import pytest
import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Tokenizer

from promptrec.errors import ModelError
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.records import Encoded

SMALL = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
KINDS = {
    "bert": lambda vocab: transformers.BertForMaskedLM(
        transformers.BertConfig(vocab_size=vocab, intermediate_size=32, **SMALL)
    ),
    "roberta": lambda vocab: transformers.RobertaForMaskedLM(
        transformers.RobertaConfig(
            vocab_size=vocab, intermediate_size=32, pad_token_id=1, layer_norm_eps=1e-12, **SMALL
        )
    ),
    "electra": lambda vocab: transformers.ElectraForMaskedLM(
        transformers.ElectraConfig(
            vocab_size=vocab, embedding_size=8, intermediate_size=32, **SMALL
        )
    ),
    "distilbert": lambda vocab: transformers.DistilBertForMaskedLM(
        transformers.DistilBertConfig(
            vocab_size=vocab, dim=16, n_layers=2, n_heads=2, hidden_dim=32
        )
    ),
}


@pytest.fixture(params=sorted(KINDS))
def saved(request, tmp_path, cache):
    """A model of each kind with random weights, its folder, and ids of a prompt with a mask."""
    tokenizer_file = resolve("tiny", cache).tokenizer_file
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    torch.manual_seed(0)
    model = KINDS[request.param](tokenizer.get_vocab_size()).eval()
    for parameter in model.parameters():  # biases and norms too, or nothing would tell them apart
        torch.nn.init.normal_(parameter, 0.1, 0.3)
    model.save_pretrained(tmp_path)
    shutil.copy(tokenizer_file, tmp_path / "tokenizer.json")
    ids = tokenizer.encode("a good film is").ids
    return model, tmp_path, (*ids[:-1], tokenizer.token_to_id("[MASK]"), ids[-1])


def test_a_pretrained_cloze_head_is_found_and_says_the_same(saved):
    model, folder, ids = saved
    words = tuple(LabelWord(str(at), (at,), at < 12) for at in range(10, 15))
    plan = ScorerPlan(
        model=str(folder), head="cloze", method="none", loss="cross_entropy", seed=0, words=words
    )
    mask_at = len(ids) - 2
    with torch.inference_mode():
        logits = model(torch.tensor([ids])).logits[0, mask_at]
    expected = logits.softmax(-1)[10:15].tolist()
    answers = build_scorer(plan).score([Encoded(ids, mask_at=(mask_at,))])
    assert answers.word_probability[0].tolist() == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("method", ["full", "lora", "prompt_tuning"])
def test_every_kind_can_be_tuned(saved, method):
    _, folder, ids = saved
    plan = ScorerPlan(
        model=str(folder),
        head="classifier",
        method=method,
        loss="cross_entropy",
        seed=0,
        soft_start=(-1,) if method == "prompt_tuning" else (),
    )
    scorer = build_scorer(plan)
    prompt = Encoded(ids, soft_at=(1,) if plan.soft_start else ())
    scorer.read([prompt]).score.sum().backward()
    dead = [
        name
        for name, part in scorer.network.named_parameters()
        if part.requires_grad and part.grad is None
    ]
    assert not dead


@pytest.mark.parametrize(("damage", "message"), [("torn", "or is damaged"), ("incomplete", "lack")])
def test_weights_that_do_not_fit_are_one_sentence(saved, damage, message):
    _, folder, _ = saved
    weights = folder / "model.safetensors"
    if damage == "torn":
        weights.write_bytes(weights.read_bytes()[:1000])
    else:
        save_file({"something.else": torch.ones(2)}, weights, {"format": "pt"})
    plan = ScorerPlan(
        model=str(folder), head="classifier", method="none", loss="cross_entropy", seed=0
    )
    with pytest.raises(ModelError, match=message):
        build_scorer(plan)
