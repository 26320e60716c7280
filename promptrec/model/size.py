"""How many numbers a method trains, counted from the names and shapes in a model's files. No torch.

safetensors keeps names and shapes in a header at the front of the file: it is read alone.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import prod
from pathlib import Path

from safetensors import SafetensorError, safe_open

from promptrec.counted import FACTORS
from promptrec.errors import ModelError
from promptrec.methods import method_of, own_values
from promptrec.methods.architectures import Architecture, architecture
from promptrec.methods.method import Shape, Sizes, is_trained
from promptrec.model.backbones.catalogue import Backbone, number
from promptrec.model.backbones.model_files import CONFIG, read_json
from promptrec.settings import RATING_LOSSES

ANSWERS = ("cls.", "lm_head.", "score.", "generator_", "discriminator_")  # heads in the files


def trainable_estimate(
    backbone: Backbone,
    *,
    method: str,
    head: str = "classifier",
    loss: str = "cross_entropy",
    soft_tokens: int = 0,
    cf_sides: Sequence[str] = (),
    starts: bool = False,
    **own: object,
) -> int:
    """Trainable parameters of a run, as many as the network will have.

    soft_tokens: in the template as the model reads it, those that prompt_tuning adds included.
    cf_sides: whose collaborative tokens the templates have, each a `CfProjection`.
    starts: a rule stands beside the answer, whose scale is trained too (`network.gate`).
    own: settings that methods have of their own; those left out are at their defaults.
    """
    tuning = method_of(method)
    if not tuning.tunes:
        return 0
    sizes = sizes_of(backbone)

    def trained(name: str) -> bool:
        return is_trained(name, method, head, sizes.parts, backbone.layers)

    total = sum(prod(shape) for name, shape in sizes.shapes.items() if trained(f"backbone.{name}"))
    heads = head_sizes(backbone, head, loss, sizes.words)
    total += sum(size for name, size in heads.items() if trained(name))
    if trained("soft"):
        total += soft_tokens * sizes.words
    if trained("cf"):
        total += len(cf_sides) * (FACTORS + 2) * sizes.words
    return total + starts + tuning.added(sizes, own_values(own))


def sizes_of(backbone: Backbone) -> Sizes:
    """What methods ask of a backbone on disk."""
    config = read_json(backbone.folder / CONFIG)
    parts = architecture(backbone.model_type)
    shapes = backbone_shapes(backbone.folder, parts)
    return Sizes(
        shapes=shapes,
        parts=parts,
        words=width_of_words(shapes),
        keys=key_width(config, backbone),
        layers=backbone.layers,
    )


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


def width_of_words(shapes: Mapping[str, Shape]) -> int:
    """Width of a word's vector; ELECTRA's is not that of its layers."""
    names = ("embeddings.word_embeddings.weight", "wte.weight", "embed_tokens.weight")
    return next(shapes[name][1] for name in names if name in shapes)


def key_width(config: Mapping[str, object], backbone: Backbone) -> int:
    """Width of one token's keys in one layer, all heads together."""
    heads = number(config, ("num_attention_heads", "n_heads", "n_head"), 1)
    width = number(config, ("head_dim",), backbone.hidden // max(1, heads))
    return number(config, ("num_key_value_heads",), heads) * width


@lru_cache(maxsize=8)
def backbone_shapes(folder: Path, parts: Architecture) -> Mapping[str, Shape]:
    """Name and shape of each parameter of the backbone, heads and buffers left out."""
    found: dict[str, Shape] = {}
    for path in sorted(folder.glob("*.safetensors")):
        for name, shape in shapes_in(path).items():
            place = re.search(rf"(?:^|\.)(({'|'.join(parts.roots)})\..+)$", name)
            if place and not name.startswith(ANSWERS) and not is_buffer(name):
                found[place[1]] = shape
    return found


def shapes_in(path: Path) -> dict[str, Shape]:
    """Name and shape of every tensor of a file; ModelError for one that is cut or damaged."""
    try:
        with safe_open(str(path), framework="numpy") as file:
            names = file.keys()
            return {name: tuple(file.get_slice(name).get_shape()) for name in names}
    except (OSError, SafetensorError) as error:
        raise ModelError(
            "sentence.model_unread", model=path.name, folder=path.parent, error=error
        ) from error


def is_buffer(name: str) -> bool:
    """Tensors of older files that are not parameters."""
    return name.endswith(("position_ids", ".attn.bias", ".masked_bias", "rotary_emb.inv_freq"))
