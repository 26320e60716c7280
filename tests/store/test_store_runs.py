"""The queue: order, cancel, unknown ids, snapshots."""

import dataclasses

import pytest

from promptrec.errors import StoreError
from promptrec.methods import METHODS
from promptrec.methods.method import Method
from promptrec.records import Interval
from promptrec.settings import SearchSettings
from promptrec.store.snapshots import JobResult, RunState
from promptrec.store.store import Store


def test_a_queued_run_comes_back_as_it_was_given(store, settings):
    run = store.queue(settings, name=" first try ", now=12.5)
    assert (run.id, run.name, run.state) == ("r0001", "first try", RunState.QUEUED)
    assert run.settings == settings
    assert run.created_at == run.queued_at == 12.5
    assert store.run("r0001") == store.run("R1") == run


def test_runs_are_listed_newest_first(store, settings):
    made = [store.queue(settings).id for _ in range(3)]
    assert [run.id for run in store.runs()] == made[::-1]
    assert store.all_jobs(RunState.RUNNING) == ()
    assert store.busy() == 3


def test_a_run_is_a_snapshot_that_cannot_be_changed(store, settings):
    run = store.queue(settings)
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.state = RunState.FAILED
    store.request_cancel(run.id)
    assert run.state is RunState.QUEUED


@pytest.mark.parametrize("wrong", ["r0009", "nonsense", "", "r-1"])
def test_an_unknown_run_is_one_sentence_with_the_nearest_ids(store, settings, wrong):
    with pytest.raises(StoreError, match="no run was made yet"):
        store.run(wrong)
    store.queue(settings)
    with pytest.raises(StoreError, match="Nearest: r0001"):
        store.run(wrong)


def test_a_queued_run_is_cancelled_at_once(store, settings):
    run = store.request_cancel(store.queue(settings).id)
    assert run.state is RunState.CANCELLED
    assert run.finished_at is not None
    assert store.claim("w") is None


def test_a_running_run_is_only_asked_to_stop(store, settings):
    store.queue(settings)
    claimed = store.claim("w")
    asked = store.request_cancel(claimed.id)
    assert (asked.state, asked.cancel_requested) == (RunState.RUNNING, True)
    assert store.heartbeat(claimed.id, claimed.fence) is True


def test_cancelling_what_has_ended_changes_nothing(store, settings):
    store.queue(settings)
    claimed = store.claim("w")
    ended = store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED)
    assert store.request_cancel(claimed.id) == ended


def test_a_run_can_be_renamed(store, settings):
    run = store.queue(settings)
    assert store.rename(run.id, "the good one").name == "the good one"


def test_a_run_that_this_version_cannot_read_does_not_hide_the_others(store, settings):
    gone = Method(name="gone", learning_rate=1e-3)
    with METHODS.holding(gone):
        old = store.queue(dataclasses.replace(settings, method="gone"), name="old")
    new = store.queue(settings)
    assert [run.id for run in store.runs()] == [new.id, old.id]
    assert store.readable_runs() == (new,)
    why = store.run(old.id).unreadable
    assert why.startswith("This version cannot read the settings of run r0001: method is 'gone'")
    assert "r0001" in why.in_language("zh")
    assert new.unreadable == ""
    with pytest.raises(StoreError, match="settings of run r0001"):
        _ = store.run(old.id).settings
    with METHODS.holding(gone):
        assert store.run(old.id).unreadable == ""


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"dataset": 1}', '{"split": {"seed": "a"}}']
)
def test_settings_that_are_damaged_are_one_sentence(store, settings, text):
    run = dataclasses.replace(store.queue(settings), settings_json=text)
    assert run.unreadable.startswith("This version cannot read the settings of run r0001: ")


def test_a_search_that_this_version_cannot_read_says_so(store, settings):
    gone = Method(name="gone", learning_rate=1e-3)
    with METHODS.holding(gone):
        search = store.queue_search(SearchSettings(base=settings, methods=("gone",)))
    assert search.unreadable.endswith("its log and weights are kept.")
    assert search.settings == settings


def test_a_result_survives_the_store(store, settings):
    store.queue(settings)
    claimed = store.claim("w")
    result = JobResult(
        metrics={"auc": Interval(0.7, 0.6, 0.8), "ece": Interval(0.1)},
        test_metrics=None,
        trainable_parameters=12,
        seconds=3.5,
        environment={"torch": "2.13.0"},
        checkpoint="runs/r0001/checkpoint",
        details={"alarms": ["喜欢"]},
    )
    ended = store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED, result=result)
    assert ended.result == result
    assert ended.checkpoint == "runs/r0001/checkpoint"
    assert ended.progress == 1.0
    assert store.run(claimed.id) == ended


def test_two_handles_on_one_home_see_the_same_runs(tmp_path, settings):
    one, two = Store.open(tmp_path), Store.open(tmp_path)
    run = one.queue(settings)
    assert two.run(run.id) == run
