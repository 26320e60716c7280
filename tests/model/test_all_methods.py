"""Every method on the heads of a masked model: what it trains, that it starts, learns and keeps."""

import pytest
import torch

from promptrec.errors import ModelError, SettingsError
from promptrec.model.network.weights import put_state, tuned_state
from promptrec.model.size import trainable_estimate
from promptrec.settings import METHODS

TRAINED = [one for one in METHODS if one not in ("none", "top_layers")] + ["top_layers:1"]
SOFT = (-1, -1, -1)


@pytest.fixture
def scorer_of(tiny, words, encode):
    def build(method, head, **changes):
        label_words = () if head == "classifier" else words
        return tiny(head=head, method=method, words=label_words, soft_start=SOFT, **changes)

    return build


@pytest.fixture
def read(encode):
    texts = ("the user likes drama", "a bad night in the war", "many good films", "a sad man")
    return {
        "classifier": [encode(text, soft=3) for text in texts],
        "cloze": [encode(text, soft=3, masks=5) for text in texts],
    }


def train(scorer, prompts, steps=3, rate=0.02):
    parameters = [p for p in scorer.network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate)
    label = torch.tensor([1.0, 0.0, 1.0, 0.0])
    scorer.plan.tuning.begin(scorer.network, steps)
    gradients = {}
    for step in range(1, steps + 1):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            scorer.read(prompts).score, label
        )
        optimizer.zero_grad()
        loss.backward()
        for name, part in scorer.network.named_parameters():
            if part.grad is not None:
                gradients[name] = max(gradients.get(name, 0.0), float(part.grad.abs().max()))
        optimizer.step()
        scorer.plan.tuning.step_done(scorer.network, step)
    return gradients


@pytest.mark.parametrize("head", ["classifier", "cloze"])
@pytest.mark.parametrize("method", TRAINED)
def test_a_method_moves_its_own_parameters_and_no_others(scorer_of, read, method, head):
    scorer = scorer_of(method, head)
    network = scorer.network
    before = {name: part.detach().clone() for name, part in network.named_parameters()}
    gradients = train(scorer, read[head])
    trained = {name for name, part in network.named_parameters() if part.requires_grad}
    moved = {n for n, part in network.named_parameters() if not torch.equal(part, before[n])}
    assert moved <= trained
    small = {n for n in trained - moved if "embeddings" not in n and before[n].numel() > 1}
    assert not {n for n in small if gradients.get(n, 0.0) > 1e-12}
    assert moved, "nothing was learned"
    if method not in ("full", "bitfit", "ln_tuning", "head", "top_layers:1"):
        assert any(name.startswith(("backbone", "soft")) for name in moved)


@pytest.mark.parametrize("head", ["classifier", "cloze"])
@pytest.mark.parametrize("method", TRAINED)
def test_what_was_trained_comes_back_exactly(scorer_of, read, method, head):
    first, second = scorer_of(method, head), scorer_of(method, head, seed=0)
    train(first, read[head], steps=6)
    put_state(second.network, tuned_state(first.network))
    one, two = (scorer.score(read[head]).score for scorer in (first, second))
    assert one.tobytes() == two.tobytes()


@pytest.mark.parametrize("head", ["classifier", "cloze"])
@pytest.mark.parametrize("method", TRAINED)
def test_a_method_starts_where_the_model_stands(scorer_of, read, method, head):
    plain = scorer_of("none", head).score(read[head]).score
    start = scorer_of(method, head).score(read[head]).score
    if method == "prefix_tuning":
        assert abs(start - plain).max() > 0
    else:
        assert abs(start - plain).max() < 1e-5


@pytest.mark.parametrize("head", ["classifier", "cloze"])
@pytest.mark.parametrize("method", ["none", *TRAINED])
def test_the_size_is_known_before(scorer_of, method, head):
    scorer = scorer_of(method, head, own={"lora_rank": 4, "adapter_size": 6, "prefix_tokens": 5})
    assert scorer.trainable_parameters() == trainable_estimate(
        scorer.backbone,
        method=method,
        head=head,
        soft_tokens=len(SOFT),
        lora_rank=4,
        adapter_size=6,
        prefix_tokens=5,
    )


