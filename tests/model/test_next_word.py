"""Causal models: our next-word head must say what transformers' own says, cached or not."""

import shutil

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file
from tokenizers import Tokenizer

from promptrec.errors import ModelError, SettingsError, TemplateError
from promptrec.model.backbones.catalogue import resolve, resolve_head
from promptrec.model.loading import build_scorer
from promptrec.model.network.beginning import common_start, sharing
from promptrec.model.network.weights import put_state, tuned_state
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.model.reading import reader_for
from promptrec.model.size import trainable_estimate
from promptrec.records import Encoded
from promptrec.settings import METHODS, RunSettings

SMALL = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
LLAMA = {**SMALL, "num_key_value_heads": 1, "intermediate_size": 32}
KINDS = {
    "gpt2": lambda vocab: transformers.GPT2LMHeadModel(
        transformers.GPT2Config(vocab_size=vocab, n_embd=16, n_layer=2, n_head=2, n_positions=64)
    ),
    "llama": lambda vocab: transformers.LlamaForCausalLM(
        transformers.LlamaConfig(vocab_size=vocab, tie_word_embeddings=False, **LLAMA)
    ),
    "qwen2": lambda vocab: transformers.Qwen2ForCausalLM(
        transformers.Qwen2Config(vocab_size=vocab, **LLAMA)
    ),
    "qwen3": lambda vocab: transformers.Qwen3ForCausalLM(
        transformers.Qwen3Config(vocab_size=vocab, head_dim=8, **LLAMA)
    ),
}
WORDS = (
    LabelWord("one", (7,), True),
    LabelWord("three", (9, 12, 5), True),
    LabelWord("two", (11, 6), False),
)
TRAINED = [one for one in METHODS if one not in ("none", "top_layers", "bitfit")] + ["top_layers:1"]


@pytest.fixture(params=sorted(KINDS))
def saved(request, tmp_path, cache):
    """A causal model of each kind with random weights, and its folder."""
    tokenizer_file = resolve("tiny-causal", cache).tokenizer_file
    torch.manual_seed(0)
    model = KINDS[request.param](Tokenizer.from_file(str(tokenizer_file)).get_vocab_size()).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, 0.1, 0.3)
    model.save_pretrained(tmp_path)
    shutil.copy(tokenizer_file, tmp_path / "tokenizer.json")
    return model, tmp_path


def plan_of(model, **changes):
    values = {"head": "next_word", "method": "none", "loss": "cross_entropy", "seed": 0}
    return ScorerPlan(model=str(model), **{**values, "words": WORDS, **changes})


def prompts_of(count=12, shared=20):
    rng = np.random.default_rng(0)
    start = tuple(int(one) for one in rng.integers(10, 90, shared))
    ends = [tuple(int(one) for one in rng.integers(10, 90, 2 + at % 5)) for at in range(count)]
    return [Encoded((*start, *end)) for end in ends]


def log_p_of(model, prompt, pieces):
    ids = torch.tensor([[*prompt, *pieces]])
    with torch.inference_mode():
        log_p = model(ids).logits[0].log_softmax(-1)
    return sum(float(log_p[len(prompt) - 1 + at, piece]) for at, piece in enumerate(pieces))


def test_label_words_have_their_full_probability(saved):
    model, folder = saved
    prompts = [Encoded((8, 30, 41)), Encoded((15, 16, 17, 18, 19))]
    answers = build_scorer(plan_of(folder)).score(prompts)
    for prompt, row in zip(prompts, answers.word_probability, strict=True):
        expected = [log_p_of(model, prompt.ids, word.ids) for word in WORDS]
        assert np.log(row).tolist() == pytest.approx(expected, abs=1e-4)


def test_a_shared_beginning_read_once_gives_the_same_scores(saved):
    _, folder = saved
    scorer = build_scorer(plan_of(folder))
    prompts = prompts_of()
    alone = np.concatenate([scorer.score([prompt]).score for prompt in prompts])
    assert sharing(prompts)[0][1] >= 20, "the cache was not used"
    assert abs(scorer.score(prompts, batch_size=5).score - alone).max() < 1e-4


def test_soft_tokens_may_stand_before_in_and_behind_what_is_shared(cache):
    prompts = [Encoded((*range(20, 44), end, 3, 3, 50 + end), soft_at=(25, 26)) for end in (60, 61)]
    assert sharing(prompts) == [([0, 1], 24)]
    scorer = build_scorer(plan_of("tiny-causal", soft_start=(30, 31)), cache=cache)
    alone = [scorer.score([prompt]).score[0] for prompt in prompts]
    assert scorer.score(prompts).score.tolist() == pytest.approx(alone, abs=1e-5)


def test_prompts_that_share_little_are_read_as_they_are():
    prompts = [Encoded((1, 2, at, *range(20, 60))) for at in range(5, 9)]
    assert all(shared == 0 for _, shared in sharing(prompts))
    assert common_start(prompts[0], prompts[1]) == 2


