"""Families of models as transformers saves them x heads x methods: trained, saved, opened again."""

import shutil
from pathlib import Path

import pytest
import torch
import transformers
from tokenizers import Tokenizer

from promptrec.errors import PromptRecError
from promptrec.model.backbones.catalogue import HEADS_OF, resolve
from promptrec.model.loading import build_scorer, open_checkpoint
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.model.reading import reader_for
from promptrec.model.size import trainable_estimate
from promptrec.records import Encoded
from promptrec.settings import METHODS, RunSettings
from promptrec.training.checkpoint import save

SMALL = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
BERT_LIKE = {**SMALL, "intermediate_size": 32}
LLAMA_LIKE = {**BERT_LIKE, "num_key_value_heads": 1, "head_dim": 8, "max_position_embeddings": 64}
FAMILIES = {
    "bert": ("BertForMaskedLM", BERT_LIKE),
    "roberta": ("RobertaForMaskedLM", {**BERT_LIKE, "pad_token_id": 1}),
    "distilbert": ("DistilBertForMaskedLM", {"dim": 16, "n_layers": 2, "n_heads": 2}),
    "electra": ("ElectraForMaskedLM", {**BERT_LIKE, "embedding_size": 8}),
    "gpt2": ("GPT2LMHeadModel", {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 64}),
    "llama": ("LlamaForCausalLM", LLAMA_LIKE),
    "qwen2": ("Qwen2ForCausalLM", LLAMA_LIKE),
    "qwen3": ("Qwen3ForCausalLM", LLAMA_LIKE),
}
CAUSAL = ("gpt2", "llama", "qwen2", "qwen3")
ALL = [one for one in METHODS if one not in ("none", "top_layers")] + ["top_layers:1"]
EVERYWHERE = ["full", "head", "lora", "prompt_tuning", "prefix_tuning", "adapter"]
REFUSED = {("llama", "bitfit"), ("qwen3", "bitfit")}  # they have no biases
SOFT = (-1, -1)


@pytest.fixture(scope="session")
def families(tmp_path_factory, cache):
    """folder(family): a model with random weights, saved by transformers, tiny's words."""
    tokenizer_file = resolve("tiny", cache).tokenizer_file
    vocab = Tokenizer.from_file(str(tokenizer_file)).get_vocab_size()
    made = {}

    def folder(family):
        if family not in made:
            name, values = FAMILIES[family]
            kind = getattr(transformers, name)
            torch.manual_seed(0)
            model = kind(kind.config_class(vocab_size=vocab, **values))
            made[family] = tmp_path_factory.mktemp(family)
            model.save_pretrained(made[family])
            shutil.copy(tokenizer_file, made[family] / "tokenizer.json")
        return made[family]

    return folder


@pytest.fixture(scope="session")
def ids_of(cache):
    return Tokenizer.from_file(str(resolve("tiny", cache).tokenizer_file)).encode


def plan_of(folder, head, method):
    words = (LabelWord("good", (20,), True), LabelWord("bad", (21, 22), False))
    return ScorerPlan(
        model=str(folder),
        head=head,
        method=method,
        loss="cross_entropy",
        seed=0,
        words=() if head == "classifier" else words,
        soft_start=SOFT,
        own={"lora_rank": 2, "adapter_size": 4, "prefix_tokens": 2},
    )


def prompts_for(head, ids_of):
    found = []
    for text in ("a good film", "the user likes war and drama", "bad night"):
        first, *inner, last = ids_of(text).ids
        masks = [4, 4] if head == "cloze" else []
        ids = (first, 4, 4, *inner, *masks, last)
        at = len(ids) - 1
        found.append(Encoded(ids, tuple(range(at - len(masks), at)), (1, 2)))
    return found


