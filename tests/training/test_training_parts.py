import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from promptrec.records import Interval, Report
from promptrec.settings import RunSettings
from promptrec.training import alarms
from promptrec.training.judge import Best
from promptrec.training.order import epoch_batches
from promptrec.training.progress import TrainingProgress
from promptrec.training.schedule import make_optimizer, rate_share


@given(st.lists(st.integers(1, 300), min_size=1, max_size=400), st.integers(1, 17))
def test_an_epoch_sees_every_prompt_once(lengths, batch_size):
    batches = epoch_batches(lengths, batch_size, np.random.default_rng(0))
    assert sorted(at for batch in batches for at in batch) == list(range(len(lengths)))
    assert max(len(batch) for batch in batches) <= batch_size
    assert len(batches) == -(-len(lengths) // batch_size)


def test_batches_hold_prompts_of_like_length_in_another_order_each_epoch():
    lengths = np.random.default_rng(1).integers(10, 100, 800).tolist()
    rng = np.random.default_rng(0)
    first, second = epoch_batches(lengths, 16, rng), epoch_batches(lengths, 16, rng)
    padded = sum(len(batch) * max(lengths[at] for at in batch) for batch in first)
    assert padded < 1.05 * sum(lengths)
    assert first != second
    assert first == epoch_batches(lengths, 16, np.random.default_rng(0))


@given(st.integers(1, 500), st.floats(0, 1))
def test_the_rate_rises_then_falls_and_is_never_zero(steps, warmup):
    shares = [rate_share(step, steps, warmup) for step in range(steps)]
    assert all(0 < share <= 1 for share in shares)
    assert max(shares) == 1
    top = shares.index(1)
    assert shares[: top + 1] == sorted(shares[: top + 1])
    assert shares[top:] == sorted(shares[top:], reverse=True)


def test_weight_decay_spares_biases_norms_and_soft_rows():
    network = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.LayerNorm(2))
    network.register_parameter("soft", torch.nn.Parameter(torch.ones(2, 2)))
    network[0].weight.requires_grad_(True)
    optimizer = make_optimizer(network, RunSettings(dataset="-", template="-", weight_decay=0.1))
    decayed, free = optimizer.param_groups
    assert [part.shape for part in decayed["params"]] == [(2, 2)]
    assert (decayed["weight_decay"], free["weight_decay"]) == (0.1, 0)
    assert len(free["params"]) == 4


def report(**values):
    return Report({name: Interval(value) for name, value in values.items()}, 10, 5)


def test_the_best_epoch_by_a_metric_that_should_rise():
    best = Best("auc", patience=2)
    offered = [best.offer(epoch, report(auc=v)) for epoch, v in enumerate((0.5, 0.7, 0.7, 0.6), 1)]
    assert offered == [True, True, False, False]
    assert (best.epoch, best.exhausted) == (2, True)


def test_the_best_epoch_by_a_metric_that_should_fall():
    best = Best("rmse", patience=2)
    assert [best.offer(e, report(rmse=v)) for e, v in ((1, 1.2), (2, 1.0))] == [True, True]


def test_a_metric_that_is_missing_or_nan_is_never_best():
    best = Best("auc", patience=0)
    assert not best.offer(1, report(auc=float("nan")))
    assert not best.offer(2, report(f1=0.5))
    assert best.offer(3, report(auc=0.1))
    assert not best.exhausted


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (alarms.no_gradient({"the head": 0.1, "the soft tokens": 0.0}), "the soft tokens"),
        (alarms.no_gradient({"the head": 0.1}), ""),
        (alarms.still_scores(np.ones(3), np.ones(3)), "not moved"),
        (alarms.still_scores(np.ones(3), np.arange(3.0)), ""),
        (alarms.constant_scores(np.full(9, 0.25)), "collapsed"),
        (alarms.constant_scores(np.arange(9.0)), ""),
        (alarms.constant_scores(np.ones(1)), ""),
        (alarms.one_class(np.ones(4)), "is liked"),
        (alarms.one_class(np.zeros(4)), "is not liked"),
        (alarms.one_class(np.array([0.0, 1.0])), ""),
    ],
)
def test_alarms_speak_when_and_only_when_something_is_wrong(sentence, expected):
    assert expected in sentence
    assert bool(expected) == bool(sentence)


def test_a_learning_rate_of_almost_nothing_raises_the_alarm(tiny, world, settings):
    from promptrec.training.loop import train

    notes = []
    chosen = settings(learning_rate=1e-12, epochs=1)
    outcome = train(tiny(), *world(16), *world(16, 1), chosen, note=notes.append)
    assert any("have not moved" in alarm for alarm in outcome.alarms)
    assert set(outcome.alarms) <= set(notes)


def test_soft_tokens_that_get_no_gradient_raise_the_alarm(tiny, world, settings):
    from promptrec.training.loop import train

    scorer = tiny("prompt_tuning", soft_start=(-1, -1))
    embed = scorer.network.embed
    scorer.network.embed = lambda batch: embed(batch).detach()  # as a broken model would
    outcome = train(scorer, *world(16, 0, 2), *world(16, 1, 2), settings(epochs=1))
    assert any("the soft tokens" in alarm for alarm in outcome.alarms)


def test_time_left_counts_steps_and_valid_reports():
    clock = iter(range(100))
    progress = TrainingProgress(
        10, 2, watched=16, after=40, passes=3.0, clock=lambda: float(next(clock))
    )
    for _ in range(5):
        progress.add_step(2.0, 8)
    before = progress.left(5)  # nothing was judged yet: a third of what learning a prompt takes
    assert before == pytest.approx(5 * 2.0 + (2 * 16 + 40) * 0.25 / 3)
    progress.add_judging(4.0)
    assert progress.left(5) == 5 * 2.0 + (16 + 40) * 0.25
    told = progress.tell(10)  # the last step always tells
    assert told["seconds_left"] == (16 + 40) * 0.25
    progress.add_judging(4.0)
    assert progress.left(10) == 40 * 0.25  # what is judged once training is over
