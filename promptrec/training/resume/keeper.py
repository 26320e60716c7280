"""When a training is kept, and from where one that was cut off goes on."""

import hashlib
import json
import math
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load, save

from promptrec.errors import Released
from promptrec.model.scorer import Scorer
from promptrec.records import Floats
from promptrec.settings import RunSettings
from promptrec.training.lesson import EpochPlan, Lessons
from promptrec.training.resume.chain import whole_snapshots, write_snapshot
from promptrec.training.resume.course import TrainingCourse
from promptrec.words.table import sentence

EVERY_VARIABLE = "PROMPTREC_SNAPSHOT_S"  # seconds between two snapshots; 0: after every step
EVERY_S = 30.0
SHARE = 0.02  # of the time of a training that its snapshots may take
FORMAT = 1
TENSORS, VALUES = "state.safetensors", "state.json"


class Snapshots:
    """The snapshots of one training in a folder; without one, nothing is kept."""

    def __init__(self, folder: Path | None = None, every_s: float | None = None) -> None:
        self.folder = folder
        self.every_s = seconds_between() if every_s is None else every_s
        self._pause_s = self.every_s
        self._kept_at = time.monotonic()

    def below(self, name: str) -> "Snapshots":
        """Those of one training of several."""
        return Snapshots(self.folder / name if self.folder else None, self.every_s)

    def keep_if_due(self, course: TrainingCourse) -> None:
        """Keep the state now and then: writing takes at most a fiftieth of the time."""
        if self.folder is not None and time.monotonic() - self._kept_at >= self._pause_s:
            self.keep(course)

    def keep(self, course: TrainingCourse) -> None:
        """Keep the state now."""
        if self.folder is None or not can_be_kept(course):
            return
        began = time.monotonic()
        tensors, values = course.state()
        told = {"format": FORMAT, "identity": course.identity, **values}
        files = {TENSORS: save(tensors), VALUES: json.dumps(told, sort_keys=True).encode()}
        write_snapshot(self.folder, course.name, files)
        self._kept_at = time.monotonic()
        took = self._kept_at - began
        self._pause_s = max(self.every_s, took / SHARE) if self.every_s else 0.0

    def go_on(self, course: TrainingCourse) -> bool:
        """Be as the newest whole snapshot of this training was; False where there is none."""
        if self.folder is None:
            return False
        for name, files in whole_snapshots(self.folder):
            values = None if files is None else values_of(files)
            if files is None or values is None:
                course.run.note(sentence("sentence.note_snapshot_damaged", name=name))
            elif values["identity"] == course.identity:
                course.put(load(files[TENSORS]), values)
                where = {"epoch": course.run.epoch, "step": course.run.step}
                course.run.note(sentence("sentence.note_goes_on", **where))
                return True
        return False

    @contextmanager
    def keeps_on_release(self, course: TrainingCourse) -> Iterator[None]:
        """Keep the state where the process is asked to end."""
        try:
            yield
        except Released:
            self.keep(course)
            raise


def can_be_kept(course: TrainingCourse) -> bool:
    """False for a method of other hands that remembers what cannot be written."""
    memory = course.run.scorer.network.memory
    return memory is None or hasattr(memory, "state")


def seconds_between() -> float:
    """As the environment says, else EVERY_S."""
    try:
        given = float(os.environ.get(EVERY_VARIABLE, EVERY_S))
    except ValueError:
        return EVERY_S
    return given if math.isfinite(given) and given >= 0 else EVERY_S


def values_of(files: dict[str, bytes]) -> dict[str, Any] | None:
    """The values of a snapshot of this version; None for another."""
    try:
        values: dict[str, Any] = json.loads(files[VALUES])
        return values if values["format"] == FORMAT and TENSORS in files else None
    except (KeyError, TypeError, ValueError):
        return None


def identity_of(
    scorer: Scorer,
    settings: RunSettings,
    plan: Sequence[EpochPlan],
    lessons: Lessons,
    valid: tuple[Sequence[Any], Floats | None],
) -> str:
    """A digest of everything that a training is made from: another one's snapshots are not its own.

    plan: the order of the sampler. valid: the watched prompts, and the rule beside them.
    """
    made = hashlib.sha256(settings.to_json().encode())
    made.update(json.dumps([scorer.plan.to_json(), plan], sort_keys=True).encode())
    for prompt in (*lessons.prompts, *valid[0]):
        made.update(repr((prompt.ids, prompt.mask_at, prompt.soft_at, prompt.cf)).encode())
    columns = (lessons.pairs.label, lessons.pairs.rating, lessons.offset, lessons.group, valid[1])
    for column in columns:
        made.update(b"-" if column is None else np.ascontiguousarray(column).tobytes())
    return made.hexdigest()
