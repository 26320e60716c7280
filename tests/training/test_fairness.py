"""The fairness penalty: its formula by hand, its laws, and that it closes a planted gap."""

import dataclasses

import numpy as np
import pytest
import torch

from promptrec.errors import DataError, SettingsError
from promptrec.model.planning import check_before_queueing
from promptrec.records import logistic
from promptrec.settings import LOSSES, RunSettings
from promptrec.training.fairness import Fairness, fairness_of, squared_gap, widest_gap
from promptrec.training.loop import train


def logit(values):
    return torch.tensor(values, dtype=torch.float64).logit()


def test_the_squared_gap_by_hand():
    score, group = logit([0.2, 0.4, 0.7, 0.9]), torch.tensor([0, 0, 1, 1])
    noise = 0.02 / 2 + 0.02 / 2  # unbiased variances over the rows of a group
    assert squared_gap(score, group).item() == pytest.approx(0.5**2 - noise)


def test_of_three_groups_it_is_the_mean_over_their_pairs():
    score = logit([0.2, 0.2, 0.5, 0.5, 0.6, 0.6])
    found = squared_gap(score, torch.tensor([0, 0, 1, 1, 2, 2])).item()
    assert found == pytest.approx((0.3**2 + 0.4**2 + 0.1**2) / 3)


@pytest.mark.parametrize("group", [[0, 0, 0, 0], [-1, -1, -1, -1], [0, 0, 0, 1], [0, -1, 1, 2]])
def test_a_batch_that_lacks_a_group_adds_nothing_and_breaks_nothing(group):
    score = torch.tensor([0.1, 2.0, -1.0, 0.3], requires_grad=True)
    gap = squared_gap(score, torch.tensor(group))
    gap.backward()
    assert gap.item() == 0
    assert score.grad.tolist() == [0, 0, 0, 0]


def test_the_estimate_from_small_batches_is_right_on_average():
    rng = np.random.default_rng(0)
    means = []
    for _ in range(500):
        group = torch.tensor(rng.permutation([0] * 4 + [1] * 4))
        noise = rng.uniform(-0.2, 0.2, 8)
        means.append(squared_gap(logit(0.4 + 0.2 * group.numpy() + noise), group).item())
    assert np.mean(means) == pytest.approx(0.2**2, abs=4 * np.std(means) / 500**0.5)
    assert np.mean(means) < 0.2**2 + 0.006  # the plain square would be 0.2**2 + 0.0067


def test_the_widest_gap_by_hand():
    probability = np.array([0.1, 0.3, 0.6, 0.9])
    assert widest_gap(probability, np.array([0, 0, 1, -1])) == pytest.approx(0.4)
    assert widest_gap(probability, np.array([-1, -1, -1, -1])) == 0


@pytest.mark.parametrize("loss", LOSSES)
def test_the_penalty_makes_a_planted_gap_smaller_under_every_loss(world, tiny, settings, loss):
    """The users of one group like 6 of 8 prompts, those of the other 2 of 8."""
    prompts, pairs = world(256)
    liked = iter(np.flatnonzero(pairs.label == 1))
    other = iter(np.flatnonzero(pairs.label == 0))
    user = np.repeat(np.arange(8), 8)
    mixes = [(6, 2), (2, 6)] * 4
    at = np.array(
        [
            next(rows)
            for mix in mixes
            for rows, n in zip((liked, other), mix, strict=True)
            for _ in range(n)
        ]
    )
    mine = dataclasses.replace(pairs.take(at), user=user)
    group = user if loss in ("bpr", "infonce") else None
    chosen = settings(loss=loss, epochs=4, batch_size=32)
    gaps = []
    for weight in (0.0, 20.0):
        fairness, told = Fairness(weight, np.arange(8) % 2), []
        scorer, mine_prompts = tiny(loss=loss), [prompts[one] for one in at]
        train(
            scorer,
            mine_prompts,
            mine,
            [],
            mine.take([]),
            chosen,
            group=group,
            fairness=fairness,
            report=told.append,
        )
        squashed = logistic(scorer.score(mine_prompts).score)  # as the penalty reads every score
        gaps.append(widest_gap(squashed, fairness.of(user)))
        assert sum(one.name == "squared_gap" for one in told) == 8
    assert gaps[1] < 0.7 * gaps[0]


def test_the_gap_on_valid_is_told_after_each_epoch(world, tiny, settings):
    prompts, pairs = world(32)
    told, fairness = [], Fairness(1.0, np.arange(25) % 2)
    scorer = tiny()
    train(
        scorer,
        prompts,
        pairs,
        prompts,
        pairs,
        settings(epochs=1),
        fairness=fairness,
        report=told.append,
    )
    probability = scorer.score(prompts).probability
    expected = widest_gap(probability, fairness.of(pairs.user))
    assert [one.value for one in told if one.name == "valid_score_gap"] == [expected]


def test_fairness_is_checked_against_the_data(tiny_dataset, tiny_folder):
    def run(fairness):
        return RunSettings(
            dataset=str(tiny_folder), template="{item.title}", model="tiny", fairness=fairness
        )

    found = fairness_of(tiny_dataset, run("user.gender:0.5"))
    assert found.weight == 0.5
    assert found.of(np.array([0, 1, 11, -1])).tolist() == [1, 0, -1, -1]  # F is woman; no profile
    assert fairness_of(tiny_dataset, run("")) is None
    with pytest.raises(DataError, match=r"user\.gender"):
        check_before_queueing(run("user.gendr:0.5"))
    for wrong in ("user.gender", "item.genres:1", "user.gender:-1", "user.gender:x"):
        with pytest.raises(SettingsError, match=r"user\.gender:0\.1"):
            run(wrong)
