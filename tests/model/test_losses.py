import math

import pytest
import torch

from promptrec.model.network.answers import Outputs
from promptrec.model.network.losses import LossPlan, loss_of, rivals

LABEL = torch.tensor([1.0, 0.0, 0.0, 1.0, 0.0])
GROUP = torch.tensor([0, 0, 0, 1, 1])
SCORE = torch.tensor([2.0, 1.0, -1.0, 0.5, 0.75])


def loss(plan, score=SCORE, label=LABEL, group=GROUP):
    outputs = Outputs(score, None, torch.zeros(len(score), 2))
    return loss_of(outputs, label, label, plan, group).item()


def test_rivals_are_others_of_the_group_that_are_not_liked():
    assert rivals(LABEL, GROUP).nonzero().tolist() == [[0, 1], [0, 2], [3, 4]]


def test_bpr_by_hand():
    expected = [math.log1p(math.exp(-d)) for d in (1.0, 3.0, -0.25)]
    assert loss(LossPlan("bpr")) == pytest.approx(sum(expected) / 3)


def test_infonce_by_hand():
    one = -math.log(math.exp(4) / (math.exp(4) + math.exp(2) + math.exp(-2)))
    two = -math.log(math.exp(1) / (math.exp(1) + math.exp(1.5)))
    plan = LossPlan("infonce", temperature=0.5)
    assert loss(plan) == pytest.approx((one + two) / 2, rel=1e-5)


@pytest.mark.parametrize("name", ["bpr", "infonce"])
def test_ranking_losses_do_not_care_for_a_shift_of_all_scores(name):
    plan = LossPlan(name)
    assert loss(plan, SCORE + 7) == pytest.approx(loss(plan), rel=1e-4)


@pytest.mark.parametrize("name", ["bpr", "infonce"])
def test_a_batch_without_anything_to_rank_teaches_nothing(name):
    assert loss(LossPlan(name), group=torch.arange(5)) == 0


def test_smoothing_moves_half_of_its_share_to_each_class():
    score, label = torch.tensor([2.0]), torch.tensor([1.0])
    liked, disliked = math.log1p(math.exp(-2)), math.log1p(math.exp(2))
    plan = LossPlan(smoothing=0.2)
    assert loss(plan, score, label) == pytest.approx(0.9 * liked + 0.1 * disliked)


def test_weights_scale_each_class():
    score, label = torch.tensor([0.0, 0.0]), torch.tensor([1.0, 0.0])
    plan = LossPlan(weights=(3.0, 0.5))
    assert loss(plan, score, label) == pytest.approx(math.log(2) * 3.5 / 2)


def test_a_ranking_loss_needs_groups():
    with pytest.raises(ValueError, match="groups"):
        loss(LossPlan("bpr"), group=None)
