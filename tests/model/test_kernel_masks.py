import numpy as np
import pytest
import torch

from promptrec.model.backbones.devices import Device
from promptrec.model.backbones.kernel_masks import added_mask, use_kernel_masks, way_of
from promptrec.model.loading import build_scorer
from promptrec.model.network.batches import by_length, collate
from promptrec.model.plan import LabelWord, ScorerPlan
from promptrec.records import Encoded

WORDS = (LabelWord("great", (41, 52), True), LabelWord("bad", (33,), False))


def prompts(count=9, shared=0):
    rng = np.random.default_rng(1)
    start = tuple(rng.integers(5, 200, shared).tolist())
    return [
        Encoded((*start, *rng.integers(5, 200, 4 + at % 5).tolist()), (shared + 1, shared + 2))
        for at in range(count)
    ]


def scorer_of(model, head, method, cache):
    words = WORDS if head != "classifier" else ()
    plan = ScorerPlan(
        model=model, head=head, method=method, loss="cross_entropy", seed=0, words=words
    )
    return build_scorer(plan, device=Device("cpu"), cache=cache)


@pytest.mark.parametrize("method", ["none", "lora", "prefix_tuning"])
@pytest.mark.parametrize(
    ("model", "head", "shared"),
    [
        ("tiny", "cloze", 0),
        ("tiny", "classifier", 0),
        ("tiny-causal", "next_word", 0),
        ("tiny-causal", "next_word", 20),
        ("tiny-causal", "classifier", 0),
    ],
)
def test_the_masks_for_cuda_give_the_scores_of_the_others(model, head, shared, method, tmp_path):
    scorer = scorer_of(model, head, method, tmp_path)
    asked = prompts(shared=shared)
    before = scorer.score(asked)
    usual = way_of(scorer.network.backbone)
    use_kernel_masks(scorer.network.backbone)
    assert way_of(scorer.network.backbone) != usual
    after = scorer.score(asked)
    assert np.abs(after.score - before.score).max() < 1e-5
    assert np.ptp(before.score) > 1e-3


@pytest.mark.parametrize(("model", "head"), [("tiny", "cloze"), ("tiny-causal", "next_word")])
def test_the_masks_for_cuda_give_the_gradients_of_the_others(model, head, tmp_path):
    scorer = scorer_of(model, head, "full", tmp_path)
    scorer.network.eval()

    def gradient():
        scorer.network.zero_grad()
        scorer.read(prompts()).score.sum().backward()
        return scorer.network.embeddings.grad.clone()

    before = gradient()
    use_kernel_masks(scorer.network.backbone)
    torch.testing.assert_close(gradient(), before, rtol=1e-4, atol=1e-5)


def test_another_way_to_attend_is_left_alone(tmp_path):
    backbone = scorer_of("tiny", "cloze", "none", tmp_path).network.backbone
    backbone.set_attn_implementation("eager")
    use_kernel_masks(backbone)
    assert way_of(backbone) == "eager"


def test_a_query_after_a_past_looks_back_and_never_at_padding():
    attention = torch.tensor([[1, 1, 1, 1, 0]])
    mask = added_mask(attention, queries=3, keys=5, dtype=torch.float32, causal=True)
    seen = (mask[0, 0] == 0).int().tolist()
    assert seen == [[1, 1, 1, 0, 0], [1, 1, 1, 1, 0], [1, 1, 1, 1, 0]]
    both = added_mask(attention, queries=5, keys=5, dtype=torch.bfloat16, causal=False)
    assert both.dtype == torch.bfloat16
    assert both.shape == (1, 1, 5, 5)
    assert (both[0, 0, :, :4] == 0).all()
    assert both[0, 0, :, 4].isinf().all()


def test_padding_to_a_multiple_changes_no_score_and_stops_at_the_positions(tmp_path):
    scorer = scorer_of("tiny", "cloze", "none", tmp_path)
    asked = prompts()
    narrow = collate(asked, 0)
    assert narrow.ids.shape[1] == 8
    asked.append(Encoded(tuple(range(5, 16)), (1, 2)))
    wide = collate(asked, 0, multiple=8)
    assert wide.ids.shape[1] == 16
    assert collate(asked, 0, multiple=8, at_most=13).ids.shape[1] == 13
    assert collate(asked, 0, multiple=8, at_most=5).ids.shape[1] == 11
    assert wide.attention.sum(dim=1).tolist() == [len(one) for one in asked]
    scorer.network.eval()
    with torch.inference_mode():
        found = scorer.network(wide), scorer.network(collate(asked, 0))
    assert (found[0] - found[1]).abs().max() < 1e-5


def test_batches_hold_as_many_tokens_as_asked_and_every_prompt_once():
    asked = prompts(40)
    batches = list(by_length(asked, 30, tokens=32))
    assert sorted(at for batch in batches for at in batch) == list(range(40))
    for batch in batches:
        assert len(batch) * max(len(asked[at]) for at in batch) <= 32
    assert [len(batch) for batch in by_length(asked, 30, tokens=3)] == [1] * 40
    assert [len(batch) for batch in by_length(asked, 30)] == [30, 10]
