"""What `benchmarks.gpu` measures of a model on a device: functions that give numbers."""

import dataclasses
import gc
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from promptrec.data.shipped import open_dataset
from promptrec.errors import Cancelled
from promptrec.examples.learning import learning_of
from promptrec.model.backbones.devices import Device
from promptrec.model.loading import build_scorer
from promptrec.model.network.weights import tuned_state
from promptrec.model.plan import ScorerPlan
from promptrec.model.planning import plan_for, rating_scale
from promptrec.model.scorer import Scorer
from promptrec.records import Answers, Encoded, Measure, Pairs
from promptrec.settings import RunSettings
from promptrec.training.loop import train

TEMPLATE = (
    "The user likes {history.liked:5} and dislikes {history.disliked:5}. "
    "The film: {item.title}[, {item.genres}]. Overall it was {mask}"
)
SOFT = ("prompt_tuning", "p_tuning")
Numbers = dict[str, Any]


@dataclass(frozen=True)
class Material:
    """Prompts to learn from and a scorer's plan, for one model."""

    settings: RunSettings
    plan: ScorerPlan
    prompts: Sequence[Encoded]
    pairs: Pairs

    def scorer(self, method: str, device: Device) -> Scorer:
        """A fresh scorer."""
        return build_scorer(dataclasses.replace(self.plan, method=method), device=device)

    def first(self, count: int) -> "Material":
        """The same with fewer rows."""
        pairs = self.pairs.take(np.arange(min(count, len(self.prompts))))
        return dataclasses.replace(self, prompts=self.prompts[:count], pairs=pairs)


def material(model: str, rows: int, method: str) -> Material:
    """Of seeded train rows of `movies`; methods with soft tokens read other prompts."""
    causal = "causal" in model or "smollm2" in model
    settings = RunSettings(
        dataset="movies",
        template=TEMPLATE if causal else f"{TEMPLATE}.",
        model=model,
        head="next_word" if causal else "cloze",
        method=method,
        max_train=rows,
        epochs=1,
    )
    dataset = open_dataset("movies")
    plan, reader = plan_for(dataset, settings)
    scale = rating_scale(dataset)
    learning = learning_of(plan, scale)
    made = plan.make(learning.pairs, "train")
    return Material(settings, reader.scorer_plan(settings, scale), made, learning.pairs)


def wait(device: Device) -> None:
    """Until the card has done all that it was told."""
    if device.is_cuda:
        torch.cuda.synchronize()


def timed(device: Device, work: Callable[[], object], rounds: int = 1) -> float:
    """Seconds of one round, after one that is not counted."""
    work()
    wait(device)
    began = time.perf_counter()
    for _ in range(rounds):
        work()
    wait(device)
    return (time.perf_counter() - began) / rounds


@contextmanager
def tf32(on: bool) -> Iterator[None]:
    """fp32 matrix products as TF32, or not."""
    part = torch.backends.cuda.matmul
    before = part.fp32_precision
    part.fp32_precision = "tf32" if on else "ieee"
    try:
        yield
    finally:
        part.fp32_precision = before


def peaks(device: Device, quick: bool) -> Numbers:
    """TFLOP/s of a square matrix product of random numbers."""
    size = 8192 if device.is_cuda and not quick else 512
    result: Numbers = {"size": size}
    for name, dtype, fast in (
        ("bf16", torch.bfloat16, False),
        ("fp32", torch.float32, False),
        ("tf32", torch.float32, True),
    ):
        one, two = (torch.randn(size, size, device=device.name, dtype=dtype) for _ in "ab")
        with tf32(fast):
            seconds = timed(device, lambda one=one, two=two: one @ two, 10)  # type: ignore[misc]
        result[name] = 2 * size**3 / seconds / 1e12
    return result


def memory(device: Device) -> int | None:
    """Bytes that tensors hold on the card."""
    gc.collect()
    return torch.cuda.memory_allocated() if device.is_cuda else None


