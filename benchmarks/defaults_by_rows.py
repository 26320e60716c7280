"""How many epochs, and at which rate, on so many rows? Measured for `promptrec.settings.by_rows`.

    python -m benchmarks.defaults_by_rows [--seconds 420] [--out docs/defaults.md]

Data `movies` and `shop`, split leave_last, seed 0, model minilm. A cell is tuned on a sample of
train for a fixed number of epochs (no valid row stops it, none chooses the epoch) and judged on the
same valid rows as all others of its data; test is not read. Each cell is a line of
.promptrec/benchmarks/defaults_by_rows.jsonl: a second call goes on where the first stopped.
"""

import argparse
import dataclasses
import functools
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

import promptrec as pr
from benchmarks.defaults import CACHE
from benchmarks.few_labels import Difference, learn, scores, span
from benchmarks.machine import machine
from benchmarks.sections import write_section
from promptrec.data.dataset import Dataset
from promptrec.metrics.bootstrap import intervals
from promptrec.metrics.report import named_statistics
from promptrec.metrics.statistic import Statistic
from promptrec.prompt.library import templates
from promptrec.settings.by_rows import BY_ROWS

KEPT = CACHE / "defaults_by_rows.jsonl"
JUDGED = {"movies": 1000, "shop": 500}  # valid rows; of shop each has a sampled negative
PLAIN, KNOWN = ("movies", "Summaries, title, genres"), ("movies", "Evidence in words")
COUNTS = ("shop", "Counts, category")
RATE = {"lora": 1e-3, "full": 5e-5}  # the method's own
METRICS = ("auc", "gauc_rows")
WARMUP = 0.1  # of the steps
BEFORE = 3  # epochs, whatever the rows


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One tuned model."""

    data: str
    template: str
    rows: int
    epochs: int
    times: float = 1.0  # the rate, in rates of the method's own
    method: str = "lora"
    warmup: float = WARMUP
    seed: int = 0
    patience: int = 0  # epochs; more than 0: as a run does it, stopped and chosen by valid rows

    @property
    def key(self) -> str:
        """What makes a cell the same."""
        values = dataclasses.asdict(self)
        if not self.patience:
            del values["patience"]
        return json.dumps(values, sort_keys=True)

    @property
    def settings(self) -> pr.RunSettings:
        """Its run."""
        chosen = next(one for one in templates() if one.name == self.template)
        return pr.RunSettings(
            dataset=self.data,
            template=chosen.text,
            template_name=chosen.name,
            language=chosen.language,
            method=self.method,
            max_train=self.rows,
            max_valid=JUDGED[self.data],
            epochs=self.epochs,
            learning_rate=RATE[self.method] * self.times,
            warmup=self.warmup,
            patience=self.patience,
            seed=self.seed,
        )


def cells() -> Iterator[Cell]:
    """Every cell in the order in which they are measured: lengths, rates, methods, seeds."""
    for lengths in ((64, 3), (64, 16), (64, 32), (256, 3), (256, 8), (256, 16)):
        yield Cell(*PLAIN, *lengths)
    for lengths in ((256, 3), (256, 8), (64, 3), (64, 16)):
        yield Cell(*KNOWN, *lengths)
    yield Cell(*PLAIN, 256, 8, times=2.0)
    yield from (Cell(*COUNTS, *lengths) for lengths in ((64, 3), (64, 16)))
    yield Cell(*PLAIN, 64, 16, patience=2)
    yield from (Cell(*PLAIN, 1000, epochs) for epochs in (3, 6))
    yield from (Cell(*COUNTS, 256, epochs) for epochs in (3, 8))
    yield from (Cell(*PLAIN, 256, epochs, seed=1) for epochs in (3, 8))
    yield Cell(*PLAIN, 256, 8, warmup=0.3)
    yield from (Cell(*PLAIN, 256, epochs, method="full") for epochs in (3, 8))


@functools.cache
def dataset(name: str) -> Dataset:
    """A data set, read once."""
    return pr.open_dataset(name)


def measured(cell: Cell) -> dict[str, Any]:
    """Scores of the judged valid rows, their users and labels, and seconds of the training."""
    variant = pr.open_variant(dataset(cell.data), cell.settings)
    began = time.monotonic()
    outcome = pr.tune(variant) if cell.patience else learn(variant)
    took = time.monotonic() - began
    pairs = variant.plan.pairs("valid")
    found = scores(variant, pairs, "valid")
    return {
        "score": [float(f"{one:.7g}") for one in found],
        "user": pairs.user.tolist(),
        "label": pairs.label.tolist(),
        "seconds": round(took, 1),
        "epochs": outcome.epochs if outcome else cell.epochs,
        "best_epoch": outcome.best_epoch if outcome else cell.epochs,
        "date": time.strftime("%Y-%m-%d"),
    }


def of_auc(line: Mapping[str, Any], metric: str) -> Statistic:
    """A metric of a finished cell as a statistic over its users."""
    user, label, score = (np.array(line[name]) for name in ("user", "label", "score"))
    return named_statistics(user, label, score, only=[metric])[0][metric]


def before(cell: Cell) -> Cell:
    """What a run of this size was before: 3 epochs at the method's own rate."""
    return dataclasses.replace(cell, epochs=BEFORE, times=1.0, warmup=WARMUP, patience=0)


