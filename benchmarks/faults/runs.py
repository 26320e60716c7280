"""Small runs for the figures of faults: data, set-ups, a process by fork, and what a run came to.

A forked process has torch imported already, so that hundreds of them can be killed in minutes.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run
from promptrec.store.store import Store
from promptrec.worker.child import LOST, RUN_JOB, carry_out

TIMED = ("examples_per_s", "seconds_left", "learning_rate")  # told by the second
TEMPLATE = "{item.title} {item.genres}"
SETUPS: dict[str, dict[str, Any]] = {
    "lora, dropout, shuffling": {"method": "lora", "dropout": 0.1},
    "full": {"method": "full", "learning_rate": 1e-3},
    "prompt tuning": {"method": "prompt_tuning", "template": f"{{soft:4}} {TEMPLATE}"},
    "gradient accumulation": {"method": "lora", "accumulate": 3, "batch_size": 4},
    "self-training": {"method": "head", "pseudo_confidence": 0.51, "pseudo_rows": 16},
}


@dataclass(frozen=True, slots=True)
class Ended:
    """Everything of a run that must not depend on how often it was cut off."""

    weights: str
    scores: str
    metrics: Mapping[str, object]
    curves: tuple[tuple[int, int, str, str], ...]


def write_data(folder: Path, users: int = 24, seed: int = 0) -> Path:
    """A data set of films in the documented format."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    items = [f"i{at},Film {at},{('Drama', 'War', 'Comedy')[at % 3]}" for at in range(10)]
    rows = [
        f"u{user},i{item},{rng.integers(1, 6)},{1000 + 10 * at}"
        for user in range(users)
        for at, item in enumerate(rng.permutation(10))
    ]
    (folder / "items.csv").write_text("\n".join(["item_id,title,genres", *items, ""]))
    header = "user_id,item_id,rating,timestamp"
    (folder / "interactions.csv").write_text("\n".join([header, *rows, ""]))
    (folder / "dataset.toml").write_text('name = "films"\nlike_at = 4\n')
    return folder


def settings_of(data: Path, **changes: Any) -> RunSettings:
    """A run of the tiny model: three epochs of six steps."""
    values = {
        "template": TEMPLATE, "model": "tiny", "head": "classifier", "epochs": 3, "patience": 0,
        "batch_size": 8, "max_train": 48, "max_valid": 16, "learning_rate": 0.01,
    }  # fmt: skip
    return RunSettings(dataset=str(data), **{**values, **changes})


def fork(home: Path, run: Run, job: str = RUN_JOB) -> int:
    """Carry out a claimed run in a process of its own session; its number."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        carry_out(Store.open(home), run.id, run.fence, job, on_lost=lambda: os._exit(LOST))
    finally:
        os._exit(0)


def ended_as(store: Store, run: Run) -> Ended:
    """What is compared of a run that has succeeded."""
    result = store.run(run.id).result
    if result is None:
        raise SystemExit(f"{run.id} is {run.state}: {run.message}")
    kept = json.loads((store.home / result.checkpoint / "checkpoint.json").read_bytes())
    return Ended(
        weights=kept["weights_sha256"],
        scores=str(result.details["scores_sha256"]),
        metrics={name: repr(one) for name, one in result.metrics.items()},
        curves=tuple(
            (one.step, one.epoch, one.name, repr(one.value))
            for one in store.measures(run.id)
            if one.name not in TIMED
        ),
    )
