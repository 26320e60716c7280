"""One supervisor per home."""

import threading

import pytest
from filelock import FileLock

from promptrec.worker.lock import AlreadyServed, HomeLock
from promptrec.worker.process import find, identity, is_local
from promptrec.worker.supervisor import is_served, serve


def test_only_one_holds_the_lock_and_everybody_can_see_who(tmp_path):
    one, two = HomeLock(tmp_path), HomeLock(tmp_path)
    assert two.held_by() is None
    assert one.acquire(identity())
    assert not two.acquire("somebody else")
    assert two.held_by() == identity()
    one.release()
    assert two.held_by() is None
    assert two.acquire("somebody else")
    two.release()


def test_a_lock_that_a_stranger_took_before_the_home_was_closed_stops_nobody(tmp_path):
    stranger = FileLock(tmp_path / "worker.lock", mode=0o644)
    stranger.acquire()
    tmp_path.chmod(0o755)
    lock = HomeLock(tmp_path)
    assert lock.acquire(identity())
    assert lock.still_there()
    assert lock.path.stat().st_mode & 0o077 == 0
    lock.release()
    stranger.release()


def test_a_lock_of_a_living_worker_of_ours_is_respected_however_open_it_is(tmp_path):
    other = FileLock(tmp_path / "worker.lock", mode=0o644)
    other.acquire()
    (tmp_path / "worker.id").write_text(identity())
    (tmp_path / "worker.lock").chmod(0o644)
    assert not HomeLock(tmp_path).acquire("me")
    other.release()


def test_a_lock_without_its_home_protects_nothing(tmp_path):
    lock = HomeLock(tmp_path / "home")
    assert lock.acquire("me")
    assert lock.still_there()
    lock.path.unlink()
    assert not lock.still_there()
    lock.release()
    assert not lock.still_there()


def test_a_second_worker_refuses_politely(store):
    first = HomeLock(store.home)
    first.acquire(identity())
    with pytest.raises(AlreadyServed, match="already serves"):
        serve(store.home)
    first.release()


def test_a_worker_ends_when_it_is_idle_or_told_to(store):
    assert not is_served(store.home)
    serve(store.home, stay=False, idle_s=0)
    stop = threading.Event()
    stop.set()
    serve(store.home, stay=True, stop=stop)
    assert not is_served(store.home)


def test_a_worker_ends_when_its_home_is_deleted(store, until):
    thread = threading.Thread(target=serve, args=(store.home,))
    thread.start()
    assert until(lambda: is_served(store.home))
    (store.home / "worker.lock").unlink()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_process_is_known_by_more_than_its_number():
    host, pid, started = identity().rsplit(":", 2)
    assert find(identity()) is not None
    other = (
        f"t{int(started[1:]) - 100}" if started.startswith("t") else f"{float(started) - 100:.0f}"
    )
    assert find(f"{host}:{pid}:{other}") is None
    assert find(f"elsewhere:{pid}:{started}") is None
    assert find("nonsense") is None
    assert is_local(identity())
    assert not is_local("supervisor of " + identity())