def row(cell: Cell, done: Mapping[str, Any]) -> str:
    """A line of the table: a cell, and how it differs from 3 epochs on the same valid rows."""
    line, other = done[cell.key], done.get(before(cell).key)
    found: list[str] = []
    for metric in METRICS:
        one = of_auc(line, metric)
        count = len(np.unique(line["user"]))
        asked = {"it": one}
        if other is not None and cell != before(cell):
            asked["less"] = Difference(one, of_auc(other, metric))
        said = {name: asdict(each) for name, each in intervals(asked, count).items()}
        spans = {name: [each["value"], each["low"], each["high"]] for name, each in said.items()}
        found += [span(spans, "it"), span(spans, "less", "+") if "less" in spans else ""]
    epochs, best = (line.get(name, cell.epochs) for name in ("epochs", "best_epoch"))
    extras = {
        f"seed {cell.seed}": cell.seed,
        f"warm-up {cell.warmup:g}": cell.warmup != WARMUP,
        f"stopped by valid after {epochs}, best {best}": cell.patience,
    }
    what = ", ".join([cell.method, *(words for words, on in extras.items() if on)])
    rate = f"{RATE[cell.method] * cell.times:g}"
    steps = -(-cell.rows * (2 if cell.data == "shop" else 1) // 16) * epochs
    first = (f"`{cell.data}`", cell.template, what, cell.rows, cell.epochs, rate, steps)
    return "| " + " | ".join(map(str, (*first, *found))) + " |"


def course_lines() -> list[str]:
    """The table in force."""
    lines = ["| train rows | epochs | learning rate | that is of `lora` |", "| --- " * 4 + "|"]
    ends = [f"to {one.rows - 1:,}" for one in BY_ROWS[1:]] + ["and more"]
    for one, end in zip(BY_ROWS, ends, strict=True):
        rate = f"{RATE['lora'] * one.times:g}"
        begin = f"{max(1, one.rows):,}"
        lines.append(f"| {begin} {end} | {one.epochs} | {one.times:g} × the method's | {rate} |")
    return lines


def page(done: Mapping[str, Any]) -> list[str]:
    """The section of docs/defaults.md."""
    measured_cells = [cell for cell in cells() if cell.key in done]
    dates = sorted({done[cell.key]["date"] for cell in measured_cells})
    open_cells = len(list(cells())) - len(measured_cells)
    left = f"; {open_cells} of {len(list(cells()))} cells not yet measured" if open_cells else ""
    head = ("data", "template", "method", "rows", "epochs", "rate", "steps")
    numbers = ("AUC on valid", "less 3 epochs", "GAUC (rows)", "less 3 epochs")
    return [
        *course_lines(),
        "",
        f"On {', '.join(dates)}: `python -m benchmarks.defaults_by_rows`{left}.",
        f"Split `leave_last`, seed 0; `--statistics known`, model `minilm`, {machine()}; training",
        "seed 0 unless a line says another. A fixed number of epochs, judged on valid (`movies`",
        f"{JUDGED['movies']:,} rows; `shop` {JUDGED['shop']} rows, each with a sampled negative);",
        "test was not read. 95 % intervals, bootstrap over users; a difference is paired: the same",
        "drawn users for both.",
        "",
        "| " + " | ".join((*head, *numbers)) + " |",
        "| --- " * (len(head) + len(numbers)) + "|",
        *(row(cell, done) for cell in measured_cells),
    ]


def kept() -> dict[str, dict[str, Any]]:
    """Finished cells by key."""
    lines = KEPT.read_text().splitlines() if KEPT.exists() else []
    return {line["key"]: line for line in map(json.loads, lines)}


def main() -> None:
    """Measure what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3600, help="begin no cell after")
    parser.add_argument("--out", type=Path, help="a Markdown page whose section is written")
    arguments = parser.parse_args()
    began, done = time.monotonic(), kept()
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    for cell in cells():
        if cell.key in done or time.monotonic() - began > arguments.seconds:
            continue
        line = {"key": cell.key, **measured(cell)}
        with KEPT.open("a") as file:
            file.write(json.dumps(line) + "\n")
        done[cell.key] = line
        print(row(cell, done), line["seconds"], flush=True)
    if arguments.out:
        write_section(arguments.out, "By the number of rows", page(done))


if __name__ == "__main__":
    main()
