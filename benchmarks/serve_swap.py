"""How a service holds up while its bundle changes: swaps under load, failed requests, memory.

python -m benchmarks.serve_swap ONE.zip OTHER.zip [--swaps 500 --clients 8 --candidates 5 --seed 0]

Both bundles are of the same data and of different runs; every swap opens and checks a new file.
The service is a process of its own on loopback. Every answer is held against the scores that its
model gives alone: one model an answer, and the one it names.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import numpy as np

from benchmarks.serve_load import memory, wait
from promptrec.bench.beside import free_port
from promptrec.bundle.opened import open_bundle

TOLERANCE = 1e-6
WARM = 10  # swaps before memory is read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundles", type=Path, nargs=2)
    parser.add_argument("--swaps", type=int, default=500)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--candidates", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with open_bundle(asked.bundles[0]) as bundle:
        data = bundle.dataset()
    rng = np.random.default_rng(asked.seed)
    items = rng.choice(data.items.index.astype(str), asked.candidates, replace=False).tolist()
    body = {"user_id": str(data.users.index[0]), "items": items}
    with tempfile.TemporaryDirectory() as place:
        names = ("one.zip", "other.zip")
        for path, name in zip(asked.bundles, names, strict=True):
            shutil.copy(path, Path(place) / name)
        measure(Path(place), names, body, asked)


def measure(
    folder: Path, names: tuple[str, str], body: dict[str, Any], asked: argparse.Namespace
) -> None:
    port = free_port()
    command = [sys.executable, "-m", "promptrec", "serve", str(folder / names[0])]
    process = subprocess.Popen([*command, "--port", str(port), "--home", str(folder / "home")])
    try:
        wait(port)
        alone = {}
        for name in reversed(names):
            ask(port, "/swap", {"file": name})
            answer = ask(port, "/score", body)
            alone[answer["model"]["run"]] = scores(answer)
        for number in range(WARM):
            ask(port, "/swap", {"file": fresh(folder, names, -number)})
        before = memory(process.pid)
        failed, mixed, answers = under_load(port, folder, names, body, alone, asked)
        after = memory(process.pid)
    finally:
        process.terminate()
        process.wait(30)
    print(
        f"{asked.swaps} swaps under {asked.clients} clients: {answers:,} answers, {failed} failed, "
        f"{mixed} not of the model that they name; memory {before:.0f} -> {after:.0f} MB"
    )


def under_load(
    port: int,
    folder: Path,
    names: tuple[str, str],
    body: dict[str, Any],
    alone: dict[str, np.ndarray],
    asked: argparse.Namespace,
) -> tuple[int, int, int]:
    """Failed requests, answers of another model than they name, answers."""
    failed = mixed = answers = 0
    lock, over = threading.Lock(), threading.Event()

    def client() -> None:
        nonlocal failed, mixed, answers
        while not over.is_set():
            try:
                answer = ask(port, "/score", body)
                known = alone[answer["model"]["run"]]
                wrong = bool(np.abs(scores(answer) - known).max() > TOLERANCE)
            except OSError:
                with lock:
                    failed += 1
            else:
                with lock:
                    answers, mixed = answers + 1, mixed + wrong

    threads = [threading.Thread(target=client) for _ in range(asked.clients)]
    for one in threads:
        one.start()
    for number in range(asked.swaps):
        ask(port, "/swap", {"file": fresh(folder, names, number + 1)})
    over.set()
    for one in threads:
        one.join()
    return failed, mixed, answers


def fresh(folder: Path, names: tuple[str, str], number: int) -> str:
    """A bundle that the service has not seen: one of the two with a remark at its end."""
    shutil.copy(folder / names[number % 2], folder / "fresh.zip")
    with zipfile.ZipFile(folder / "fresh.zip", "a") as archive:
        archive.comment = str(number).encode()
    return "fresh.zip"


def ask(port: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps(body).encode()
    kind = {"Content-Type": "application/json"}
    request = Request(f"http://127.0.0.1:{port}{path}", content, kind)
    with urlopen(request, timeout=120) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def scores(answer: dict[str, Any]) -> np.ndarray:
    return np.array([one["score"] for one in answer["scores"]])


if __name__ == "__main__":
    main()
