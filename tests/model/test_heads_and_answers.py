import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from promptrec.errors import ModelError
from promptrec.model.network.answers import Outputs, log_odds, rating_score, read
from promptrec.model.network.heads import ClozeHead, pool
from promptrec.model.network.losses import LossPlan, loss_of
from promptrec.model.plan import LabelWord, ScorerPlan

logits = st.lists(st.floats(-20, 20), min_size=3, max_size=3).map(lambda row: torch.tensor([row]))


def plan_of(**changes):
    values = {"model": "tiny", "head": "classifier", "method": "full", "seed": 0}
    return ScorerPlan(**{"loss": "cross_entropy", **values, **changes})


@settings(deadline=None)  # the first call of torch is slow
@given(logits, st.floats(-10, 10))
def test_adding_a_constant_to_all_logits_changes_no_score(row, constant):
    a = log_odds(row.log_softmax(-1), 1)
    b = log_odds((row + constant).log_softmax(-1), 1)
    torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-4)


@settings(deadline=None)  # the first call of torch is slow
@given(logits)
def test_swapping_the_sides_changes_the_sign(row):
    log_p = row[:, :2].log_softmax(-1)
    torch.testing.assert_close(log_odds(log_p, 1), -log_odds(log_p.flip(-1), 1))


def test_words_of_one_side_add_up_as_probabilities():
    log_p = torch.tensor([[0.2, 0.3, 0.1]]).log()
    assert log_odds(log_p, 2).item() == pytest.approx(math.log(0.5 / 0.1))


def test_a_classifier_with_two_outputs_gives_log_odds():
    outputs = read(torch.tensor([[0.5, 2.0]]), plan_of())
    assert outputs.score.item() == pytest.approx(1.5)
    assert outputs.word_log_p.exp()[0, 0].item() == pytest.approx(1 / (1 + math.exp(-1.5)))


@pytest.mark.parametrize(("raw", "rating"), [(0.0, 3.0), (0.5, 5.0), (-0.25, 2.0), (2.0, 11.0)])
def test_a_rating_head_speaks_on_the_rating_scale(raw, rating):
    outputs = read(torch.tensor([[raw]]), plan_of(loss="mse", rating_scale=(1, 5)))
    assert outputs.rating.item() == pytest.approx(rating)
    share = min(max((rating - 1) / 4, 1e-6), 1 - 1e-6)
    assert outputs.score.item() == pytest.approx(math.log(share / (1 - share)), abs=1e-3)


def test_without_ratings_the_label_is_the_scale():
    outputs = read(torch.tensor([[0.25]]), plan_of(loss="mae"))
    assert outputs.rating.item() == pytest.approx(0.75)
    assert outputs.score.item() == pytest.approx(math.log(3))


def test_a_rating_beyond_the_scale_has_a_finite_score():
    assert torch.isfinite(rating_score(torch.tensor([-3.0, 0.0, 1.0, 9.0]))).all()


def test_rating_words_give_an_expected_rating_and_log_odds():
    words = (LabelWord("great", (5,), True, 5.0), LabelWord("terrible", (6,), False, 1.0))
    raw = torch.tensor([[0.03, 0.01]]).log()
    by_words = read(raw, plan_of(head="cloze", words=words, rating_scale=(1, 5)))
    assert by_words.score.item() == pytest.approx(math.log(3), rel=1e-5)
    assert by_words.rating.item() == pytest.approx(4.0)
    by_rating = read(raw, plan_of(head="cloze", words=words, rating_scale=(1, 5), loss="mse"))
    assert by_rating.score.item() == pytest.approx(math.log(3), rel=1e-4)  # 4 of 1..5: three to one


def test_a_cloze_head_without_rating_words_rates_by_the_odds():
    words = (LabelWord("good", (5,), True), LabelWord("bad", (6,), False))
    raw = torch.tensor([[0.3, 0.1]]).log()
    outputs = read(raw, plan_of(head="cloze", words=words, rating_scale=(1, 5), loss="mse"))
    assert outputs.rating.item() == pytest.approx(4.0)


def test_losses_by_hand():
    outputs = Outputs(torch.tensor([0.0, 2.0]), torch.tensor([3.0, 5.0]), torch.zeros(2, 2))
    label, rating = torch.tensor([1.0, 0.0]), torch.tensor([4.0, 2.0])
    entropy = (math.log(2) + math.log(1 + math.exp(2))) / 2
    assert loss_of(outputs, label, rating, LossPlan()).item() == pytest.approx(entropy)
    assert loss_of(outputs, label, rating, LossPlan("mse")).item() == pytest.approx((1 + 9) / 2)
    assert loss_of(outputs, label, rating, LossPlan("mae")).item() == pytest.approx((1 + 3) / 2)


def test_two_class_cross_entropy_is_the_binary_one_of_the_log_odds():
    raw, label = torch.randn(6, 2, generator=torch.Generator().manual_seed(0)), torch.arange(6) % 2
    ours = loss_of(read(raw, plan_of()), label.float(), label.float(), LossPlan())
    torch.testing.assert_close(ours, torch.nn.functional.cross_entropy(raw, label))


def test_pooling_ignores_padding():
    hidden = torch.tensor([[[1.0], [3.0], [100.0]]])
    attention = torch.tensor([[1, 1, 0]])
    assert pool(hidden, attention, "mean").item() == 2.0
    assert pool(hidden, attention, "cls").item() == 1.0


def test_a_word_of_several_pieces_averages_over_its_masks(encode):
    words = (LabelWord("long", (7, 8), True), LabelWord("short", (9,), False))
    head = ClozeHead(hidden=4, vocab=10, words=words)
    rng = torch.Generator().manual_seed(0)
    hidden, embeddings = torch.randn(1, 9, 4, generator=rng), torch.randn(10, 4, generator=rng)
    prompt = encode("a b", masks=2)
    first, second = prompt.mask_at
    states = hidden[:, list(prompt.mask_at)]
    found = head.answer_from(states, embeddings)[0]
    log_p = head.log_probabilities(hidden[0], embeddings)
    assert found[0].item() == pytest.approx((log_p[first, 7] + log_p[second, 8]).item() / 2)
    assert found[1].item() == pytest.approx(log_p[first, 9].item())


def test_log_probabilities_are_over_the_whole_vocabulary():
    head = ClozeHead(hidden=4, vocab=10, words=())
    log_p = head.log_probabilities(torch.randn(3, 4), torch.randn(10, 4))
    np.testing.assert_allclose(log_p.exp().sum(-1).detach(), 1, atol=1e-5)


def test_a_plan_survives_json(words):
    plan = plan_of(head="cloze", words=words, soft_start=(3, -1), rating_scale=(0.5, 5))
    assert ScorerPlan.from_json(plan.to_json()) == plan
    assert plan.masks == max(len(word.ids) for word in words)


def test_a_cloze_plan_needs_both_sides():
    with pytest.raises(ModelError, match="disliked label word"):
        plan_of(head="cloze", words=(LabelWord("good", (5,), True),))
