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
from promptrec.model.network.trainable import trainable_parameters
from promptrec.model.plan import ScorerPlan
from promptrec.records import Answers, Encoded
from promptrec.settings import RANKING_LOSSES

SIDES = ("liked", "disliked")


class Scorer:
    """Backbone, head and soft tokens on a device. Scores prompts; training changes its network."""

    def __init__(
        self, plan: ScorerPlan, backbone: Backbone, network: Network, device: Device
    ) -> None:
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
    ) -> Answers:
        """Score prompts, in order. report(done, all) is called after each batch.

        batch_size: most prompts in a batch; None: as the device likes it. Inside they are sorted by
        length; equal ones are read once, and `all` counts those that differ. Neighbours change the
        last bits of a score at most. Beside a rule (`Variant.offset`) it is the model's part alone.
        Raises BrokenScores when one of them is no finite number.
        """
        prompts, place = distinct(encoded)
        scores = np.empty(len(prompts))
        ratings, done = np.full(len(prompts), np.nan), 0
        words = np.empty((len(prompts), len(self.words)))
        self.network.eval()
        with torch.inference_mode():
            for places, outputs in one_behind(self._outputs(prompts, batch_size), self.device):
                going_on()
                if should_stop():
                    raise Cancelled("sentence.scoring_stopped")
                scores[places] = outputs.score.double().cpu().numpy()
                words[places] = outputs.word_log_p.double().exp().cpu().numpy()
                if outputs.rating is not None:
                    ratings[places] = outputs.rating.double().cpu().numpy()
                done += len(places)
                if report:
                    report(done, len(prompts))
        if broken := int((~np.isfinite(scores[place])).sum()):
            raise BrokenScores("sentence.scores_broken", count=broken, all=len(encoded))
        return Answers(
            scores[place],
            self.words,
            words[place],
            ratings[place] if self.plan.says_rating else None,
            is_probability=self.plan.loss not in RANKING_LOSSES,
        )

    def _outputs(
        self, encoded: Sequence[Encoded], batch_size: int | None
    ) -> Iterator[tuple[list[int], Outputs]]:
        """Places and what the model says of their prompts, batch by batch.

        A causal model reads what the prompts of a user have in common only once.
        """
        alone = list(range(len(encoded)))
        if self.plan.head == "next_word" and encoded:
            self._check(encoded)
            alone = []
            for places, shared in sharing(encoded):
                if shared and (len(places) - 1) * shared >= self.device.worth_sharing:
                    yield from self._after(encoded, places, shared, batch_size)
                else:
                    alone += places
        for batch in self._batches([encoded[at] for at in alone], batch_size):
            places = [alone[at] for at in batch]
            yield places, self.read([encoded[at] for at in places])

    def _after(
        self, encoded: Sequence[Encoded], places: list[int], shared: int, batch_size: int | None
    ) -> Iterator[tuple[list[int], Outputs]]:
        """The same for prompts that share their first tokens."""
        with self.device.autocast():
            beginning = self.network.begin(self.batch([encoded[places[0]]]), shared)
        for batch in self._batches([encoded[at] for at in places], batch_size):
            mine = [places[at] for at in batch]
            with self.device.autocast():
                prompts = self._padded([encoded[at] for at in mine])
                raw = self.network.after(beginning, prompts)
            yield mine, read(raw.float(), self.plan, self.network.gate)

    def _batches(self, prompts: Sequence[Encoded], batch_size: int | None) -> Iterator[list[int]]:
        """Places of the prompts of each batch, as many as the device likes."""
        most = batch_size or self.device.scored_prompts
        return by_length(prompts, most, self.device.scored_tokens)

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
    outputs: Iterator[tuple[list[int], Outputs]], device: Device
) -> Iterator[tuple[list[int], Outputs]]:
    """The same; on CUDA each is handed on when the next was begun, so that the card never idles."""
    if not device.is_cuda:
        yield from outputs
        return
    before = next(outputs, None)
    while before is not None:
        following = next(outputs, None)
        yield before
        before = following
