"""The language-model head that a backbone was pretrained with, or the one that we ship for it."""

import logging
from pathlib import Path

from safetensors import safe_open
from torch import Tensor

from promptrec.model.catalogue import Backbone
from promptrec.model.heads import ClozeHead
from promptrec.model.plan import ScorerPlan

log = logging.getLogger(__name__)
ADAPTERS = Path(__file__).parent / "adapters"  # cloze heads of our own, one file per backbone
LM_HEADS = (  # where a folder keeps the head it was pretrained with: dense, norm, bias
    (
        "cls.predictions.transform.dense",
        "cls.predictions.transform.LayerNorm",
        "cls.predictions.bias",
    ),
    ("lm_head.dense", "lm_head.layer_norm", "lm_head.bias"),
    ("vocab_transform", "vocab_layer_norm", "vocab_projector.bias"),
    ("dense", "norm", "bias"),  # ours
)


def cloze_head(backbone: Backbone, plan: ScorerPlan) -> ClozeHead:
    """The head the backbone was pretrained with, or our adapter, or an untrained one."""
    found = lm_head_weights(backbone)
    head = ClozeHead(
        backbone.hidden, backbone.vocab, plan.words, activation="gelu" if found else "linear"
    )
    if not found:
        log.info("%s has no language-model head; its cloze answers are untrained.", backbone.name)
        return head
    head.load_state_dict(found)
    return head


def lm_head_weights(backbone: Backbone) -> dict[str, Tensor]:
    """State of a `ClozeHead` (dense, norm, bias) from an adapter or the folder; {} without one."""
    adapter = ADAPTERS / f"{backbone.name}.safetensors"
    files = [adapter] if adapter.is_file() else sorted(backbone.folder.glob("*.safetensors"))
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
