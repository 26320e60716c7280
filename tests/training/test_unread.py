import math

import pytest
import torch

from promptrec.errors import ModelError
from promptrec.training.unread import ReadStep, Unread, UnreadStep, check_finite


def step(number, *losses, gaps=()):
    shares = [(2, 6), (4, 6)][: len(losses)]
    tensors = [[torch.tensor(one) for one in many] for many in (losses, gaps)]
    return UnreadStep(number, 1, tensors[0], tensors[1], shares)


def test_losses_wait_until_as_many_steps_are_there_as_are_read_at_once():
    unread = Unread(every=3)
    assert unread.add(step(1, 0.5)) == []
    assert unread.add(step(2, 0.25, 0.25)) == []
    read = unread.add(step(3, 0.125))
    assert [(one.number, one.loss) for one in read] == [(1, 0.5), (2, 0.5), (3, 0.125)]
    assert unread.read() == []


def test_the_gap_of_a_step_is_the_mean_over_its_examples():
    unread = Unread(every=1)
    (read,) = unread.add(step(1, 0.5, 0.5, gaps=(0.3, 0.6)))
    assert read.gap == pytest.approx(0.5)


def test_the_first_loss_that_is_no_number_is_named():
    read = [ReadStep(1, 1, 0.5, 0.0), ReadStep(2, 1, math.nan, 0.0), ReadStep(3, 1, math.inf, 0.0)]
    with pytest.raises(ModelError, match="at step 2"):
        check_finite(read, 0.1)
    check_finite(read[:1], 0.1)
