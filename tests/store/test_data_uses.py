"""What refers to a data set is known before it is renamed or deleted, and follows it."""

import json

import pytest

from promptrec.errors import StoreError
from promptrec.settings import AddedLabel, RunSettings, SearchSettings
from promptrec.store.snapshots import RunState

OLD, NEW = "/home/datasets/old €", "/home/datasets/new"


def settings(dataset):
    return RunSettings(dataset=dataset, template="{item.title} {mask}")


def ended(store, dataset):
    store.queue(settings(dataset))
    run = store.claim("test")
    return store.finish(run.id, run.fence, RunState.SUCCEEDED)


@pytest.fixture
def used(store):
    """Two runs, one of other data; a label, a review, a pin."""
    ended(store, OLD)
    ended(store, "movies")
    store.set_label("print", AddedLabel(user="u", item="i", label=1))
    store.send_to_review("print", "u", ["i"]) if hasattr(store, "send_to_review") else None
    store.pin(OLD, "u", "i")
    return store


def test_runs_labels_and_pins_of_a_data_set_are_counted(used):
    uses = used.data_uses(OLD, "print")
    assert uses.runs == ("r0001",)
    assert (uses.busy, uses.labels, uses.pins) == ((), 1, 1)
    assert used.data_uses("/elsewhere", "other").runs == ()


def test_runs_and_pins_follow_a_data_set_to_its_new_name(used):
    other = used.run("r0002").settings
    used.move_data(OLD, NEW)
    assert used.run("r0001").settings == settings(NEW)
    assert used.run("r0002").settings == other
    assert [pin.item for pin in used.pins(NEW)] == ["i"]
    assert used.pins(OLD) == ()
    assert used.data_uses(NEW, "print").labels == 1  # labels know the data, not its name


def test_a_search_and_its_trials_follow_too(store):
    search = SearchSettings(base=settings(OLD))
    store.queue_search(search)
    run = store.claim("test")
    store.finish(run.id, run.fence, RunState.SUCCEEDED)
    store.move_data(OLD, NEW)
    assert json.loads(store.run(run.id).search_json)["base"]["dataset"] == NEW


@pytest.mark.parametrize("running", [False, True])
def test_nothing_is_moved_or_forgotten_while_a_run_needs_it(store, running):
    store.queue(settings(OLD))
    if running:
        store.claim("test")
    for act in (lambda: store.move_data(OLD, NEW), lambda: store.forget_data(OLD, "print")):
        with pytest.raises(StoreError, match="queued or running: r0001"):
            act()
    assert store.run("r0001").settings == settings(OLD)


def test_what_is_forgotten_is_of_this_data_alone_and_runs_stay(used):
    used.set_label("other", AddedLabel(user="u", item="i", label=0))
    used.forget_data(OLD, "print")
    assert used.labels("print") == ()
    assert len(used.labels("other")) == 1
    assert used.pins(OLD) == ()
    assert used.run("r0001").settings == settings(OLD)
