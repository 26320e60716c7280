"""A run can say what it is for and be deleted, whole, and whoever still names it hears so."""

import pytest
import sqlalchemy as sa

from promptrec.errors import StoreError
from promptrec.records import Measure
from promptrec.settings import SearchedTemplate, SearchSettings
from promptrec.store import schema
from promptrec.store.shipped_runs import add_examples
from promptrec.store.snapshots import LogLine, RunState
from promptrec.store.upkeep.deleting import OF_RUN, delete_run, sweep, uses_of


@pytest.fixture
def ended(store, settings):
    """A finished run with a curve, a line of log, two files and a judged recommendation."""
    store.queue(settings, name="first try")
    run = store.claim("w")
    store.record(run.id, run.fence, [Measure(1, 1, "loss", 0.5)], [LogLine(1.0, "said")])
    folder = store.run_folder(run.id) / "checkpoint"
    folder.mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(b"12345")
    (folder.parent / "scores_valid.npz").write_bytes(b"123")
    store.ask_review("data", "u1", ["i1"], run=run.id)
    store.add_look(command="train --test", dataset="data", split="random", run=run.id)
    return store.finish(run.id, run.fence, RunState.SUCCEEDED)


def rows(store, table):
    with store.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_a_note_is_one_line_and_comes_back(store, settings):
    run = store.queue(settings, note=" for\n the  meeting ")
    assert store.run(run.id).note == "for the meeting"
    assert store.set_note(run.id, "").note == ""


def test_an_example_keeps_name_note_and_itself(store):
    add_examples(store)
    for change in (
        lambda: store.rename("e0001", "mine"),
        lambda: store.set_note("e0001", "mine"),
        lambda: delete_run(store, "e0001"),
    ):
        with pytest.raises(StoreError, match="example that came with the install"):
            change()
    assert store.run("e0001").note == ""


def test_what_would_be_lost_is_counted(store, ended):
    uses = uses_of(store, ended)
    assert (uses.points, uses.lines, uses.trials, uses.files, uses.size) == (1, 1, 0, 2, 8)
    assert (uses.reviews, uses.looks) == (1, 1)


def test_a_deleted_run_leaves_nothing_but_reviews_looks_and_that_it_was(store, ended, settings):
    other = store.queue(settings)
    assert delete_run(store, "R1", now=0.0).id == ended.id
    assert [rows(store, table) for table in OF_RUN] == [0, 0, 0]
    assert [run.id for run in store.runs()] == [other.id]
    assert not store.run_folder(ended.id).exists()
    assert (rows(store, schema.review), rows(store, schema.look)) == (1, 1)
    assert store.run_if_there(ended.id) is None
    with pytest.raises(StoreError, match=r"Run r0001 \(first try\) was deleted on 19"):
        store.run(ended.id)
    with pytest.raises(StoreError, match="was deleted"):
        delete_run(store, ended.id)


def test_the_number_of_a_deleted_run_is_never_given_again(store, ended, settings):
    delete_run(store, ended.id)
    assert store.queue(settings).id == "r0002"


@pytest.mark.parametrize("begun", [False, True])
def test_a_run_that_is_not_over_is_refused(store, settings, begun):
    run = store.queue(settings)
    if begun:
        store.claim("w")
    with pytest.raises(StoreError, match="stop it with `cancel` first"):
        delete_run(store, run.id)
    assert store.run(run.id).id == run.id


def test_a_run_that_judges_a_search_under_way_is_refused(store, ended, settings):
    start = SearchedTemplate(name="start", text=settings.template)
    edits = SearchSettings(base=settings, kind="edits", templates=(start,), weights="R1")
    search = store.queue_search(edits)
    with pytest.raises(StoreError, match=f"{search.id} is under way"):
        delete_run(store, ended.id)
    store.request_cancel(search.id)
    delete_run(store, ended.id)


def test_files_that_a_crash_left_behind_go_later(store, ended):
    delete_run(store, ended.id)
    left = store.run_folder(ended.id) / "checkpoint"  # as if the power had gone before
    left.mkdir(parents=True)
    (left / "weights.safetensors").write_bytes(b"12345")
    assert (sweep(store), sweep(store)) == (1, 0)
    assert not store.run_folder(ended.id).exists()
