"""Weights & Biases, offline: nothing leaves this machine until somebody runs `wandb sync`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from promptrec.records import Measure
from promptrec.store.snapshots import Metrics, Run
from promptrec.trackers.tracker import Scalar


class WeightsBiases:
    """One offline run; raises ImportError without wandb."""

    def __init__(self, folder: Path) -> None:
        import wandb

        self._wandb: Any = wandb
        self._folder = folder
        self._run: Any = None

    def start(self, run: Run, settings: Mapping[str, Scalar]) -> None:
        """Begin an offline run with the settings as its config."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._run = self._wandb.init(
            mode="offline",
            dir=str(self._folder),
            project="promptrec",
            name=run.name or run.id,
            id=run.id,
            config=dict(settings),
            settings=self._wandb.Settings(
                silent=True, console="off", disable_git=True, disable_code=True
            ),
        )

    def measure(self, measures: Sequence[Measure]) -> None:
        """Points of the curves, one step at a time."""
        self._run.log({one.name: one.value for one in measures}, step=measures[0].step)

    def finish(self, part: str, metrics: Metrics) -> None:
        """Final metrics stand in the summary."""
        self._run.summary.update({f"{part}/{name}": one.value for name, one in metrics.items()})

    def close(self) -> None:
        """Write the rest and wait: after `finish` alone wandb's own process may still write."""
        self._run.finish()
        self._wandb.teardown()