def learn(
    scorer: Scorer,
    material: Material,
    report: Callable[[Measure], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[list[float], float, tuple[str, ...]]:
    """Tune for one epoch without valid rows: losses of the steps, seconds, alarms."""
    losses: list[float] = []

    def told(measure: Measure) -> None:
        if measure.name == "loss":
            losses.append(measure.value)
        report(measure)

    settings = dataclasses.replace(material.settings, method=scorer.plan.method)
    nobody = material.pairs.take(np.arange(0))
    began = time.perf_counter()
    outcome = train(
        scorer,
        material.prompts,
        material.pairs,
        [],
        nobody,
        settings,
        report=told,
        should_stop=should_stop,
    )
    wait(scorer.device)
    return losses, time.perf_counter() - began, outcome.alarms


def tuning(material: Material, method: str, device: Device) -> Numbers:
    """One step, then one epoch: examples/s, peak memory, losses."""
    before = memory(device) or 0  # what earlier parts left
    scorer = material.scorer(method, device)
    if device.is_cuda:
        torch.cuda.reset_peak_memory_stats()
    _, first, _ = learn(scorer, material.first(material.settings.batch_size))
    losses, seconds, alarms = learn(scorer, material)
    finite = bool(np.isfinite(losses).all())
    most = torch.cuda.max_memory_allocated() - before if device.is_cuda else None
    return {
        "ok": finite and not alarms,
        "parameters": scorer.trainable_parameters(),
        "first_step_s": first,
        "examples_per_s": len(material.prompts) / seconds,
        "peak_gib": None if most is None else most / 2**30,
        "first_loss": float(np.mean(losses[:10])),
        "last_loss": float(np.mean(losses[-10:])),
        "steps": len(losses),
        "alarms": list(alarms),
    }


def other_batches(device: Device, tokens: int) -> Device:
    """The device with batches of so many tokens."""

    class Other(Device):
        scored_tokens = tokens  # type: ignore[assignment]
        scored_prompts = tokens  # type: ignore[assignment]

    return Other(device.name, device.bf16)


def read_parameters(scorer: Scorer) -> int:
    """Parameters that every token goes through: the backbone without its embeddings."""
    return sum(
        part.numel()
        for name, part in scorer.network.backbone.named_parameters()
        if "embed" not in name
    )


def scoring(material: Material, device: Device, peaks: Numbers, quick: bool) -> Numbers:
    """Prompts/s, and the share of the card's peak: 2 x parameters x real tokens, over the peak."""
    prompts = list(material.prompts) * (8 if device.is_cuda and not quick else 1)
    tokens = sum(map(len, prompts))
    scorer = material.scorer("none", device)
    needed = 2 * read_parameters(scorer) * tokens / 1e12
    result: Numbers = {"prompts": len(prompts), "tokens": tokens, "tflop": needed}
    usual = device.scored_tokens or 0
    several = (usual,) if quick or not usual else (16_384, usual, 262_144)
    for name, bf16, budgets in (("bf16", True, several), ("fp32", False, (usual,))):
        for budget in budgets:
            plain = Device(device.name, bf16)
            scorer.device = other_batches(plain, budget) if budget != usual else plain
            some = prompts if bf16 else material.prompts
            seconds = timed(device, lambda some=some: scorer.score(some))  # type: ignore[misc]
            result[f"{name}, {f'{budget:,} tokens' if budget else 'few prompts'}"] = {
                "usual": budget == usual,
                "prompts_per_s": len(some) / seconds,
                "share_of_peak": needed * len(some) / len(prompts) / seconds / peaks[name],
            }
    scorer.device = Device(device.name, bf16=True)
    result["card alone"] = card_alone(scorer, prompts[:512], peaks["bf16"])
    return result


def card_alone(scorer: Scorer, prompts: Sequence[Encoded], peak: float) -> Numbers:
    """The same for one batch that lies on the card already, bf16: what Python does not hold up."""
    batch = scorer.batch(prompts)
    scorer.network.eval()

    def forward() -> None:
        with torch.inference_mode(), scorer.device.autocast():
            scorer.network(batch)

    seconds = timed(scorer.device, forward, 10)
    needed = 2 * read_parameters(scorer) * sum(map(len, prompts)) / 1e12
    return {"prompts_per_s": len(prompts) / seconds, "share_of_peak": needed / seconds / peak}


def agreement(material: Material, device: Device) -> Numbers:
    """Scores of one untuned scorer in several ways: largest difference, correlation."""
    prompts = material.prompts[:64]
    scorer = material.scorer("none", Device(device.name))
    exact = scorer.score(prompts)
    with tf32(True):
        tensor32 = scorer.score(prompts)
    scorer.device = Device(device.name, bf16=True)
    half = scorer.score(prompts)
    here = material.scorer("none", Device("cpu")).score(prompts)
    return {
        "prompts": len(prompts),
        "spread": float(exact.score.std()),
        "bf16 against fp32": difference(half, exact),
        "tf32 against fp32": difference(tensor32, exact),
        "fp32 against the CPU": difference(exact, here),
    }


def difference(one: Answers, two: Answers) -> Numbers:
    """Of two lists of scores."""
    return {
        "largest": float(np.abs(one.score - two.score).max()),
        "correlation": float(np.corrcoef(one.score, two.score)[0, 1]),
    }


def repetition(material: Material, device: Device) -> Numbers:
    """The same settings twice: are losses and weights equal to the last bit, and at what cost."""
    few = material.first(20 * material.settings.batch_size)
    result: Numbers = {}
    for method in ("lora", "full"):
        result[method] = twice(few, method, device)

    class Free(Device):
        def repeatable(self) -> Any:
            return nullcontext()

    result["full, any algorithm"] = twice(few, "full", Free(device.name, device.bf16))
    return result


def twice(material: Material, method: str, device: Device) -> Numbers:
    """Two trainings from the same start."""
    runs = []
    for _ in range(2):
        scorer = material.scorer(method, device)
        losses, seconds, _ = learn(scorer, material)
        runs.append((losses, tuned_state(scorer.network), seconds))
    (losses, state, _), (others, other, seconds) = runs
    return {
        "same_losses": losses == others,
        "same_weights": all(torch.equal(state[name], other[name]) for name in state),
        "examples_per_s": len(material.prompts) / seconds,
    }


def cancelling(material: Material, device: Device) -> Numbers:
    """Stop at the fourth question (after the probe, before the third step); stop when told."""
    before = memory(device)
    asked = [0]

    def should_stop() -> bool:
        asked[0] += 1
        return asked[0] >= 4

    def report(measure: Measure) -> None:
        if measure.name == "loss":
            raise Cancelled(f"told of step {measure.step}")

    said = [stopped(material, device, should_stop=should_stop), stopped(material, device, report)]
    after = memory(device)
    left = None if before is None or after is None else after - before
    return {"said": said, "asked": asked[0], "bytes_left": left}


def stopped(material: Material, device: Device, *told: Any, **more: Any) -> str:
    """What a training says when it is stopped; nothing of it is held afterwards."""
    try:
        learn(material.scorer("full", device), material, *told, **more)
    except Cancelled as error:
        return str(error)
    return "it was not stopped"


def waiting(material: Material, device: Device, methods: Sequence[str]) -> Numbers:
    """How often Python waits for the card in a step, and where; only with CUDA."""
    if not device.is_cuda:
        return {"skipped": "only a CUDA card counts this"}
    few = material.first(32 * material.settings.batch_size)
    result: Numbers = {}
    for method in methods:
        scorer = material.scorer(method, device)
        with counted() as places:
            losses, _, _ = learn(scorer, few)
        result[method] = {
            "per_step": sum(places.values()) / max(1, len(losses)),
            "where": dict(places.most_common(6)),
        }
    scorer = material.scorer("none", device)
    with counted() as places:
        scorer.score(few.prompts)
    result["scoring"] = {"in_all": sum(places.values()), "where": dict(places.most_common(6))}
    return result


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Counts the places where Python waits for the card inside."""
    places: Counter[str] = Counter()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        torch.cuda.set_sync_debug_mode("warn")
        try:
            yield places
        finally:
            torch.cuda.set_sync_debug_mode("default")
            for one in said:
                if "synchroniz" in str(one.message):
                    places[f"{Path(one.filename).name}:{one.lineno}"] += 1
