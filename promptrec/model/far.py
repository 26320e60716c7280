"""Portions read by processes of a cluster that hold an equal scorer: the same bits as here.

The prompts are made here, and which of them stand beside each other is decided here; what is sent
is what an equal scorer is built from, and token ids. The first batch from each machine is read
here, too, and compared to the last bit.
"""

import dataclasses
import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from safetensors.torch import load, save

from promptrec.engine.engine import Engine, current
from promptrec.engine.there import machine_name
from promptrec.errors import EngineError
from promptrec.model.backbones.arithmetic import Arithmetic, arithmetic_of
from promptrec.model.backbones.catalogue import resolve
from promptrec.model.loading import build_scorer, digest_of, factors_by
from promptrec.model.network.portions import Portion, Read, Readout
from promptrec.model.network.weights import tuned_state
from promptrec.model.plan import ScorerPlan
from promptrec.model.scorer import Scorer
from promptrec.model.shelf import SHELF
from promptrec.records import Encoded

LEAST = 8  # portions; fewer are read here sooner than they are sent
PART = 2  # portions that are sent together


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What an equal scorer is built from."""

    plan: str  # as JSON
    state: bytes  # safetensors: what training may have changed, the head and the soft tokens
    backbone: str  # SHA-256 of the weights below, which every machine has itself
    factors: str
    arithmetic: Arithmetic

    @property
    def key(self) -> str:
        """Equal parcels have the same."""
        told = (self.plan, self.backbone, self.factors, repr(self.arithmetic))
        return hashlib.sha256("\0".join(told).encode() + self.state).hexdigest()


@dataclass(frozen=True, slots=True)
class Packed:
    """Portions with their prompts alone."""

    key: str  # of the parcel
    prompts: tuple[Encoded, ...]
    portions: tuple[Portion, ...]


def elsewhere(scorer: Scorer) -> Read | None:
    """Who reads for this scorer; None: itself, as for a copy with drawn or rounded weights."""
    engine = current()
    if not (engine.is_far and scorer.as_planned):
        return None
    return functools.partial(read_far, scorer, engine)


def read_far(
    scorer: Scorer, engine: Engine, prompts: Sequence[Encoded], portions: Sequence[Portion]
) -> Iterator[Readout]:
    """What the model says of each batch, in order. Few portions are read here."""
    if len(portions) < LEAST:
        yield from scorer.readouts(prompts, portions)
        return
    parcel = parcel_of(scorer)
    lots = [portions[at : at + PART] for at in range(0, len(portions), PART)]
    packed = (pack(parcel.key, prompts, lot) for lot in lots)
    asked = parcel.arithmetic
    found = engine.map(read_there, parcel, packed, cpus=asked.threads, gpus=asked.gpus)
    known = set[str]()
    for lot, (machine, readouts) in zip(lots, found, strict=True):
        batches = [batch for portion in lot for batch in portion.batches]
        mine = [
            dataclasses.replace(one, places=places)
            for places, one in zip(batches, readouts, strict=True)
        ]
        if machine not in known:
            known.add(machine)
            compare(scorer, prompts, lot[0], mine[0], machine)
        yield from mine


def compare(
    scorer: Scorer, prompts: Sequence[Encoded], portion: Portion, theirs: Readout, machine: str
) -> None:
    """EngineError where this scorer says anything else of the first batch of a portion."""
    first = dataclasses.replace(portion, batches=portion.batches[:1])
    if not next(scorer.readouts(prompts, [first])).same_bits(theirs):
        raise EngineError("sentence.engine_bits", machine=machine)


def pack(key: str, prompts: Sequence[Encoded], lot: Sequence[Portion]) -> Packed:
    """These portions with what is read of their prompts; texts and fields stay here."""
    sent: list[Encoded] = []
    renumbered = []
    for portion in lot:
        renumbered.append(portion.alone(len(sent)))
        sent += [prompts[at] for at in portion.places]
    bare = (dataclasses.replace(one, tokens=(), fields=()) for one in sent)
    return Packed(key, tuple(bare), tuple(renumbered))


def parcel_of(scorer: Scorer) -> Parcel:
    """What a scorer is made of, as it is now."""
    return Parcel(
        plan=scorer.plan.to_json(),
        state=save(tuned_state(scorer.network)),
        backbone=digest_of(scorer.plan, scorer.backbone),
        factors=factors_by(scorer.plan),
        arithmetic=arithmetic_of(scorer.device),
    )


def read_there(parcel: Parcel, part: Packed) -> tuple[str, list[Readout]]:
    """Read some portions by an equal scorer, which stays for the parts that follow."""
    scorer = SHELF.take(part.key, lambda: unpacked(parcel))
    scorer.network.eval()
    with torch.inference_mode():
        return machine_name(), list(scorer.readouts(part.prompts, part.portions))


def unpacked(parcel: Parcel) -> Scorer:
    """The scorer of a parcel; EngineError where the weights below, or sums, are others here."""
    device = parcel.arithmetic.adopt()
    plan = ScorerPlan.from_json(parcel.plan)
    if digest_of(plan, resolve(plan.model)) != parcel.backbone:
        raise EngineError("sentence.engine_weights", model=plan.model, machine=machine_name())
    return build_scorer(plan, device=device, state=load(parcel.state))
