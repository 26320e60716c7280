"""Attention masks as CUDA's kernels like them, made without asking the card anything.

transformers looks into a mask to see whether it can be left out, which waits for the card in every
forward pass, and hands on yes and no, which every layer turns into numbers again. Here:
- a causal model with padding on the right needs no mask: a token sees only what stands before it,
  and what stands behind is never read. So flash attention can run.
- a masked model gets the numbers that are added to its logits, made once, as precise as its layers.
"""

from typing import Any

import torch
from torch import Tensor, nn

from promptrec.methods.parts.prefix import NAME as PREFIX
from promptrec.methods.parts.prefix import attend

LIKED = {"sdpa": "promptrec_sdpa", PREFIX: "promptrec_prefix_sdpa"}


def use_kernel_masks(backbone: Any) -> None:
    """Let a backbone attend as before, with these masks; other ways than sdpa are left alone."""
    liked = LIKED.get(backbone.config._attn_implementation)
    if liked is not None:
        register()
        backbone.set_attn_implementation(liked)


def register() -> None:
    """Make both ways known to transformers."""
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.integrations.sdpa_attention import sdpa_attention_forward

    ways = {"sdpa": sdpa_attention_forward, PREFIX: attend}
    for name, liked in LIKED.items():
        AttentionInterface.register(liked, ways[name])
        AttentionMaskInterface.register(liked, kernel_mask)


def kernel_mask(**asked: Any) -> Tensor | None:
    """What transformers asks for (`masking_utils.sdpa_mask`): (batch, 1, queries, keys) or None.

    Anything but plain causal and plain bidirectional attention is left to transformers.
    """
    from transformers import masking_utils as theirs

    attention: Tensor | None = asked["attention_mask"]
    causal = asked["mask_function"] is theirs.causal_mask_function
    plain = causal or asked["mask_function"] is theirs.bidirectional_mask_function
    if not plain or attention is None or asked["kv_offset"]:
        mask: Tensor | None = theirs.sdpa_mask(**asked)
        return mask
    queries, keys = asked["q_length"], asked["kv_length"]
    if causal and queries == keys:
        return None
    return added_mask(attention, queries, keys, layer_dtype(asked["dtype"], attention), causal)


def added_mask(
    attention: Tensor, queries: int, keys: int, dtype: torch.dtype, causal: bool
) -> Tensor:
    """(batch, 1, queries, keys) 0 where a query may look, else minus infinity.

    attention: (batch, keys) true at tokens. causal: the queries are the last of the keys.
    """
    seen = attention[:, None, None, :keys].bool()
    if causal:
        places = torch.arange(keys, device=attention.device)
        seen = seen & (places[None, :] <= places[keys - queries :, None])
    blank = torch.zeros((), dtype=dtype, device=attention.device)
    added = blank.expand(seen.shape).masked_fill(~seen, -torch.inf)
    return added.expand(-1, -1, queries, -1)


def layer_dtype(dtype: torch.dtype, tensor: Tensor) -> torch.dtype:
    """What the layers compute in: that of autocast where it is on."""
    kind = tensor.device.type
    return torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else dtype


def way_of(backbone: nn.Module) -> str:
    """How a backbone attends now, to be set again after something else."""
    config: Any = backbone.config
    return str(config._attn_implementation)
