"""How long one waits: from a queued run to its first step, and from the app's start to an answer.

Each takes turns with what cannot be trimmed: importing torch and transformers alone, and an app of
Streamlit that shows nothing.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from promptrec.bench.beside import PATIENCE_S, environment, free_port, module, process, wait_for
from promptrec.bench.figure import Figure, unlike
from promptrec.model.planning import dataset_of
from promptrec.model.variant import open_variant
from promptrec.records import Measure
from promptrec.settings import RunSettings
from promptrec.store.store import Store
from promptrec.worker.tuning import tune

SETTINGS = RunSettings(
    dataset="movies",
    template="The user likes {history.liked:5}. Next: {item.title}.",
    model="minilm",
    head="classifier",
    method="lora",
    max_train=64,
    max_valid=20,
    epochs=1,
)
IMPORTS = "import torch, transformers; transformers.AutoModel"
EMPTY = "import streamlit as st\nst.title('Nothing')\n"
FIRST_STEP, HEALTHY, MEMORY = "first_step", "app_healthy", "app_memory"
TARGETS = {FIRST_STEP: 4.0, HEALTHY: 1.5, MEMORY: 700.0}
SAME = 1e-4  # of the first loss


def start_figures(rounds: int) -> Iterator[Figure]:
    """Seconds until the first step."""
    runs, imports, losses = [], [], []
    for _ in range(rounds):
        began = time.perf_counter()
        losses.append(first_loss_of_a_run())
        runs.append(time.perf_counter() - began)
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", IMPORTS], check=True, env=environment())  # noqa: S603
        imports.append(time.perf_counter() - began)
    against = "from the queue to the first loss in the store, a process of its own"
    gap = max(abs(one - first_loss_here()) for one in losses)
    if gap > SAME:
        yield unlike(FIRST_STEP, against, TARGETS[FIRST_STEP], "losses", gap, SAME, unit="s")
        return
    note = f"torch and transformers alone take {min(imports):.2f} s to import"
    yield Figure(FIRST_STEP, round(min(runs), 4), "s", against, TARGETS[FIRST_STEP], note)


def first_loss_of_a_run() -> float:
    """Queue a run in a home of its own, and wait for its first loss."""
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(home)
        run = store.queue(SETTINGS)
        with process([*module("worker.supervisor"), home, "--idle", "1"]):
            until = time.monotonic() + PATIENCE_S
            while not (found := store.measures(run.id, "loss")):
                if time.monotonic() > until or store.run(run.id).state.finished:
                    raise TimeoutError(store.run(run.id).message)
                time.sleep(0.02)
            store.request_cancel(run.id)
            while not store.run(run.id).state.finished:
                time.sleep(0.1)
        store.close()
    return found[0].value


def first_loss_here() -> float:
    """The first loss of the same settings in this process."""
    losses: list[float] = []

    def report(one: Measure) -> None:
        if one.name == "loss":
            losses.append(one.value)

    tune(open_variant(dataset_of(SETTINGS), SETTINGS), report=report)
    return losses[0]


def app_figures(rounds: int) -> Iterator[Figure]:
    """Seconds until the app answers, and what it holds before anybody opens a page."""
    ours, bare, memory = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        for at in range(rounds):
            seconds, held = healthy(module("ui.launch"), Path(folder) / str(at))
            ours.append(seconds)
            memory.append(held)
            streamlit = [sys.executable, "-m", "streamlit", "run", str(empty)]
            bare.append(healthy(streamlit, Path(folder) / "bare")[0])
    against = "a server of Streamlit with an empty page"
    note = f"the empty page takes {min(bare):.2f} s"
    yield Figure(HEALTHY, round(min(ours), 4), "s", against, TARGETS[HEALTHY], note)
    note = "before a page is open; with the model: python -m benchmarks.live_edit"
    yield Figure(MEMORY, round(min(memory)), "MB", "the app's process", TARGETS[MEMORY], note)


def healthy(command: Sequence[str], home: Path) -> tuple[float, float]:
    """Seconds until it answers, and the megabytes that it then holds."""
    port = free_port()
    began = time.perf_counter()
    options = ["--server.port", str(port), "--server.headless", "true"]
    with process([*command, *options], PROMPTREC_HOME=str(home)) as server:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        seconds = time.perf_counter() - began
        return seconds, psutil.Process(server.pid).memory_info().rss / 1e6
