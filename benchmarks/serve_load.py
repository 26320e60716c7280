"""How a served bundle holds up: many clients at once, latency, answers a second, memory.

python -m benchmarks.serve_load BUNDLE.zip [--clients 50 --seconds 60 --candidates 20 --explain]

The service is a process of its own on loopback, and so are the clients of it: on two cores they
take time from the model. Each request is a /recommend of a random user among random candidates,
with --explain a reason for each item of the list, too. Memory is read every tenth of the time.
"""

import argparse
import http.client
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import psutil

from promptrec.bench.beside import free_port
from promptrec.bundle.opened import open_bundle

START_S = 600  # also on a machine with other work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--candidates", type=int, default=20)
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with open_bundle(asked.bundle) as bundle:
        data = bundle.dataset()
    users, items = data.users.index.astype(str).tolist(), data.items.index.astype(str).tolist()
    port = free_port()
    command = [sys.executable, "-m", "promptrec", "serve", str(asked.bundle), "--port", str(port)]
    process = subprocess.Popen([*command, "--home", "/tmp/serve-load"])
    try:
        wait(port)
        held, over = [memory(process.pid)], threading.Event()
        watch = threading.Thread(target=watched, args=(process.pid, asked.seconds / 10, over, held))
        watch.start()
        took, wrong = load(port, users, items, asked)
        over.set()
        watch.join()
    finally:
        process.terminate()
        process.wait(30)
    p50, p95, p99 = np.percentile(took, (50, 95, 99)) * 1000
    rate = len(took) / asked.seconds
    print(
        f"{asked.clients} clients, {asked.seconds:g} s, {asked.candidates} candidates each: "
        f"{len(took):,} answers ({rate:.1f} a second, {rate * asked.candidates:.0f} prompts a "
        f"second), p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, {wrong} failed; "
        f"memory {', '.join(f'{one:.0f}' for one in held)} MB"
    )


def load(
    port: int, users: list[str], items: list[str], asked: argparse.Namespace
) -> tuple[list[float], int]:
    """Seconds of every answer, and how many were not 200."""
    took: list[float] = []
    wrong = 0
    lock = threading.Lock()
    until = time.monotonic() + asked.seconds

    def client(number: int) -> None:
        nonlocal wrong
        rng = np.random.default_rng([asked.seed, number])
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < until:
            chosen = rng.choice(len(items), asked.candidates, replace=False)
            body = json.dumps(
                {
                    "user_id": users[rng.integers(len(users))],
                    "candidates": [items[at] for at in chosen],
                    "seen": True,
                    "explain": asked.explain,
                }
            )
            began = time.perf_counter()
            line.request("POST", "/recommend", body, {"Content-Type": "application/json"})
            answer = line.getresponse()
            answer.read()
            with lock:
                took.append(time.perf_counter() - began)
                wrong += answer.status != 200

    threads = [threading.Thread(target=client, args=(at,)) for at in range(asked.clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return took, wrong


def watched(pid: int, every_s: float, over: threading.Event, held: list[float]) -> None:
    """Add the megabytes of a process every few seconds, until it is over."""
    while not over.wait(every_s):
        held.append(memory(pid))


def wait(port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            urlopen(f"http://127.0.0.1:{port}/health", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the service did not start")


def memory(pid: int) -> float:
    return psutil.Process(pid).memory_info().rss / 1e6


if __name__ == "__main__":
    main()
