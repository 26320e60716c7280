"""Trials that do not depend on each other, made side by side where there are machines for them.

A machine of a cluster opens the data itself, and makes nothing unless they are the very same.
"""

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.engine.engine import current
from promptrec.engine.there import machine_name
from promptrec.errors import DataError, EngineError
from promptrec.model.backbones.arithmetic import Arithmetic, arithmetic_of
from promptrec.model.backbones.devices import pick
from promptrec.settings import RunSettings
from promptrec.worker.trials import MadeTrial, make_trial


@dataclass(frozen=True, slots=True)
class TrialGround:
    """What trials of a search have in common."""

    data: str  # as the settings name it
    fingerprint: str
    metric: str
    arithmetic: Arithmetic


def made_wherever(
    dataset: Dataset,
    base: RunSettings,
    wanted: Iterable[RunSettings],
    metric: str,
    *,
    should_stop: Callable[[], bool],
    asked: Callable[[], None],
) -> Iterator[MadeTrial]:
    """A trial of each of the settings, in order. base: says where they are, and on which device.

    asked: raises where somebody asked for a stop. The next settings are asked for when there is
    room for them.
    """
    engine = current()
    if not engine.is_far:
        here = functools.partial(make_here, should_stop, asked, metric)
        return engine.map(here, dataset, wanted)
    arithmetic = arithmetic_of(pick(base.device))
    ground = TrialGround(base.dataset, dataset.fingerprint(), metric, arithmetic)
    cpus, gpus = arithmetic.threads, arithmetic.gpus
    return engine.map(make_there, ground, wanted, cpus=cpus, gpus=gpus, check=asked)


def make_here(
    should_stop: Callable[[], bool],
    asked: Callable[[], None],
    metric: str,
    dataset: Dataset,
    settings: RunSettings,
) -> MadeTrial:
    """In this process, which may be asked to stop within a trial."""
    return make_trial(dataset, settings, metric, should_stop=should_stop, asked=asked)


def make_there(ground: TrialGround, settings: RunSettings) -> MadeTrial:
    """In a process of a cluster, which does its sums as the one that asks."""
    device = ground.arithmetic.adopt()
    dataset = same_data(ground.data, ground.fingerprint)
    made = make_trial(dataset, dataclasses.replace(settings, device=device.name), ground.metric)
    return dataclasses.replace(
        made, settings=dataclasses.replace(made.settings, device=settings.device)
    )


@functools.lru_cache(maxsize=2)
def same_data(name: str, fingerprint: str) -> Dataset:
    """The data of this name on this machine; EngineError where they are none or other ones."""
    try:
        dataset = open_dataset(name)
    except DataError as error:
        told = {"machine": machine_name(), "why": error.sentence}
        raise EngineError("sentence.engine_no_data", **told) from None
    if dataset.fingerprint() != fingerprint:
        raise EngineError("sentence.engine_data", machine=machine_name(), data=name)
    return dataset
