"""Texts as vectors: the backbone's pooled hidden states, without any head or tuning."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from promptrec.examples.encode import Encoder
from promptrec.longwork import going_on
from promptrec.model.backbones.catalogue import DEFAULT_BACKBONE, resolve
from promptrec.model.network.batches import by_length, collate
from promptrec.model.network.building import load_encoder
from promptrec.prompt.rendered import Piece, Rendered
from promptrec.records import Encoded, Floats

MAX_TOKENS = 128  # a longer text is cut


def text_vectors(
    texts: Sequence[str], model: str = DEFAULT_BACKBONE, batch_size: int = 64
) -> Floats:
    """(texts, hidden) mean of the last hidden states of each text, scaled to length 1.

    As sentence encoders are trained to be read: Reimers and Gurevych 2019, arXiv:1908.10084. An
    empty text gets the vector of an empty text, never nan. ModelError for a missing model.
    """
    backbone = resolve(model)
    encoder = Encoder(backbone.tokenizer_file, max_tokens=backbone.max_tokens)
    longest = min(MAX_TOKENS, backbone.max_tokens)
    encoded = [cut(one, longest) for one in encoder.encode([as_prompt(text) for text in texts])]
    network, _ = load_encoder(backbone)
    network.eval()
    result = np.empty((len(encoded), backbone.hidden))
    with torch.inference_mode():
        for places in by_length(encoded, batch_size):
            going_on()
            result[places] = pooled(network, [encoded[at] for at in places], backbone.pad_id)
    return result


def as_prompt(text: str) -> Rendered:
    """A text as the encoder takes it."""
    return Rendered((Piece("text", text),))


def cut(encoded: Encoded, longest: int) -> Encoded:
    """The first tokens and the last, which closes the text."""
    if len(encoded) <= longest:
        return encoded
    return Encoded((*encoded.ids[: longest - 1], encoded.ids[-1]))


def pooled(network: nn.Module, prompts: Sequence[Encoded], pad_id: int) -> Floats:
    """(prompts, hidden) float64."""
    batch = collate(prompts, pad_id)
    hidden = network(input_ids=batch.ids, attention_mask=batch.attention).last_hidden_state
    kept = batch.attention.unsqueeze(-1).to(hidden.dtype)  # (batch, tokens, 1)
    mean = (hidden * kept).sum(dim=1) / kept.sum(dim=1).clamp(min=1)
    result: Floats = nn.functional.normalize(mean, dim=-1).double().numpy()
    return result
