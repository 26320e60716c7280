"""TensorBoard event files: curves, settings as hyper-parameters, the template as text."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from promptrec.records import Measure
from promptrec.store.snapshots import Metrics, Run
from promptrec.trackers.tracker import Scalar


class Board:
    """Writes event files with torch's own writer; raises ImportError without tensorboard."""

    def __init__(self, folder: Path) -> None:
        from torch.utils.tensorboard import SummaryWriter

        for old in folder.glob("events.out.tfevents.*"):
            old.unlink()  # a second export takes the place of the first
        self._writer = SummaryWriter(str(folder))
        self._settings: Mapping[str, Scalar] = {}
        self._final: dict[str, float] = {}

    def start(self, run: Run, settings: Mapping[str, Scalar]) -> None:
        """Template and settings as text."""
        self._settings = settings
        self._writer.add_text("template", textwrap.indent(run.settings.template, "    "))
        rows = "\n".join(f"| {name} | {cell(value)} |" for name, value in settings.items())
        self._writer.add_text("settings", f"| setting | value |\n| --- | --- |\n{rows}")

    def measure(self, measures: Sequence[Measure]) -> None:
        """Points of the curves."""
        for one in measures:
            self._writer.add_scalar(one.name, one.value, one.step)

    def finish(self, part: str, metrics: Metrics) -> None:
        """Final metrics, for the table of hyper-parameters."""
        self._final |= {f"{part}/{name}": each.value for name, each in metrics.items()}

    def close(self) -> None:
        """Settings and final metrics side by side, then the file is complete."""
        from torch.utils.tensorboard.summary import hparams

        writer: Any = self._writer.file_writer
        table: Any = hparams
        for part in table(dict(self._settings), dict(self._final)):
            writer.add_summary(part)
        for name, value in self._final.items():
            self._writer.add_scalar(name, value)
        self._writer.close()


def cell(value: Scalar) -> str:
    """A value as one cell of a Markdown table."""
    return str(value).replace("|", r"\|").replace("\n", " ")