def one_step(scorer, prompts):
    """One update on two liked prompts and one disliked."""
    optimizer = torch.optim.AdamW(
        [part for part in scorer.network.parameters() if part.requires_grad], lr=0.05
    )
    scorer.plan.tuning.begin(scorer.network, 1)
    label = torch.tensor([1.0, 0.0, 1.0])
    score = scorer.read(prompts).score.float()
    torch.nn.functional.binary_cross_entropy_with_logits(score, label).backward()
    optimizer.step()
    scorer.plan.tuning.step_done(scorer.network, 1)


CELLS = [
    (family, head, method)
    for family in FAMILIES
    for head in HEADS_OF["causal" if family in CAUSAL else "masked"]
    for method in (ALL if head != "classifier" else EVERYWHERE)
    if (family, method) not in REFUSED
]


@pytest.mark.parametrize(("family", "head", "method"), CELLS)
def test_a_step_changes_the_scores_and_a_checkpoint_keeps_them(
    family, head, method, families, ids_of, tmp_path
):
    scorer = build_scorer(plan_of(families(family), head, method))
    prompts = prompts_for(head, ids_of)
    assert scorer.trainable_parameters() == trainable_estimate(
        scorer.backbone,
        method=method,
        head=head,
        soft_tokens=len(SOFT),
        lora_rank=2,
        adapter_size=4,
        prefix_tokens=2,
    )
    before = scorer.score(prompts).score
    one_step(scorer, prompts)
    after = scorer.score(prompts).score
    assert abs(after - before).max() > 0
    save(scorer, tmp_path)
    assert open_checkpoint(tmp_path).score(prompts).score.tobytes() == after.tobytes()


def settings_for(folder, **changes):
    return RunSettings(
        **{"dataset": "-", "template": "a film is {mask}", "model": str(folder), **changes}
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_a_head_of_the_other_kind_is_one_sentence(family, families):
    other = "cloze" if family in CAUSAL else "next_word"
    with pytest.raises(PromptRecError, match=f"has no head {other}. Choose: ") as caught:
        reader_for(settings_for(families(family), head=other))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("family", "method"), sorted(REFUSED))
def test_a_method_without_parts_is_one_sentence_before_and_after(family, method, families):
    plan = plan_of(families(family), "next_word", method)
    with pytest.raises(PromptRecError, match="finds nothing to train"):
        build_scorer(ScorerPlan.from_json(plan.to_json().replace("[-1, -1]", "[]")))


def damaged(folder, tmp_path, how):
    """A copy of a model's folder in which something is wrong; the name to ask for."""
    if how == "no folder":
        return str(tmp_path / "nowhere")
    if how == "unknown id":
        return "nobody/no-such-model"
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    weights = copy / "model.safetensors"
    if how == "no weights":
        weights.unlink()
    elif how == "only bin":
        weights.rename(copy / "pytorch_model.bin")
    else:
        config = (copy / "config.json").read_text()
        (copy / "config.json").write_text(config.replace('"bert"', '"t5"'))
    return str(copy)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("no folder", "There is no model .*nowhere.* Choose one of"),
        ("no weights", "has no weights in .* Save it as model.safetensors"),
        ("only bin", "has only pytorch_model.bin, which can run code"),
        ("unknown id", "HF_HUB_OFFLINE is set. Unset it to download"),
        ("a T5", "is of type 't5'. Choose a masked language model"),
    ],
)
def test_a_model_that_cannot_be_is_one_sentence(how, message, families, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(PromptRecError, match=message) as caught:
        reader_for(settings_for(damaged(families("bert"), tmp_path, how)))
    assert "\n" not in str(caught.value)


def test_a_t5_of_the_hub_is_one_sentence(tmp_path, monkeypatch, families):
    folder = damaged(families("bert"), tmp_path, "a T5")
    fetch = "promptrec.model.backbones.catalogue.fetch"  # only the network is replaced
    monkeypatch.setattr(fetch, lambda _: Path(folder))
    with pytest.raises(PromptRecError, match="The model google-t5/t5-small is of type 't5'"):
        resolve("google-t5/t5-small")
