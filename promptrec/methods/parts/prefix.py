"""`prefix_tuning`: trained keys and values before those of the prompt, in every layer.

Li and Liang 2021; without their re-parametrisation it is P-tuning v2 (Liu et al. 2022). Keys and
values are put in by the attention function itself, so that positions do not shift and every
architecture of transformers is served alike. They start as the keys and values of real words, which
Li and Liang (section 7.4) found best; unlike other methods this changes the first scores.
"""

import re
from typing import Any

import torch
from torch import Tensor, nn

from promptrec.methods.architectures import Architecture
from promptrec.methods.method import Tuned

NAME = "promptrec_prefix"  # of our attention function, among transformers' own
COMMON = (2000, 7000)  # ids of frequent words in BERT's vocabularies


def add_prefix(network: Tuned, parts: Architecture, count: int) -> None:
    """Give each attention of the backbone `count` keys and values of its own."""
    backbone: Any = network.backbone
    register()
    backbone.set_attn_implementation(NAME)
    modules: list[Any] = [
        one for name, one in backbone.named_modules() if re.fullmatch(parts.attention, name)
    ]
    vocab = len(network.embeddings)
    low, high = (COMMON[0], min(COMMON[1], vocab)) if vocab > COMMON[0] else (0, vocab)
    ids = torch.randint(low, high, (1, count))
    for module in modules:
        module.prefix_seen = None
    was_training = backbone.training
    backbone.eval()
    with torch.no_grad():
        backbone(inputs_embeds=nn.functional.embedding(ids, network.embeddings))
    backbone.train(was_training)
    for module in modules:
        key, value = module.prefix_seen
        del module.prefix_seen
        module.prefix_keys = nn.Parameter(key.clone())
        module.prefix_values = nn.Parameter(value.clone())


def register() -> None:
    """Make our attention function known to transformers, with the masks of its sdpa."""
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS

    AttentionInterface.register(NAME, attend)
    AttentionMaskInterface.register(NAME, ALL_MASK_ATTENTION_FUNCTIONS["sdpa"])


def attend(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    **kwargs: Any,
) -> tuple[Tensor, Tensor | None]:
    """transformers' sdpa over (batch, heads, tokens, width), the prefix before keys and values."""
    from transformers.integrations.sdpa_attention import sdpa_attention_forward

    owner: Any = module
    keys = getattr(owner, "prefix_keys", None)
    if keys is None:
        if hasattr(owner, "prefix_seen"):
            owner.prefix_seen = (key, value)
    else:
        count, rows = keys.shape[2], len(key)
        if attention_mask is None:
            attention_mask = mask_of(module, query, key)
        attention_mask = nn.functional.pad(
            attention_mask, (count, 0), value=attention_mask.dtype == torch.bool
        )
        key = torch.cat([keys.to(key.dtype).expand(rows, -1, -1, -1), key], dim=2)
        values = owner.prefix_values.to(value.dtype)
        value = torch.cat([values.expand(rows, -1, -1, -1), value], dim=2)
    result: tuple[Tensor, Tensor | None] = sdpa_attention_forward(
        module, query, key, value, attention_mask, **kwargs
    )
    return result


def mask_of(module: nn.Module, query: Tensor, key: Tensor) -> Tensor:
    """(1, 1, queries, keys) True where a query may look, when transformers gave no mask."""
    shape = (query.shape[2], key.shape[2])
    mask = torch.ones(shape, dtype=torch.bool, device=query.device)
    if getattr(module, "is_causal", False):
        mask = mask.tril(diagonal=shape[1] - shape[0])
    return mask[None, None]
