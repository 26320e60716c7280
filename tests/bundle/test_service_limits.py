"""What takes too long, comes too slowly or moves away is met, counted and told."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import uvicorn
from service_running import Running

from promptrec.metrics.drift import stability_index
from promptrec.service import batches, door, drift, listening
from promptrec.service.app import service_app
from promptrec.service.door import Door
from promptrec.service.figures import Figures
from promptrec.service.hosts import LOOPBACK
from promptrec.service.rotation import Rotation, open_held
from promptrec.store.store import Store

BODY = {"user_id": "u3", "items": ["i1", "i5", "n2"]}


@pytest.fixture(scope="module")
def rotation(made: Path) -> Iterator[Rotation]:
    found = Rotation(open_held(made))
    yield found
    found.close()


@pytest.fixture(scope="module")
def running(rotation: Rotation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    store = Store.open(tmp_path_factory.mktemp("limits"))
    found = Running(Door(service_app(rotation, store, Figures()), LOOPBACK))
    yield found
    found.stop()


def spoken(running: Running, content: bytes) -> bytes:
    """Everything that comes back on one connection until it is closed."""
    port = int(running.address.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(content)
        found = b""
        while piece := line.recv(65536):
            found += piece
    return found


def test_a_body_that_does_not_come_is_not_waited_for(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "BODY_S", 0.3)
    head = b"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    told = spoken(running, head + b"Connection: close\r\nContent-Length: 50\r\n\r\n{")
    assert told.startswith(b"HTTP/1.1 408") and b"error" in told


def test_a_connection_that_says_nothing_is_closed(
    rotation: Rotation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "HEAD_S", 0.3)
    app = Door(service_app(rotation, Store.open(tmp_path), Figures()), LOOPBACK)
    config = uvicorn.Config(app, log_level="error", http=listening.Impatient)
    running = Running(app, config)
    try:
        assert spoken(running, b"") == b""
        assert spoken(running, b"GET /health HTTP/1.1\r\nHost: local") == b""
        one = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
        assert spoken(running, one + b"GET /hea").count(b"200 OK") == 1  # the second is not whole
        assert running.ask("/score", BODY)[0] == 200
    finally:
        running.stop()


def test_who_waits_too_long_is_told_and_others_are_answered(
    running: Running, rotation: Rotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()
    with rotation.lent() as serving:
        scorer = serving.batches._scorer
    real = type(scorer).score

    def slow(self: object, *given: object) -> object:
        free.wait(20)
        return real(scorer, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(type(scorer), "score", slow)
    monkeypatch.setattr(batches, "ANSWER_S", 0.3)
    assert [running.ask("/score", BODY)[0] for _ in range(2)] == [503, 503]
    monkeypatch.setattr(batches, "ANSWER_S", 30)
    free.set()
    assert running.ask("/score", BODY)[0] == 200
    with rotation.lent() as serving:
        wait_for(lambda: serving.batches._waiting == 0)


def test_a_pass_is_no_longer_than_it_is_worth_so_that_the_first_are_answered_first(
    rotation: Rotation,
) -> None:
    with rotation.lent() as serving:
        scorer = serving.batches._scorer
        prompts = serving.variant.plan.make(serving.variant.plan.pairs("valid"), "valid")[:1]
    passes: list[int] = []
    free = threading.Event()

    def counted(size: int) -> None:
        passes.append(size)
        free.wait(60)

    own = batches.Batches(scorer, counted)
    asking = [threading.Thread(target=own.score, args=(prompts * 50,)) for _ in range(12)]
    for one in asking:
        one.start()
    wait_for(lambda: own._waiting == 600)
    free.set()
    for one in asking:
        one.join()
    own.close()
    most = 4 * scorer.device.scored_prompts
    assert sum(passes) == 600 and max(passes) <= most + 50 and len(passes) > 3


def wait_for(done: Callable[[], bool]) -> None:
    for _ in range(200):
        if done():
            return
        time.sleep(0.05)
    raise TimeoutError


def test_the_index_of_two_bins_by_hand() -> None:
    before, now = np.repeat([0.0, 1.0], [50, 50]), np.repeat([0.0, 1.0], [20, 80])
    edges = np.unique(np.quantile(before, np.arange(1, 10) / 10))
    assert edges.tolist() == [0.0, 0.5, 1.0]
    p = np.array([0.5, 50.5, 0.5, 50.5]) / 102
    q = np.array([0.5, 20.5, 0.5, 80.5]) / 102
    assert stability_index(before, now) == pytest.approx(((q - p) * np.log(q / p)).sum())


def test_the_index_is_small_for_the_same_and_large_for_another_distribution() -> None:
    rng = np.random.default_rng(0)
    one, same, other = rng.normal(size=300), rng.normal(size=2000), rng.normal(1, 1, 2000)
    assert stability_index(one, same) < 0.1 < 0.25 < stability_index(one, other)
    assert np.isnan(stability_index(one, np.empty(0)))
    assert stability_index(np.ones(300), np.full(300, 2.0)) > 1
    assert stability_index(np.ones(300), np.ones(300)) == pytest.approx(0)


def test_drift_is_told_once_enough_was_served_and_explanations_are_not_counted(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drift, "LEAST", 20)
    monkeypatch.setattr(drift, "FIRST", 30)
    told = running.ask("/model")[1]["drift"]
    running.ask("/explain", {"user_id": "u3", "item": "i1"})
    assert running.ask("/model")[1]["drift"] == told
    items = [f"i{at}" for at in range(1, 9)]
    for user in range(10):
        assert running.ask("/score", {"user_id": f"u{user}", "items": items})[0] == 200
    told = running.ask("/model")[1]["drift"]
    assert set(told) == {"score", "tokens"} and told["score"]["valid"] is not None
    text = running.ask("/metrics")[1]
    line = 'promptrec_drift_psi{against="valid",of="score"} '
    shown = next(each for each in text.splitlines() if each.startswith(line))
    assert float(shown.removeprefix(line)) == pytest.approx(told["score"]["valid"])
    before = told["tokens"]["start"]
    for _ in range(12):  # people of whom nothing is known
        running.ask("/score", {"items": items})
    assert running.ask("/model")[1]["drift"]["tokens"]["start"] > max(0.25, before or 0)