@pytest.mark.parametrize("method", TRAINED)
@pytest.mark.parametrize("head", ["next_word", "classifier"])
def test_every_method_learns_counts_and_comes_back(method, head, cache):
    words = WORDS if head == "next_word" else ()
    plan = plan_of("tiny-causal", method=method, head=head, words=words, soft_start=(-1, -1))
    first, second = build_scorer(plan, cache=cache), build_scorer(plan, cache=cache)
    prompts = [Encoded((8, 8, *one.ids[2:]), soft_at=(0, 1)) for one in prompts_of(4)]
    before = first.score(prompts).score
    estimate = trainable_estimate(first.backbone, method=method, head=head, soft_tokens=2)
    assert estimate == first.trainable_parameters()
    parameters = [part for part in first.network.parameters() if part.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=0.02)
    first.plan.tuning.begin(first.network, 4)
    for step in range(1, 5):
        loss = first.read(prompts).score.square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        first.plan.tuning.step_done(first.network, step)
    after = first.score(prompts).score
    assert abs(after - before).max() > 1e-6
    put_state(second.network, tuned_state(first.network))
    assert second.score(prompts).score.tobytes() == after.tobytes()


def test_a_model_without_biases_has_no_bitfit(cache):
    with pytest.raises(ModelError, match="bitfit finds nothing"):
        build_scorer(plan_of("tiny-causal", method="bitfit"), cache=cache)


def settings_of(template, **changes):
    return RunSettings(
        dataset="movies", template=template, model="tiny-causal", method="none", **changes
    )


def test_the_head_follows_the_model_and_the_mask_stands_last():
    reader = reader_for(settings_of("{item.title} is {mask}"))
    assert (reader.head, [word.text for word in reader.label_words][:2]) == (
        "next_word",
        ["great", "good"],
    )
    with pytest.raises(TemplateError, match=r"line 1, column 20: .*behind the \{mask\}"):
        reader_for(settings_of("{item.title} {mask}."))
    with pytest.raises(SettingsError, match=r"needs a \{mask\}"):
        reader_for(settings_of("{item.title}", head="next_word"))


def test_heads_that_do_not_fit_are_refused(cache):
    for name, head in (("tiny", "next_word"), ("tiny-causal", "cloze")):
        with pytest.raises(ModelError, match=f"no head {head}"):
            resolve_head(head, True, resolve(name, cache))


def test_nothing_can_follow_an_empty_prompt(cache):
    with pytest.raises(ModelError, match="empty"):
        build_scorer(plan_of("tiny-causal"), cache=cache).score([Encoded(())])


@pytest.fixture(scope="module")
def smollm2():
    try:
        return resolve("smollm2-135m")
    except ModelError as error:
        pytest.skip(str(error))


@pytest.mark.slow
def test_smollm2_says_what_transformers_says(smollm2):
    tokenizer = Tokenizer.from_file(str(smollm2.tokenizer_file))
    text = "The user liked Heat, Casino and Fargo. They watch The Killing. They find it"
    ids = tuple(tokenizer.encode(text).ids)
    words = tuple(
        LabelWord(word, tuple(tokenizer.encode(f" {word}").ids), liked)
        for word, liked in (("great", True), ("unwatchable", False))
    )
    assert [len(word.ids) > 1 for word in words] == [False, True]
    answers = build_scorer(plan_of("smollm2-135m", words=words)).score([Encoded(ids)])
    model = transformers.AutoModelForCausalLM.from_pretrained(smollm2.folder, dtype=torch.float32)
    expected = [log_p_of(model.eval(), ids, word.ids) for word in words]
    assert np.log(answers.word_probability[0]).tolist() == pytest.approx(expected, abs=1e-3)
    assert load_file(smollm2.folder / "model.safetensors")


@pytest.mark.slow
def test_smollm2_gives_the_same_scores_from_its_cache(smollm2):
    tokenizer = Tokenizer.from_file(str(smollm2.tokenizer_file))
    liked = "The user liked Heat, Casino, Fargo, Alien, Gilda, Laura and The Third Man. "
    titles = ("Vertigo", "The Big Sleep", "Cats", "Jaws 3-D", "M")
    prompts = [
        Encoded(tuple(tokenizer.encode(f"{liked}They find {title}").ids)) for title in titles
    ]
    words = tuple(
        LabelWord(word, tuple(tokenizer.encode(f" {word}").ids), liked)
        for word, liked in (("great", True), ("terrible", False))
    )
    scorer = build_scorer(plan_of("smollm2-135m", words=words))
    alone = np.concatenate([scorer.score([prompt]).score for prompt in prompts])
    assert abs(scorer.score(prompts).score - alone).max() < 1e-4
