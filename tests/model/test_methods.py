import pytest

from promptrec.errors import ModelError, SettingsError
from promptrec.model.network.weights import put_state, tuned_state
from promptrec.model.size import trainable_estimate

HIDDEN = 32


def trained(scorer):
    return {name for name, p in scorer.network.named_parameters() if p.requires_grad}


@pytest.mark.parametrize(
    ("method", "parts"),
    [
        ("none", set()),
        ("head", {"head.linear.weight", "head.linear.bias"}),
        ("prompt_tuning", {"head.linear.weight", "head.linear.bias", "soft"}),
    ],
)
def test_a_method_trains_what_it_says(tiny, method, parts):
    assert trained(tiny(method=method, soft_start=(-1,))) == parts


def test_full_trains_everything(tiny):
    scorer = tiny(method="full", soft_start=(-1,))
    assert trained(scorer) == {name for name, _ in scorer.network.named_parameters()}


def test_lora_trains_small_matrices_the_classifier_and_the_soft_tokens(tiny):
    scorer = tiny(method="lora", own={"lora_rank": 4}, soft_start=(-1, -1))
    names = trained(scorer)
    assert {name for name in names if "lora_" not in name} == {
        "head.linear.weight",
        "head.linear.bias",
        "soft",
    }
    lora = sum(p.numel() for name, p in scorer.network.named_parameters() if "lora_" in name)
    assert lora == sum("lora_" in name for name in names) * 4 * HIDDEN
    assert scorer.trainable_parameters() == lora + 2 * HIDDEN + 2 + 2 * HIDDEN


def test_lora_starts_without_effect(tiny, prompts):
    plain, lora = tiny(method="none"), tiny(method="lora")
    assert plain.score(prompts).score.tobytes() == lora.score(prompts).score.tobytes()


def test_head_on_cloze_leaves_the_tied_embeddings_alone(tiny, words):
    names = trained(tiny(head="cloze", method="head", words=words))
    assert names == {
        "head.bias",
        "head.dense.weight",
        "head.dense.bias",
        "head.norm.weight",
        "head.norm.bias",
    }


def test_prompt_tuning_without_soft_tokens_says_what_to_do(tiny):
    with pytest.raises(SettingsError, match=r"\{soft:8\}"):
        tiny(method="prompt_tuning")


def test_saved_weights_of_another_method_do_not_fit(tiny):
    with pytest.raises(ModelError, match="do not fit"):
        put_state(tiny(method="lora").network, tuned_state(tiny(method="full").network))


@pytest.mark.parametrize("method", ["none", "head", "lora", "full"])
def test_what_is_saved_makes_another_scorer_the_same(tiny, prompts, method):
    tuned = tiny(method=method, seed=1, soft_start=())
    for parameter in tuned.network.parameters():
        if parameter.requires_grad:
            parameter.data += 0.1
    other = tiny(method=method, seed=2)
    put_state(other.network, tuned_state(tuned.network))
    assert tuned.score(prompts).score.tobytes() == other.score(prompts).score.tobytes()


@pytest.mark.parametrize("head", ["classifier", "cloze"])
@pytest.mark.parametrize("method", ["none", "head", "prompt_tuning", "lora", "full"])
@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_the_estimate_counts_what_the_network_has(tiny, words, head, method, loss):
    label_words = words if head == "cloze" else ()
    start = (-1, -1, -1)
    scorer = tiny(
        head=head,
        method=method,
        loss=loss,
        words=label_words,
        soft_start=start,
        own={"lora_rank": 4},
    )
    estimate = trainable_estimate(
        scorer.backbone, method=method, head=head, loss=loss, soft_tokens=3, lora_rank=4
    )
    assert estimate == scorer.trainable_parameters()
