"""Tuning: examples a second against Hugging Face's Trainer on the same rows, and method to method.

Both sides learn from the same rows in one epoch of equal batches, at one rate.
The order of the rows is each side's own, so the mean loss of the epoch agrees only nearly.
"""

import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import transformers

from promptrec.bench.figure import Figure, ratio, unlike
from promptrec.bench.material import Material, PooledClassifier
from promptrec.bench.turns import take_turns
from promptrec.records import Measure
from promptrec.training.loop import train

RATE, BATCH = 5e-5, 16
NEAR = 0.05  # nats, of the mean loss of an epoch
TRAINER = "Hugging Face's Trainer with its defaults, all weights, the same rows, batches and rate"
AGAINST_FULL = {"prompt_tuning": 1.3, "head": 10.0}
Way = Callable[[], float]


def tuning_figures(material: Material, rounds: int) -> Iterator[Figure]:
    """Ratios of one run in which all ways take turns; each gives its mean loss."""
    ways: dict[str, Way] = {"trainer": by_trainer(material)}
    for method in ("full", "lora", *AGAINST_FULL):
        ways[method] = by_us(material, method)
    seconds, losses = take_turns(ways, rounds)
    yield from against_trainer("tuning_full_vs_trainer", "full", 2.0, seconds, losses)
    yield from against_trainer("tuning_lora_vs_trainer_full", "lora", 2.5, seconds, losses)
    for method, target in AGAINST_FULL.items():
        yield ratio(
            f"tuning_{method}_vs_full", seconds["full"] / seconds[method], "`full`, ours", target
        )


def against_trainer(
    name: str, method: str, target: float, seconds: dict[str, float], losses: dict[str, float]
) -> Iterator[Figure]:
    """The ratio, where the losses say that both learned the same thing.

    Low-rank weights learn another function; of them only the first loss could be the same.
    """
    gap = abs(losses[method] - losses["trainer"])
    if method == "full" and gap > NEAR:
        yield unlike(name, TRAINER, target, "mean losses", gap, NEAR)
    else:
        note = f"mean losses {losses[method]:.3f} and {losses['trainer']:.3f}"
        yield ratio(name, seconds["trainer"] / seconds[method], TRAINER, target, note)


def by_us(material: Material, method: str) -> Way:
    """One epoch of `train`, with its watch over losses and gradients, as a run has it."""
    mine = material.of_method(method)
    settings = dataclasses.replace(mine.settings, batch_size=BATCH, learning_rate=RATE)

    def learn() -> float:
        losses: list[float] = []

        def report(measure: Measure) -> None:
            if measure.name == "loss":
                losses.append(measure.value)

        pairs = mine.pairs
        none = pairs.take(np.arange(0))
        train(mine.scorer(), mine.encoded, pairs, [], none, settings, report=report)
        return float(np.mean(losses))

    return learn


def by_trainer(material: Material) -> Way:
    """`transformers.Trainer`, padding each batch to its longest."""
    rows = [
        {**material.tokenizer(text), "labels": int(label)}
        for text, label in zip(material.texts, material.pairs.label, strict=True)
    ]
    collate = transformers.DataCollatorWithPadding(material.tokenizer)

    def learn() -> float:
        with tempfile.TemporaryDirectory() as folder:
            asked: dict[str, Any] = {
                "output_dir": folder,
                "per_device_train_batch_size": BATCH,
                "learning_rate": RATE,
                "num_train_epochs": 1,
                "save_strategy": "no",
                "report_to": "none",
                "dataloader_pin_memory": False,  # asked for on a CPU it only warns
                "disable_tqdm": True,
                "seed": 0,
            }
            trainer = transformers.Trainer(
                model=PooledClassifier(material, "sdpa"),
                args=transformers.TrainingArguments(**asked),
                train_dataset=rows,
                data_collator=collate,
            )
            return float(trainer.train().training_loss)

    return learn
