"""Whoever waits for another process's write is told so, and then goes on."""

import sqlite3
import threading

import pytest

from promptrec.errors import StoreError
from promptrec.records import Measure
from promptrec.store.opening import server, sqlite
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store


@pytest.fixture
def locked(tmp_path, settings):
    """A store, and two functions: somebody else locks it wholly, and lets go."""
    store = Store.open(tmp_path)
    store.queue(settings)
    other = sqlite3.connect(store.database.file, isolation_level=None, check_same_thread=False)
    yield store, lambda: other.execute("BEGIN EXCLUSIVE"), lambda: other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize(
    "use",
    [lambda store: store.runs(), lambda store: store.rename("r0001", "new")],
    ids=["a reader", "a writer"],
)
def test_who_waits_is_told_once_and_then_served(locked, monkeypatch, use):
    store, lock, let_go = locked
    monkeypatch.setattr(sqlite, "TELL_S", 0.05)
    told = []

    def hear(said):
        told.append(said)
        threading.Timer(0.3, let_go).start()

    store.database.on_wait = hear
    lock()
    use(store)
    assert [said.key for said in told] == ["sentence.store_busy"]
    assert str(store.database.file) in told[0]


def test_nobody_is_told_of_a_short_wait(locked):
    store, lock, let_go = locked
    told = []
    store.database.on_wait = told.append
    lock()
    threading.Timer(0.2, let_go).start()
    store.rename("r0001", "new")
    assert (told, store.run("r0001").name) == ([], "new")


def test_a_lock_that_never_ends_is_one_sentence(locked, monkeypatch):
    store, lock, _ = locked
    monkeypatch.setattr(sqlite, "TELL_S", 0.05)
    monkeypatch.setattr(sqlite, "BEGIN_S", 0.2)
    lock()
    with pytest.raises(StoreError, match="busy for too long"):
        store.runs()


def test_what_is_written_during_a_lock_is_there_afterwards(locked, monkeypatch):
    store, lock, let_go = locked
    monkeypatch.setattr(sqlite, "TELL_S", 0.05)
    run = store.claim("w")
    lock()
    threading.Timer(0.5, let_go).start()
    for step in range(20):
        store.record(run.id, run.fence, [Measure(step, 1, "loss", 0.5)])
    store.finish(run.id, run.fence, RunState.SUCCEEDED)
    assert len(store.measures(run.id)) == 20


def test_a_wait_for_the_writers_of_a_server_is_told_too(store, settings, monkeypatch):
    if store.database.file is not None:
        pytest.skip("there is no server")
    monkeypatch.setattr(server, "TELL_S", 0.05)
    told = []
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with store.database.write():
            held.set()
            let_go.wait(10)

    def hear(said):
        told.append(said.key)
        let_go.set()

    store.database.on_wait = hear
    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    store.queue(settings)
    other.join()
    assert told == ["sentence.store_busy"]
