"""How far a training is, and its whole state in tensors and JSON: out, and back in."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from promptrec.model.network.weights import put_state, tuned_state
from promptrec.records import Interval, Measure, Report
from promptrec.training.judge import Best
from promptrec.training.under_way import Training
from promptrec.words.stored import from_document, to_document

Tensors = dict[str, Tensor]
COUNTED = ("examples", "trained", "training_s", "judging_s", "judged")  # of the progress


@dataclass(eq=False)
class TrainingCourse:
    """One training with its optimizer and its best epoch, and the place in its plan."""

    run: Training
    optimizer: torch.optim.Optimizer
    best: Best
    epochs_done: int = 0
    steps_done: int = 0  # of the epoch after those; all of them: it is not judged yet
    identity: str = field(default="", repr=False)  # of what is learned, by what settings

    @property
    def name(self) -> str:
        """Of a snapshot taken here; names sort as the training goes."""
        return f"{self.epochs_done:06d}-{self.steps_done:08d}"

    def state(self) -> tuple[Tensors, dict[str, Any]]:
        """Everything that the rest of the training depends on: tensors, and values of JSON."""
        run = self.run
        run.read_rest()
        tensors = {f"network.{name}": one for name, one in tuned_state(run.scorer.network).items()}
        tensors |= {f"best.{name}": one for name, one in self.best.state.items()}
        tensors |= {f"gradient.{at}": one.cpu() for at, one in enumerate(run.gradients.values())}
        drawn, generators = random_state(run.scorer.device.cards())
        optimized, groups = optimizer_state(self.optimizer)
        remembered, memory = memory_state(run.scorer.network.memory)
        values = {
            "epochs_done": self.epochs_done,
            "steps_done": self.steps_done,
            "step": run.step,
            "epoch": run.epoch,
            "seconds": run.progress.seconds,
            "progress": {name: getattr(run.progress, name) for name in COUNTED},
            "alarms": to_document(run.alarms),
            "gradients": to_document(list(run.gradients)),
            "measures": [[one.step, one.epoch, one.name, one.value] for one in run.told],
            "best": best_values(self.best),
            "optimizer": groups,
            "random": generators,
            "memory": memory,
        }
        return tensors | drawn | optimized | remembered, values

    def put(self, tensors: Tensors, values: Mapping[str, Any]) -> None:
        """Be what `state` was of; what was told by then is told again."""
        run = self.run
        put_state(run.scorer.network, under("network.", tensors))
        put_best(self.best, under("best.", tensors), values["best"])
        put_optimizer(self.optimizer, under("optimizer.", tensors), values["optimizer"])
        if run.scorer.network.memory is not None:
            remembered = under("memory.", tensors)
            there = {name: run.scorer.device.put(one) for name, one in remembered.items()}
            run.scorer.network.memory.put(there, values["memory"])
        names: Any = from_document(values["gradients"])
        sizes = under("gradient.", tensors)
        run.gradients = {
            name: run.scorer.device.put(sizes[str(at)]) for at, name in enumerate(names)
        }
        run.alarms = list(from_document(values["alarms"]))  # type: ignore[call-overload]
        for step, epoch, name, value in values["measures"]:
            run.say(Measure(step, epoch, name, value))
        run.losses = [one.value for one in run.told if one.name == "loss"]
        for name in COUNTED:
            setattr(run.progress, name, values["progress"][name])
        run.progress.go_on_from(values["seconds"])
        run.earlier_s = values["seconds"]
        run.step, run.epoch = values["step"], values["epoch"]
        self.epochs_done, self.steps_done = values["epochs_done"], values["steps_done"]
        put_random(tensors, values["random"])  # last: nothing may draw after it


def under(start: str, tensors: Mapping[str, Tensor]) -> Tensors:
    """The tensors whose names begin so, without that beginning."""
    return {name[len(start) :]: one for name, one in tensors.items() if name.startswith(start)}


def optimizer_state(optimizer: torch.optim.Optimizer) -> tuple[Tensors, list[dict[str, Any]]]:
    """Moments and steps of each parameter by its number, and the groups."""
    kept = optimizer.state_dict()
    tensors = {
        f"optimizer.{number}.{name}": one.detach().cpu().contiguous()
        for number, moments in kept["state"].items()
        for name, one in moments.items()
    }
    return tensors, kept["param_groups"]


def put_optimizer(
    optimizer: torch.optim.Optimizer, tensors: Tensors, groups: Sequence[Mapping[str, Any]]
) -> None:
    """Put `optimizer_state` back."""
    state: dict[int, Tensors] = {}
    for name, one in tensors.items():
        number, _, moment = name.partition(".")
        state.setdefault(int(number), {})[moment] = one
    optimizer.load_state_dict({"state": state, "param_groups": [dict(one) for one in groups]})


def random_state(cards: Sequence[int]) -> tuple[Tensors, dict[str, Any]]:
    """Every generator: torch's on the CPU and on each card, Python's and numpy's."""
    tensors = {"random.cpu": torch.get_rng_state()}
    tensors |= {f"random.{card}": torch.cuda.get_rng_state(card) for card in cards}
    kind, key, place, has_gauss, gauss = np.random.get_state()
    numpy = [kind, np.asarray(key).tolist(), place, has_gauss, gauss]
    version, words, rest = random.getstate()
    return tensors, {"numpy": numpy, "python": [version, list(words), rest]}


def put_random(tensors: Mapping[str, Tensor], values: Mapping[str, Any]) -> None:
    """Put `random_state` back."""
    for name, one in under("random.", tensors).items():
        if name == "cpu":
            torch.set_rng_state(one)
        else:
            torch.cuda.set_rng_state(one, int(name))
    kind, key, *rest = values["numpy"]
    np.random.set_state((kind, np.array(key, np.uint32), *rest))
    version, words, gauss = values["python"]
    random.setstate((version, tuple(words), gauss))


def memory_state(memory: Any) -> tuple[Tensors, Any]:
    """What a method keeps while it trains; nothing for most."""
    if memory is None:
        return {}, None
    tensors, values = memory.state()
    return {f"memory.{name}": one for name, one in tensors.items()}, values


def best_values(best: Best) -> dict[str, Any]:
    """The best epoch but for its weights."""
    report = None
    if best.report is not None:
        one = best.report
        report = {
            "metrics": {
                name: [each.value, each.low, each.high] for name, each in one.metrics.items()
            },
            "rows": one.rows,
            "users": one.users,
            "classes": {name: dict(values) for name, values in one.classes.items()},
            "users_counted": dict(one.users_counted),
        }
    return {"epoch": best.epoch, "value": best.value, "waited": best.waited, "report": report}


def put_best(best: Best, state: Tensors, values: Mapping[str, Any]) -> None:
    """Put `best_values` back, with the weights."""
    best.epoch, best.value, best.waited = values["epoch"], values["value"], values["waited"]
    best.state = state
    found = values["report"]
    if found is not None:
        metrics = {name: Interval(*one) for name, one in found["metrics"].items()}
        best.report = Report(**{**found, "metrics": metrics})
