"""SIGTERM: what is asked is answered, nothing new is taken, nothing is left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

BODY = json.dumps({"user_id": "u3", "items": ["i1", "i5", "n2"]}).encode()
HEAD = (
    b"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % len(BODY)
)


@pytest.fixture
def served(made: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A service in a process of its own, and its port."""
    (tmp_path / "unpacked").mkdir()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "promptrec", "serve", str(made), "--port", str(port)]
    own = {"PROMPTREC_HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "unpacked")}
    process = subprocess.Popen(command, env={**os.environ, **own})
    try:
        for _ in range(480):
            assert process.poll() is None
            if listens(port):
                break
            time.sleep(0.25)
        yield process, port
    finally:
        process.kill()
        process.wait(30)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def rest(line: socket.socket) -> bytes:
    """All that comes until it is closed."""
    found = b""
    while piece := line.recv(65536):
        found += piece
    return found


def test_what_is_asked_when_it_is_told_to_stop_is_answered_and_nothing_new_is_taken(
    served: tuple[subprocess.Popen[bytes], int], tmp_path: Path
) -> None:
    process, port = served
    asks = socket.create_connection(("127.0.0.1", port), timeout=60)
    idle = socket.create_connection(("127.0.0.1", port), timeout=60)
    with asks, idle:
        idle.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 200")
        asks.sendall(HEAD)
        assert asks.recv(65536).startswith(b"HTTP/1.1 100")  # it is read: the body is waited for
        assert any((tmp_path / "unpacked").iterdir())
        process.send_signal(signal.SIGTERM)
        rest(idle)  # comes back: it is closed
        assert not listens(port)
        assert process.poll() is None
        asks.sendall(BODY)
        head, _, body = rest(asks).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200") and len(json.loads(body)["scores"]) == 3
    while process.poll() is None:  # and again, until the very end
        process.send_signal(signal.SIGTERM)
        time.sleep(1e-3)
    assert process.returncode == 0
    assert not any((tmp_path / "unpacked").iterdir())
