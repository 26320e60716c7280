"""What a frozen backbone says of prompts, read once: only what answers learns from it.

It reads as when it scores: what is not trained drops nothing out. States have the last bits of the
batch in which a prompt was first read, so all are read in one order, before the first step.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from promptrec.model.network.batches import Batch
from promptrec.model.network.heads import Reading, StatesHead
from promptrec.model.network.network import Network
from promptrec.records import Encoded


class KeptStates:
    """By word pieces of a prompt, the states that its head answers from."""

    def __init__(self, network: Network, head: StatesHead) -> None:
        self._network, self._head = network, head
        self._states: dict[tuple[int, ...], Tensor] = {}

    def __len__(self) -> int:
        return len(self._states)

    def answer(
        self, prompts: Sequence[Encoded], batch_of: Callable[[Sequence[Encoded]], Batch]
    ) -> Tensor:
        """(batch, outputs) of the head, as `Network.forward`; gradients reach the head alone."""
        network = self._network
        new = {one.ids: one for one in prompts if one.ids not in self._states}
        if new:
            network.backbone.eval()
            with torch.no_grad():
                batch = batch_of(list(new.values()))
                hidden = network.hidden(network.embed(batch), batch)
                states = self._head.states(Reading(network, hidden, batch))
            self._states |= dict(zip(new, states, strict=True))
        states = torch.stack([self._states[one.ids] for one in prompts])
        return self._head.answer_from(states, network.embeddings).float()


def kept_states(network: Network) -> KeptStates | None:
    """Where training changes nothing before the states that the head answers from; else None.

    With collaborative tokens neither: two prompts of the same word pieces then read other vectors.
    """
    names = {name for name, part in network.named_parameters() if part.requires_grad}
    head_alone = bool(names) and all(name.startswith(("head.", "gate.")) for name in names)
    if head_alone and network.cf is None and isinstance(network.head, StatesHead):
        return KeptStates(network, network.head)
    return None
