"""How many numbers a method trains, counted from the names and shapes in a model's files. No torch.

safetensors keeps names and shapes in a header at the front of the file: it is read alone.
"""

import json
import re
import struct
from collections.abc import Mapping
from functools import lru_cache
from math import prod
from pathlib import Path

from promptrec.model.catalogue import Backbone, number
from promptrec.model.layers import SPARE, Architecture, architecture, is_trained
from promptrec.settings import RATING_LOSSES, split_method

Shape = tuple[int, ...]


def trainable_estimate(
    backbone: Backbone,
    *,
    method: str,
    head: str = "classifier",
    loss: str = "cross_entropy",
    soft_tokens: int = 0,
    lora_rank: int = 8,
    adapter_size: int = 32,
    prefix_tokens: int = 8,
) -> int:
    """Trainable parameters of a run, as many as the network will have.

    soft_tokens: in the template as the model reads it, those that prompt_tuning adds included.
    """
    kind, _ = split_method(method)
    if kind == "none":
        return 0
    config = json.loads((backbone.folder / "config.json").read_text(encoding="utf-8"))
    parts = architecture(config["model_type"])
    shapes = backbone_shapes(backbone.folder, parts)

    def trained(name: str) -> bool:
        return is_trained(name, method, head, parts, backbone.layers)

    total = sum(prod(shape) for name, shape in shapes.items() if trained(f"backbone.{name}"))
    total += sum(
        size
        for name, size in head_sizes(backbone, head, loss, width_of_words(shapes)).items()
        if trained(name)
    )
    if trained("soft"):
        total += soft_tokens * width_of_words(shapes)
    if kind == "p_tuning":
        total += soft_encoder_size(width_of_words(shapes))
    if kind == "prefix_tuning":
        return total + 2 * prefix_tokens * key_width(config, backbone) * backbone.layers
    sizes = {"adapter": adapter_size, "adalora": round(SPARE * lora_rank)}
    return total + sum(added(shapes, parts, kind, sizes.get(kind, lora_rank)))


def added(shapes: Mapping[str, Shape], parts: Architecture, kind: str, size: int) -> list[int]:
    """Sizes of what a method adds to each matrix of the backbone that it changes."""
    patterns = {
        "lora": parts.queries_values,
        "dora": parts.queries_values,
        "adalora": parts.linear,
        "ia3": parts.scaled,
        "adapter": parts.adapted,
    }
    result = []
    for name, shape in shapes.items():
        module, _, last = name.rpartition(".")
        if kind in patterns and last == "weight" and re.fullmatch(patterns[kind], module):
            outer, inner = reversed(shape) if parts.transposed else shape
            down = re.fullmatch(parts.down, module) is not None
            result.append(
                {
                    "lora": size * (inner + outer),
                    "dora": size * (inner + outer) + outer,
                    "adalora": size * (inner + outer + 1),
                    "ia3": inner if down else outer,
                    "adapter": 2 * size * outer + size + outer,
                }[kind]
            )
    return result


def head_sizes(backbone: Backbone, head: str, loss: str, width: int) -> dict[str, int]:
    """Parameters of a head by name; decoders are tied to the word embeddings."""
    hidden = backbone.hidden
    if head == "next_word":
        return {}
    if head == "cloze":
        return {
            "head.dense.weight": hidden * width,
            "head.dense.bias": width,
            "head.norm.weight": width,
            "head.norm.bias": width,
            "head.bias": backbone.vocab,
        }
    outputs = 1 if loss in RATING_LOSSES else 2
    return {"head.linear.weight": outputs * hidden, "head.linear.bias": outputs}


def soft_encoder_size(hidden: int) -> int:
    """Parameters of `methods.soft.SoftEncoder`."""
    half = hidden // 2
    lstm = 2 * (4 * half * (hidden + half) + 2 * 4 * half)
    return lstm + (2 * half + 1) * hidden + (hidden + 1) * hidden


def width_of_words(shapes: Mapping[str, Shape]) -> int:
    """Width of a word's vector; ELECTRA's is not that of its layers."""
    names = ("embeddings.word_embeddings.weight", "wte.weight", "embed_tokens.weight")
    return next(shapes[name][1] for name in names if name in shapes)


def key_width(config: Mapping[str, int], backbone: Backbone) -> int:
    """Width of one token's keys in one layer, all heads together."""
    heads = number(config, ("num_attention_heads", "n_heads", "n_head"), 1)
    width = int(config.get("head_dim") or backbone.hidden // heads)
    return int(config.get("num_key_value_heads") or heads) * width


@lru_cache(maxsize=8)
def backbone_shapes(folder: Path, parts: Architecture) -> Mapping[str, Shape]:
    """Name and shape of each parameter of the backbone, heads and buffers left out."""
    found: dict[str, Shape] = {}
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
        for name, entry in header.items():
            place = re.search(rf"(?:^|\.)(({'|'.join(parts.roots)})\..+)$", name)
            head = name.startswith(("cls.", "lm_head.", "score.", "generator_", "discriminator_"))
            if place and not head and not is_buffer(name):
                found[place[1]] = tuple(entry["shape"])
    return found


def is_buffer(name: str) -> bool:
    """Tensors of older files that are not parameters."""
    return name.endswith(("position_ids", ".attn.bias", ".masked_bias", "rotary_emb.inv_freq"))