def test_ranks_of_adalora_move(scorer_of, read):
    scorer = scorer_of("adalora", "classifier", own={"lora_rank": 4})
    train(scorer, read["classifier"], steps=40)
    assert scorer.plan.tuning.alarm(scorer.network) == ""
    used = [int((p != 0).sum()) for n, p in scorer.network.named_parameters() if "lora_E" in n]
    assert len(set(used)) > 1
    assert sum(used) == 4 * len(used)


@pytest.mark.parametrize("steps", [1, 2, 3, 7])
def test_adalora_ends_with_its_rank_after_any_number_of_steps(scorer_of, read, steps):
    scorer = scorer_of("adalora", "classifier", own={"lora_rank": 4})
    train(scorer, read["classifier"], steps=steps)
    used = [int((p != 0).sum()) for n, p in scorer.network.named_parameters() if "lora_E" in n]
    assert sum(used) <= 4 * len(used)


def test_adalora_may_be_trained_twice(scorer_of, read):
    scorer, again = (
        scorer_of("adalora", "classifier", own={"lora_rank": 4}, dropout=0.0) for _ in range(2)
    )
    start = tuned_state(scorer.network)
    train(again, read["classifier"][::-1], steps=20)
    put_state(again.network, start)
    for one in (scorer, again):
        train(one, read["classifier"], steps=20)
    first, second = (one.score(read["classifier"]).score for one in (scorer, again))
    assert first.tobytes() == second.tobytes()


def test_ranks_that_never_move_are_said(scorer_of):
    scorer = scorer_of("adalora", "classifier")
    scorer.plan.tuning.begin(scorer.network, 10)
    assert "ranks of adalora have not moved" in scorer.plan.tuning.alarm(scorer.network)


def test_a_prefix_shifts_no_position_and_sees_no_padding(scorer_of, read):
    scorer = scorer_of("prefix_tuning", "classifier")
    alone = scorer.score(read["classifier"], batch_size=1).score
    together = scorer.score(read["classifier"], batch_size=4).score
    assert abs(alone - together).max() < 1e-5


def test_dropout_is_set_everywhere(scorer_of, read):
    scorer = scorer_of("full", "classifier", dropout=0.0)
    scorer.network.train()
    one, two = (scorer.read(read["classifier"]).score for _ in range(2))
    assert torch.equal(one, two)


def test_soft_methods_need_soft_tokens(tiny):
    for method in ("prompt_tuning", "p_tuning"):
        with pytest.raises(SettingsError, match=r"\{soft:8\}"):
            tiny(method=method)


def test_an_unknown_type_is_named():
    from promptrec.methods.architectures import architecture

    with pytest.raises(ModelError, match="mamba"):
        architecture("mamba")


@pytest.mark.slow
@pytest.mark.parametrize("model", ["minilm", "multilingual-e5-small"])
@pytest.mark.parametrize("method", TRAINED)
def test_a_real_model_takes_every_method(method, model):
    from promptrec.model.loading import build_scorer
    from promptrec.model.plan import ScorerPlan

    prompts = prompts_of(model, ("A fine noir.", "A dull one.", "好看。", "Bad."))
    plan = ScorerPlan(
        model=model,
        head="classifier",
        method=method,
        loss="cross_entropy",
        seed=0,
        soft_start=SOFT,
    )
    scorer = build_scorer(plan)
    before = scorer.score(prompts).score
    assert scorer.trainable_parameters() == trainable_estimate(
        scorer.backbone, method=method, soft_tokens=3
    )
    train(scorer, prompts, steps=2, rate=1e-3)
    after, state = scorer.score(prompts).score, tuned_state(scorer.network)
    assert abs(after - before).max() > 0
    del scorer
    again = build_scorer(plan)
    put_state(again.network, state)
    assert again.score(prompts).score.tobytes() == after.tobytes()


def prompts_of(model, texts):
    """Prompts of three soft tokens and a text; skipped where the model is not installed."""
    from promptrec.examples.encode import Encoder
    from promptrec.model.backbones.catalogue import resolve
    from promptrec.prompt.template import Template

    try:
        backbone = resolve(model)
    except ModelError as error:
        pytest.skip(str(error))
    encoder = Encoder(backbone.tokenizer_file, max_tokens=64)
    return encoder.encode([Template("t", f"{{soft:3}} {text}").render({}) for text in texts])
