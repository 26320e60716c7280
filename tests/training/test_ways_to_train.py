"""Losses, packing, schedules and self-training, on a small world in which one word decides."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.errors import SettingsError
from promptrec.records import TOTAL_STEPS, Answers
from promptrec.settings import LOSSES, METHODS, RunSettings, SplitSettings
from promptrec.training.loop import train
from promptrec.training.order import epoch_batches
from promptrec.training.schedule import rate_share
from promptrec.training.self_training import Pseudo, pseudo_labels


def auc(score, label):
    liked, other = score[label == 1], score[label == 0]
    return (liked[:, None] > other[None, :]).mean()


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_learns_and_repeats_bit_for_bit(world, tiny, settings, loss):
    prompts, pairs = world()
    group = np.arange(len(prompts)) // 4 if loss in ("bpr", "infonce") else None
    scores = []
    for _ in range(2):
        scorer = tiny(loss=loss)
        train(scorer, prompts, pairs, [], pairs.take([]), settings(loss=loss), group=group)
        scores.append(scorer.score(prompts).score)
    assert auc(scores[0], pairs.label) > 0.95
    assert scores[0].tobytes() == scores[1].tobytes()


def test_scores_that_only_rank_are_no_probabilities(world, tiny):
    prompts, _ = world(8)
    assert tiny(loss="mse").score(prompts).is_probability
    assert not tiny(loss="bpr").score(prompts).is_probability
    assert tiny(loss="mse").score(prompts).probability is not None
    assert tiny(loss="bpr").score(prompts).probability is None


def test_gradients_add_up_over_batches(world, tiny, settings):
    prompts, pairs = world(2)
    at = np.array([0, 1, 0, 1, 1, 1, 0, 1])  # eight examples, one step either way
    scores = []
    for size, accumulate in ((8, 1), (2, 4)):
        scorer = tiny(dropout=0.0)
        chosen = settings(batch_size=size, accumulate=accumulate, epochs=1, warmup=0.0)
        outcome = train(
            scorer, [prompts[one] for one in at], pairs.take(at), [], pairs.take([]), chosen
        )
        assert outcome.steps == 1
        scores.append(scorer.score(prompts).score)
    assert abs(scores[0] - scores[1]).max() < 1e-4


def test_one_example_a_step(world, tiny, settings):
    prompts, pairs = world(12)
    outcome = train(tiny(), prompts, pairs, [], pairs.take([]), settings(batch_size=1, epochs=1))
    assert outcome.steps == 12


def test_the_number_of_steps_is_told_before_the_first(world, tiny, settings):
    prompts, pairs = world(20)
    told = []
    chosen = settings(token_budget=40, epochs=2, accumulate=2)
    outcome = train(tiny(), prompts, pairs, [], pairs.take([]), chosen, report=told.append)
    assert told[0].name == TOTAL_STEPS
    assert told[0].value == outcome.steps


@given(st.lists(st.integers(1, 60), min_size=1, max_size=200), st.integers(20, 300))
def test_a_token_budget_is_kept(lengths, budget):
    batches = epoch_batches(lengths, 16, np.random.default_rng(0), token_budget=budget)
    assert sorted(at for batch in batches for at in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[at] for at in batch) <= budget


@given(st.lists(st.integers(0, 12), min_size=1, max_size=100))
def test_groups_stay_together(names):
    group = np.array(sorted(names))
    batches = epoch_batches([5] * len(group), 8, np.random.default_rng(0), group=group)
    assert sorted(at for batch in batches for at in batch) == list(range(len(group)))
    homes = [{int(group[at]) for at in batch} for batch in batches]
    assert sum(map(len, homes)) == len(set(names))


@pytest.mark.parametrize(
    ("schedule", "middle", "last"),
    [("linear", 0.5, 0.1), ("cosine", 0.5, 0.024), ("constant", 1, 1)],
)
def test_schedules(schedule, middle, last):
    assert rate_share(0, 10, 0.0, schedule) == pytest.approx(1.0)
    assert rate_share(5, 10, 0.0, schedule) == pytest.approx(middle)
    assert rate_share(9, 10, 0.0, schedule) == pytest.approx(last, abs=1e-3)
    assert rate_share(0, 10, 0.2, schedule) == 0.5


def test_only_confident_answers_become_labels(world):
    prompts, pairs = world(6)
    score = np.array([5.0, -5.0, 0.1, -0.2, 3.0, 0.0])
    answers = Answers(score, ("liked", "disliked"), np.zeros((6, 2)))
    notes = []
    sure, kept, found = pseudo_labels(pairs, prompts, answers, 0.9, notes.append)
    assert found == Pseudo(looked_at=6, liked=2, disliked=1)
    assert sure.label.tolist() == [1.0, 0.0, 1.0]
    assert kept == [prompts[at] for at in (0, 1, 4)]
    assert "2 pairs taken as liked and 1 as not" in notes[0]
    assert not found.alarm
    assert "not liked" in Pseudo(6, 0, 2).alarm
    assert "Lower" in Pseudo(6, 0, 0).alarm


@pytest.mark.parametrize(
    "wrong",
    [
        {"pseudo_confidence": 0.4},
        {"pseudo_confidence": 0.9, "loss": "bpr"},
        {"accumulate": 0},
        {"temperature": 0.0},
        {"label_smoothing": 1.0},
        {"schedule": "steps"},
        {"method": "top_layers:0"},
        {"method": "lora:8"},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong):
    with pytest.raises(SettingsError):
        RunSettings(dataset="-", template="-", **wrong)


def test_settings_come_back_from_json():
    from promptrec.settings import AddedLabel

    added = (AddedLabel(user="u1", item="i2", label=1),)
    first = RunSettings(dataset="-", template="-", method="top_layers:3", added_labels=added)
    assert RunSettings.from_json(first.to_json()) == first


def test_a_run_that_was_stored_without_a_form_of_histories_was_made_running():
    kept = json.loads(RunSettings(dataset="-", template="-").to_json())
    assert kept["split"].pop("history") == "frozen"
    found = RunSettings.from_json(json.dumps(kept))
    assert found.split == SplitSettings(history="running")
    assert json.loads(found.to_json())["split"]["history"] == "running"


@pytest.mark.parametrize("head", ["classifier", "cloze"])
@pytest.mark.parametrize("method", [one for one in METHODS if one != "none"])
def test_the_loop_takes_every_method(world, tiny, settings, method, head):
    prompts, pairs = world(32, soft=2, masks=1 if head == "cloze" else 0)
    scorer = tiny(method, head=head, soft_start=(-1, -1))
    before = scorer.score(prompts).score
    chosen = settings(method=method, epochs=3)
    outcome = train(scorer, prompts, pairs, prompts, pairs, chosen)
    assert abs(scorer.score(prompts).score - before).max() > 1e-6
    assert not [alarm for alarm in outcome.alarms if "gradient" in alarm]
