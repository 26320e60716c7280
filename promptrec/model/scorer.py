"""Prompts in, scores out: one interface over all heads."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch

from promptrec.errors import BrokenScores, Cancelled, ModelError
from promptrec.longwork import going_on
from promptrec.model.backbones.catalogue import Backbone
from promptrec.model.backbones.devices import Device
from promptrec.model.backbones.kernel_masks import use_kernel_masks
from promptrec.model.network.answers import Outputs, read
from promptrec.model.network.batches import Batch, by_length, collate, distinct
from promptrec.model.network.beginning import sharing
from promptrec.model.network.kept import KeptStates, kept_states
from promptrec.model.network.network import Network
from promptrec.model.network.portions import Portion, Read, Readout, ReadSoFar, readout_of
from promptrec.model.network.trainable import trainable_parameters
from promptrec.model.plan import ScorerPlan
from promptrec.records import Answers, Encoded
from promptrec.settings import RANKING_LOSSES

SIDES = ("liked", "disliked")


class Scorer:
    """Backbone, head and soft tokens on a device. Scores prompts; training changes its network."""

    def __init__(
        self,
        plan: ScorerPlan,
        backbone: Backbone,
        network: Network,
        device: Device,
        *,
        as_planned: bool = False,
    ) -> None:
        """as_planned: its plan and its tuned weights say all of it; no copy that was changed."""
        self.as_planned = as_planned
        self.plan = plan
        self.backbone = backbone
        device.prepare()
        self.network = network.to(device.name)
        self.device = device
        self._kept: KeptStates | None = None  # while only what answers is trained
        if device.is_cuda:
            use_kernel_masks(network.backbone)

    @property
    def words(self) -> tuple[str, ...]:
        """Label words, liked first; a classifier answers "liked" and "disliked"."""
        return tuple(word.text for word in self.plan.words) or SIDES

    def center(self, prompts: Sequence[Encoded]) -> None:
        """Before training: the mean answer to these prompts counts for nothing (`Gate`)."""
        gate = self.network.gate
        if gate is not None:
            self.network.gate = None
            try:
                gate.around(float(self.score(prompts).score.mean()))
            finally:
                self.network.gate = gate

    @contextmanager
    def reading_once(
        self, prompts: Sequence[Encoded], should_stop: Callable[[], bool]
    ) -> Iterator[None]:
        """In the block the backbone reads each prompt once, these first, if nothing in it changes.

        prompts: in this order; what is kept depends on nothing else, to the last bit.
        """
        self._kept = kept_states(self.network)
        try:
            if self._kept is not None:
                self.score(prompts, should_stop=should_stop)
            yield
        finally:
            self._kept = None

    def score(
        self,
        encoded: Sequence[Encoded],
        batch_size: int | None = None,
        report: Callable[[int, int], None] | None = None,
        should_stop: Callable[[], bool] = lambda: False,
        elsewhere: Read | None = None,
    ) -> Answers:
        """Score prompts, in order. report(done, all) is called after each batch.

        batch_size: most prompts in a batch; None: as the device likes it. Inside they are sorted by
        length; equal ones are read once, and `all` counts those that differ. Neighbours change the
        last bits of a score at most. Beside a rule (`Variant.offset`) it is the model's part alone.
        elsewhere: reads the portions in place of this scorer, to the same bits (`model.far`).
        Raises BrokenScores when one of them is no finite number.
        """
        prompts, place = distinct(encoded)
        portions = list(self.portions(prompts, batch_size))
        filled, done = ReadSoFar(len(prompts), len(self.words)), 0
        self.network.eval()
        with torch.inference_mode():
            for one in (elsewhere or self.readouts)(prompts, portions):
                going_on()
                if should_stop():
                    raise Cancelled("sentence.scoring_stopped")
                done += filled.put(one)
                if report:
                    report(done, len(prompts))
        score = filled.score[place]
        if broken := int((~np.isfinite(score)).sum()):
            raise BrokenScores("sentence.scores_broken", count=broken, all=len(encoded))
        return Answers(
            score,
            self.words,
            filled.words[place],
            filled.rating[place] if self.plan.says_rating else None,
            is_probability=self.plan.loss not in RANKING_LOSSES,
        )

    def portions(self, encoded: Sequence[Encoded], batch_size: int | None) -> Iterator[Portion]:
        """What of these prompts is read together.

        A causal model reads what the prompts of a user have in common only once.
        """
        alone = list(range(len(encoded)))
        if self.plan.head == "next_word" and encoded:
            self._check(encoded)
            alone = []
            for places, shared in sharing(encoded):
                if shared and (len(places) - 1) * shared >= self.device.worth_sharing:
                    yield Portion(tuple(self._batches(encoded, places, batch_size)), shared)
                else:
                    alone += places
        for batch in self._batches(encoded, alone, batch_size):
            yield Portion((batch,))

    def readouts(
        self, encoded: Sequence[Encoded], portions: Sequence[Portion]
    ) -> Iterator[Readout]:
        """What the model says of each batch of these portions, read here."""
        for places, outputs in one_behind(self._outputs(encoded, portions), self.device):
            yield readout_of(places, outputs)

    def _outputs(
        self, encoded: Sequence[Encoded], portions: Sequence[Portion]
    ) -> Iterator[tuple[Sequence[int], Outputs]]:
        for portion in portions:
            if portion.shared:
                yield from self._after(encoded, portion)
                continue
            for places in portion.batches:
                yield places, self.read([encoded[at] for at in places])

    def _after(
        self, encoded: Sequence[Encoded], portion: Portion
    ) -> Iterator[tuple[Sequence[int], Outputs]]:
        """The same for prompts that share their first tokens."""
        first = encoded[portion.batches[0][0]]
        with self.device.autocast():
            beginning = self.network.begin(self.batch([first]), portion.shared)
        for places in portion.batches:
            with self.device.autocast():
                prompts = self._padded([encoded[at] for at in places])
                raw = self.network.after(beginning, prompts)
            yield places, read(raw.float(), self.plan, self.network.gate)

    def _batches(
        self, encoded: Sequence[Encoded], places: Sequence[int], batch_size: int | None
    ) -> Iterator[tuple[int, ...]]:
        """These places in batches, as many prompts in each as the device likes."""
        most = batch_size or self.device.scored_prompts
        prompts = [encoded[at] for at in places]
        for batch in by_length(prompts, most, self.device.scored_tokens):
            yield tuple(places[at] for at in batch)

    def read(self, prompts: Sequence[Encoded]) -> Outputs:
        """One batch, with or without gradients and dropout as torch and the network are set."""
        with self.device.autocast():
            if self._kept is None:
                raw = self.network(self._padded(prompts))
            else:
                raw = self._kept.answer(prompts, self._padded)
        return read(raw.float(), self.plan, self.network.gate)

    def batch(self, prompts: Sequence[Encoded]) -> Batch:
        """Prompts as tensors on this scorer's device; ModelError when they cannot be read."""
        self._check(prompts)
        return collate(prompts, self.backbone.pad_id).to(self.device)

    def _padded(self, prompts: Sequence[Encoded]) -> Batch:
        """The same, as wide as the device likes."""
        self._check(prompts)
        pad_id, most = self.backbone.pad_id, self.backbone.max_tokens
        return collate(prompts, pad_id, self.device.multiple, most).to(self.device)

    def trainable_parameters(self) -> int:
        """Number of numbers that training can change."""
        return trainable_parameters(self.network)

    def _check(self, prompts: Sequence[Encoded]) -> None:
        longest, limit = max(len(prompt) for prompt in prompts), self.backbone.max_tokens
        if longest > limit:
            raise ModelError(
                "sentence.prompt_too_long", tokens=longest, model=self.backbone.name, most=limit
            )
        masks, soft = len(prompts[0].mask_at), len(prompts[0].soft_at)
        if self.plan.head == "next_word" and not min(len(prompt) for prompt in prompts):
            raise ModelError("sentence.prompt_empty")
        if self.plan.head == "cloze" and masks < self.plan.masks:
            raise ModelError("sentence.prompt_masks", masks=masks, wanted=self.plan.masks)
        if soft != self.network.soft_rows():
            raise ModelError("sentence.prompt_soft", soft=soft, wanted=self.network.soft_rows())


def one_behind(
    outputs: Iterator[tuple[Sequence[int], Outputs]], device: Device
) -> Iterator[tuple[Sequence[int], Outputs]]:
    """The same; on CUDA each is handed on when the next was begun, so that the card never idles."""
    if not device.is_cuda:
        yield from outputs
        return
    before = next(outputs, None)
    while before is not None:
        following = next(outputs, None)
        yield before
        before = following
