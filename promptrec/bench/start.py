"""How long one waits: from a queued run to its first step, and from the app's start to an answer.

A run begins in a new process, or in one that waits for it with all imported.

Each takes turns with what cannot be trimmed: importing torch and transformers alone, and an app of
Streamlit that shows nothing.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil

from promptrec.bench.beside import PATIENCE_S, environment, free_port, module, process, wait_for
from promptrec.bench.figure import Figure, unlike
from promptrec.model.planning import dataset_of
from promptrec.model.variant import open_variant
from promptrec.records import Measure
from promptrec.settings import RunSettings
from promptrec.store.store import Store
from promptrec.worker.life.spare import KEEP_VARIABLE
from promptrec.worker.life.warm import READY
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
FIRST_STEP, WARM_STEP, SPARE = "first_step", "first_step_warm", "spare_memory"
HEALTHY, MEMORY = "app_healthy", "app_memory"
TARGETS = {FIRST_STEP: 4.0, WARM_STEP: 4.0, HEALTHY: 1.5, MEMORY: 700.0}
SAME = 1e-4  # of the first loss


@dataclass(frozen=True, slots=True)
class Waited:
    """From the queue to the first loss of a run, once."""

    seconds: float
    loss: float
    spare_mb: float = 0.0  # of the process that had waited for it


def start_figures(rounds: int) -> Iterator[Figure]:
    """Seconds until the first step, and what a process holds that waits to make them fewer."""
    cold, warm, imports = [], [], []
    for _ in range(rounds):
        cold.append(in_a_new_process())
        warm.append(in_one_that_waits())
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", IMPORTS], check=True, env=environment())  # noqa: S603
        imports.append(time.perf_counter() - began)
    expected = first_loss_here()
    note = f"torch and transformers alone take {min(imports):.2f} s to import"
    against = "from the queue to the first loss in the store, a process of its own"
    yield waited_figure(FIRST_STEP, cold, expected, against, note)
    yield waited_figure(WARM_STEP, warm, expected, f"{against} that waited for a run", note)
    held = round(max(one.spare_mb for one in warm))
    yield Figure(SPARE, held, "MB", "the process that waits", note="what is its alone (USS)")


def waited_figure(
    name: str, found: Sequence[Waited], expected: float, against: str, note: str
) -> Figure:
    """The least of some; no value where a loss is not that of the same run in this process."""
    gap = max(abs(one.loss - expected) for one in found)
    if gap > SAME:
        return unlike(name, against, TARGETS[name], "losses", gap, SAME, unit="s")
    seconds = min(one.seconds for one in found)
    return Figure(name, round(seconds, 4), "s", against, TARGETS[name], note)


def in_a_new_process() -> Waited:
    """A run of a home where nobody is at work yet."""
    with tempfile.TemporaryDirectory() as home, closing(Store.open(home)) as store:
        began = time.perf_counter()
        run = store.queue(SETTINGS)
        with process([*module("worker.supervisor"), home, "--idle", "1"]):
            return waited_for(store, run.id, began)


def in_one_that_waits() -> Waited:
    """A run of a home where a process has imported all that it needs."""
    with tempfile.TemporaryDirectory() as home, closing(Store.open(home)) as store:
        serving = [*module("worker.supervisor"), home, "--warm"]
        with process(serving, **{KEEP_VARIABLE: "600"}) as supervisor:
            told = Path(home) / "worker.log"
            until(lambda: told.exists() and READY in told.read_text(encoding="utf-8"))
            (spare,) = psutil.Process(supervisor.pid).children()
            held = spare.memory_full_info().uss / 1e6
            began = time.perf_counter()
            return waited_for(store, store.queue(SETTINGS).id, began, held)


def waited_for(store: Store, run_id: str, began: float, spare_mb: float = 0.0) -> Waited:
    """The first loss of a queued run, which is then ended."""
    until(lambda: store.measures(run_id, "loss") or store.run(run_id).state.finished)
    seconds, found = time.perf_counter() - began, store.measures(run_id, "loss")
    store.request_cancel(run_id)
    until(lambda: store.run(run_id).state.finished)
    if not found:
        raise TimeoutError(store.run(run_id).message)
    return Waited(seconds, found[0].value, spare_mb)


def until(condition: Callable[[], object]) -> None:
    """Wait until something is true; TimeoutError where it never is."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


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
