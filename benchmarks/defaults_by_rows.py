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
from collections.abc import Iterator
from typing import Any

import promptrec as pr
from benchmarks.defaults import CACHE
from benchmarks.few_labels import learn, scores
from promptrec.data.dataset import Dataset
from promptrec.prompt.library import templates

KEPT = CACHE / "defaults_by_rows.jsonl"
JUDGED = {"movies": 1000, "shop": 500}  # valid rows; of shop each has a sampled negative
COUNTS = {"movies": "Summaries, title, genres", "shop": "Counts, category"}
EVIDENCE = {"movies": "Evidence in words", "shop": "Basket and what goes with it"}
RATE = {"lora": 1e-3, "full": 5e-5}  # the method's own
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
    mask: str = ""  # what is added to the template, so that a cloze head answers
    warmup: float = 0.1
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
            template=chosen.text + self.mask,
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


CLOZE = " Overall it was {mask}."


def cells() -> Iterator[Cell]:
    """Every cell in the order in which they are measured: lengths, rates, methods, seeds."""
    plain, known = ("movies", COUNTS["movies"]), ("movies", EVIDENCE["movies"])
    counts, basket = ("shop", COUNTS["shop"]), ("shop", EVIDENCE["shop"])
    for lengths in ((64, 3), (64, 16), (64, 32), (256, 3), (256, 8), (256, 16)):
        yield Cell(*plain, *lengths)
    for lengths in ((256, 3), (256, 8), (64, 3), (64, 16)):
        yield Cell(*known, *lengths)
    yield from (Cell(*plain, *lengths, times=2.0) for lengths in ((256, 8), (64, 16)))
    yield from (Cell(*counts, *lengths) for lengths in ((256, 3), (256, 8), (64, 3), (64, 16)))
    yield from (Cell(*plain, 1000, epochs) for epochs in (3, 6))
    yield from (Cell(*known, *lengths, times=2.0) for lengths in ((256, 8), (64, 16)))
    yield from (Cell(*basket, 256, epochs) for epochs in (3, 8))
    yield from (Cell(*data, 256, epochs, seed=1) for data in (plain, known) for epochs in (3, 8))
    yield from (Cell(*plain, 256, epochs, mask=CLOZE) for epochs in (3, 8))
    yield from (Cell(*plain, 256, epochs, method="full") for epochs in (3, 8))
    yield from (Cell(*plain, *lengths, patience=2) for lengths in ((256, 8), (64, 16)))
    yield from (Cell(*known, 1000, epochs) for epochs in (3, 6))
    yield Cell(*plain, 256, 8, warmup=0.3)
    yield from (Cell(*plain, 2000, epochs) for epochs in (3, 6))


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
    found = scores(variant, variant.plan.make(pairs, "valid"))
    return {
        "score": [float(f"{one:.7g}") for one in found],
        "user": pairs.user.tolist(),
        "label": pairs.label.tolist(),
        "seconds": round(took, 1),
        "epochs": outcome.epochs if outcome else cell.epochs,
        "best_epoch": outcome.best_epoch if outcome else cell.epochs,
        "date": time.strftime("%Y-%m-%d"),
    }


def kept() -> dict[str, dict[str, Any]]:
    """Finished cells by key."""
    lines = KEPT.read_text().splitlines() if KEPT.exists() else []
    return {line["key"]: line for line in map(json.loads, lines)}


def main() -> None:
    """Measure what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3600, help="begin no cell after")
    arguments = parser.parse_args()
    began, done = time.monotonic(), kept()
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    for cell in cells():
        if cell.key in done or time.monotonic() - began > arguments.seconds:
            continue
        line = {"key": cell.key, **measured(cell)}
        with KEPT.open("a") as file:
            file.write(json.dumps(line) + "\n")
        from sklearn.metrics import roc_auc_score

        print(
            f"{roc_auc_score(line['label'], line['score']):.4f}",
            line["seconds"],
            round(time.monotonic() - began),
            cell,
            flush=True,
        )


if __name__ == "__main__":
    main()
