"""A training that is cut off anywhere ends as the one that was left alone, bit for bit."""

import numpy as np
import pytest
import torch
from safetensors.torch import load, save

from promptrec.errors import Released
from promptrec.model.network.weights import tuned_state
from promptrec.training.loop import train
from promptrec.training.resume.chain import DIGESTS, digests, read_snapshot, snapshots_in
from promptrec.training.resume.keeper import TENSORS, VALUES, Snapshots

TIMED = ("examples_per_s", "seconds_left", "learning_rate")  # told by the second, not by the step
SETUPS = {
    "full": {"method": "full"},
    "lora": {"method": "lora", "learning_rate": 0.03},
    "accumulation": {"method": "lora", "accumulate": 3, "batch_size": 4},
    "soft tokens": {"method": "prompt_tuning", "learning_rate": 0.05},
    "ranks that move": {"method": "adalora", "learning_rate": 0.03},
    "stopping early": {"method": "full", "patience": 1, "epochs": 6},
}


class Killed(BaseException):
    """The end of a process, as far as the training can see it."""


def scorer_of(tiny, settings):
    soft = 2 if settings.method == "prompt_tuning" else 0
    scorer = tiny(settings.method, soft_start=(-1,) * soft, seed=settings.seed)
    for part in scorer.network.modules():  # the tiny model comes without
        if isinstance(part, torch.nn.Dropout):
            part.p = 0.2
    return scorer, soft


@pytest.fixture
def learned(tiny, world, settings, tmp_path):
    """learned(folder, stops_at, ...): what a training tells, and its weights; None when cut off."""

    def run(folder=None, asks=lambda _: False, every_s=0.0, **changes):
        chosen = settings(**{"epochs": 3, "patience": 0, **changes})
        scorer, soft = scorer_of(tiny, chosen)
        told, notes, calls = [], [], iter(range(10_000))
        given = {"report": told.append, "note": notes.append}
        kept = Snapshots(folder, every_s)
        stop = lambda: asks(next(calls))  # noqa: E731
        train(scorer, *world(24, 0, soft), *world(12, 1, soft), chosen,
              should_stop=stop, snapshots=kept, **given)  # fmt: skip
        weights = {name: one.numpy().tobytes() for name, one in tuned_state(scorer.network).items()}
        curves = [
            (each.step, each.epoch, each.name, repr(each.value))
            for each in told
            if each.name not in TIMED
        ]
        return weights, curves, notes

    return run


def cut_at(call, error):
    """A should_stop that ends the process when it is asked for the call-th time."""

    def asked(count):
        if count == call:
            raise error
        return False

    return asked


@pytest.mark.parametrize("changes", SETUPS.values(), ids=SETUPS)
def test_a_training_that_is_killed_again_and_again_ends_with_the_same_bits(
    learned, tmp_path, changes
):
    whole = learned(**changes)
    rng = np.random.default_rng(7)
    for _ in range(6):
        try:
            learned(tmp_path, cut_at(int(rng.integers(2, 8)), Killed()), **changes)
        except Killed:
            continue
        break
    weights, curves, notes = learned(tmp_path, **changes)
    assert weights == whole[0]
    assert curves == whole[1]
    assert any(note.startswith("goes on from epoch") for note in notes)


def test_with_other_generators_a_training_goes_on_with_other_bits(learned, tmp_path):
    """The control: the comparison above can fail, and dropout draws."""
    whole = learned(method="lora")
    with pytest.raises(Killed):
        learned(tmp_path, cut_at(5, Killed()), method="lora")
    draw_otherwise(snapshots_in(tmp_path)[0])
    assert learned(tmp_path, method="lora")[0] != whole[0]


def test_a_process_that_is_asked_to_end_keeps_its_state_first(learned, tmp_path):
    whole = learned(method="lora")
    for call in (3, 6):  # between two snapshots that would be due
        with pytest.raises(Released):
            learned(tmp_path, cut_at(call, Released()), every_s=3600.0, method="lora")
        assert snapshots_in(tmp_path)
    assert learned(tmp_path, every_s=3600.0, method="lora")[:2] == whole[:2]


@pytest.mark.parametrize("damage", ["cut", "flip", "remove"])
@pytest.mark.parametrize("file", [TENSORS, VALUES, DIGESTS])
def test_a_damaged_snapshot_is_passed_over_for_the_one_before(learned, tmp_path, damage, file):
    whole = learned()
    with pytest.raises(Killed):
        learned(tmp_path, cut_at(6, Killed()))
    newest, before = snapshots_in(tmp_path)
    path = newest / file
    content = path.read_bytes()
    place = len(content) // 2
    if damage == "cut":
        path.write_bytes(content[:place])
    elif damage == "flip":
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    else:
        path.unlink()
    assert read_snapshot(newest) is None
    assert read_snapshot(before)
    weights, curves, notes = learned(tmp_path)
    assert (weights, curves) == whole[:2]
    assert any(newest.name in note and "damaged" in note for note in notes)


def test_a_list_of_sums_that_lost_its_last_line_is_damaged(learned, tmp_path):
    with pytest.raises(Killed):
        learned(tmp_path, cut_at(6, Killed()))
    newest, _ = snapshots_in(tmp_path)
    path = newest / DIGESTS
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert read_snapshot(newest) is None


def test_snapshots_of_another_training_are_left_alone(learned, tmp_path):
    other = learned(learning_rate=0.02)
    with pytest.raises(Killed):
        learned(tmp_path, cut_at(6, Killed()))
    weights, curves, notes = learned(tmp_path, learning_rate=0.02)
    assert (weights, curves) == other[:2]
    assert not any("goes on" in note for note in notes)


def test_two_snapshots_are_kept_and_what_a_killed_writer_left_is_removed(learned, tmp_path):
    (tmp_path / ".000000-00000001.abcd1234").mkdir()
    learned(tmp_path)
    assert len(snapshots_in(tmp_path)) == 2
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_training_that_is_over_before_a_snapshot_is_due_writes_none(learned, tmp_path):
    learned(tmp_path, every_s=3600.0)
    assert snapshots_in(tmp_path) == []


def draw_otherwise(snapshot):
    """Put another state of the generator into a snapshot, so that its digests fit again."""
    tensors = load((snapshot / TENSORS).read_bytes())
    tensors["random.cpu"] = torch.Generator().manual_seed(99).get_state()
    files = {TENSORS: save(tensors), VALUES: (snapshot / VALUES).read_bytes()}
    for name, content in {**files, DIGESTS: digests(files)}.items():
        (snapshot / name).write_bytes(content)
