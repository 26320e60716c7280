"""What a tracker's own reader finds in an exported run."""

import dataclasses
import json

import pytest

from promptrec.cli.main import main
from promptrec.errors import SettingsError
from promptrec.records import Interval, Measure
from promptrec.settings import RunSettings
from promptrec.store.snapshots import JobResult, RunState
from promptrec.store.store import Store
from promptrec.trackers import export as exporting
from promptrec.trackers.export import export, flat

SETTINGS = RunSettings(dataset="movies", template="{item.title} <b>", lora_rank=5)


@pytest.fixture
def store(tmp_path):
    """A store with one finished run."""
    store = Store.open(tmp_path)
    store.queue(SETTINGS, name="first")
    run = store.claim("w")
    points = [Measure(step, 1, "loss", 1.0 / step) for step in (1, 2, 3)]
    store.record(run.id, run.fence, [*points, Measure(3, 1, "valid_auc", 0.75)])
    result = JobResult(
        metrics={"auc": Interval(0.75, 0.7, 0.8)}, test_metrics={"auc": Interval(0.7)}
    )
    store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
    return store


def read(folder):
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    found = accumulator.EventAccumulator(str(folder))
    found.Reload()
    return found


def test_tensorboard_reads_curves_metrics_settings_and_the_template(store):
    folder = export(store, "r0001", "tensorboard")
    assert folder == store.run_folder("r0001") / "tensorboard"
    found = read(folder)
    assert [(one.step, one.value) for one in found.Scalars("loss")] == [
        (1, 1.0),
        (2, 0.5),
        (3, pytest.approx(1 / 3)),
    ]
    assert found.Scalars("valid/auc")[0].value == 0.75
    assert found.Scalars("test/auc")[0].value == pytest.approx(0.7)
    texts = [
        found.Tensors(tag)[0].tensor_proto.string_val[0].decode() for tag in found.Tags()["tensors"]
    ]
    assert any("{item.title} <b>" in text for text in texts)
    assert any("| lora_rank | 5 |" in text for text in texts)
    content = found.summary_metadata["_hparams_/session_start_info"].plugin_data.content
    assert b"lora_rank" in content and b"split.name" in content


def test_a_second_export_takes_the_place_of_the_first(store, tmp_path):
    export(store, "r0001", "tensorboard", tmp_path / "out")
    export(store, "r0001", "tensorboard", tmp_path / "out")
    assert len(read(tmp_path / "out").Scalars("loss")) == 3


def test_a_run_that_goes_on_is_exported_as_far_as_it_is(store, tmp_path):
    store.queue(SETTINGS)
    run = store.claim("w")
    store.record(run.id, run.fence, [Measure(1, 1, "loss", 0.9)])
    found = read(export(store, run.id, "tensorboard", tmp_path / "out"))
    assert found.Tags()["scalars"] == ["loss"]


def test_settings_are_flat_values():
    found = flat(dataclasses.replace(SETTINGS, max_train=None))
    assert (found["split.name"], found["max_train"], found["lora_rank"]) == (
        "leave_last",
        "default",
        5,
    )
    assert all(isinstance(value, str | int | float | bool) for value in found.values())


def test_an_unknown_or_absent_tracker_is_one_sentence(store, monkeypatch):
    with pytest.raises(SettingsError, match="tensorboard, wandb"):
        export(store, "r0001", "excel")

    def absent(_):
        raise ImportError("No module named 'tensorboard'")

    monkeypatch.setitem(exporting.TRACKERS, "tensorboard", absent)
    with pytest.raises(SettingsError, match="pip install tensorboard"):
        export(store, "r0001", "tensorboard")


def test_the_command_says_where_it_wrote(store, tmp_path, capfd):
    out = tmp_path / "board"
    code = main(["track", "r0001", "--out", str(out), "--home", str(tmp_path), "--json"])
    found = json.loads(capfd.readouterr().out)
    assert (code, found["folder"]) == (0, str(out))
    assert read(out).Scalars("loss")
    assert main(["track", "r0001", "--to", "paper", "--home", str(tmp_path)]) == 2


@pytest.mark.filterwarnings("ignore")
def test_wandb_keeps_an_offline_run(store, tmp_path):
    pytest.importorskip("wandb")
    folder = export(store, "r0001", "wandb", tmp_path / "out")
    (kept,) = folder.rglob("*.wandb")
    content = kept.read_bytes()
    assert b"lora_rank" in content and b"valid_auc" in content


def test_a_template_of_two_lines_stays_one_block_and_a_bar_one_cell(store, tmp_path):
    text = "{item.title}\nA | B"
    run = store.queue(dataclasses.replace(SETTINGS, template=text))
    found = read(export(store, run.id, "tensorboard", tmp_path / "out"))
    texts = {
        tag: found.Tensors(tag)[0].tensor_proto.string_val[0].decode()
        for tag in found.Tags()["tensors"]
    }
    assert texts["template/text_summary"] == "    {item.title}\n    A | B"
    assert r"| template | {item.title} A \| B |" in texts["settings/text_summary"]
