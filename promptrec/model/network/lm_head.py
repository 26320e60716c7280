"""The language-model head that a backbone was pretrained with, or the one that we ship for it."""

import logging
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor, nn

from promptrec.model.backbones.catalogue import Backbone
from promptrec.model.network.heads import ClozeHead
from promptrec.model.plan import ScorerPlan

log = logging.getLogger(__name__)
ADAPTERS = Path(__file__).parents[1] / "adapters"  # cloze heads of our own, one file per backbone
LM_HEADS = (  # where a folder keeps the head it was pretrained with: dense, norm, bias
    (
        "cls.predictions.transform.dense",
        "cls.predictions.transform.LayerNorm",
        "cls.predictions.bias",
    ),
    ("lm_head.dense", "lm_head.layer_norm", "lm_head.bias"),
    (
        "generator_predictions.dense",
        "generator_predictions.LayerNorm",
        "generator_lm_head.bias",
    ),
    ("vocab_transform", "vocab_layer_norm", "vocab_projector.bias"),
    ("dense", "norm", "bias"),  # ours
)


def cloze_head(backbone: Backbone, plan: ScorerPlan, encoder: nn.Module) -> ClozeHead:
    """The head the backbone was pretrained with, or our adapter, or an untrained one.

    Our adapter changes the encoder too, in place.
    """
    found = lm_head_weights(backbone)
    width = len(found["dense.bias"]) if found else None
    activation = "gelu" if found else "linear"
    head = ClozeHead(backbone.hidden, backbone.vocab, plan.words, activation, width)
    if (file := adapter_file(backbone)) is not None:
        put_changes(encoder, file)
    if not found:
        log.info("%s has no language-model head; its cloze answers are untrained.", backbone.name)
        return head
    head.load_state_dict(found)
    return head


def adapter_file(backbone: Backbone) -> Path | None:
    """The adapter that we ship for a backbone, if there is one."""
    path = ADAPTERS / f"{backbone.name}.safetensors"
    return path if path.is_file() else None


def put_changes(encoder: nn.Module, file: Path) -> None:
    """Add an adapter's changes to the encoder: `up @ down` to matrices, `change` to vectors."""
    parameters = dict(encoder.named_parameters())
    with safe_open(file, "pt") as tensors, torch.no_grad():
        names = {name.removeprefix("encoder.") for name in tensors.keys()}  # noqa: SIM118
        for name in sorted(names):
            start, _, kind = name.rpartition(".")
            if kind == "up":
                up, down = (tensors.get_tensor(f"encoder.{start}.{k}") for k in ("up", "down"))
                parameters[f"{start}.weight"].add_(up.float() @ down.float())
            elif kind == "change":
                parameters[start].add_(tensors.get_tensor(f"encoder.{name}").float())


def own_decoder(backbone: Backbone) -> Tensor | None:
    """A causal model's own matrix to the vocabulary; None when it is tied to the embeddings."""
    for path in sorted(backbone.folder.glob("*.safetensors")):
        with safe_open(path, "pt") as file:
            if "lm_head.weight" in file.keys():  # noqa: SIM118
                return file.get_tensor("lm_head.weight").float()  # type: ignore[no-any-return]
    return None


def lm_head_weights(backbone: Backbone) -> dict[str, Tensor]:
    """State of a `ClozeHead` (dense, norm, bias) from an adapter or the folder; {} without one."""
    adapter = adapter_file(backbone)
    files = [adapter] if adapter else sorted(backbone.folder.glob("*.safetensors"))
    tensors: dict[str, Tensor] = {}
    wanted = {prefix for names in LM_HEADS for prefix in names}
    for path in files:
        with safe_open(path, "pt") as file:
            for name in file.keys():  # noqa: SIM118 - not a dictionary
                if name in wanted or name.rpartition(".")[0] in wanted:
                    tensors[name] = file.get_tensor(name).float()
    for dense, norm, bias in LM_HEADS:
        if {f"{dense}.weight", f"{norm}.weight", bias} <= set(tensors):
            return {
                "dense.weight": tensors[f"{dense}.weight"],
                "dense.bias": tensors[f"{dense}.bias"],
                "norm.weight": tensors[f"{norm}.weight"],
                "norm.bias": tensors[f"{norm}.bias"],
                "bias": tensors[bias],
            }
    return {}
