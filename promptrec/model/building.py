"""Build a network: backbone from its folder, new parts from a seed, tuned weights."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from promptrec.errors import ModelError
from promptrec.model.catalogue import Backbone
from promptrec.model.heads import ClassifierHead, ClozeHead
from promptrec.model.methods import add_lora, choose_trainable
from promptrec.model.network import Network, soft_rows_from
from promptrec.model.plan import ScorerPlan
from promptrec.model.weights import put_state

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


def build_network(
    plan: ScorerPlan, backbone: Backbone, state: Mapping[str, Tensor] | None = None
) -> Network:
    """The network of a plan on the CPU, ready to score and, as its method says, to train.

    The same plan gives the same weights, bit for bit. state: tuned weights to put in.
    """
    rng = torch.Generator().manual_seed(plan.seed)
    with torch.random.fork_rng(devices=[]):  # transformers and peft draw from the global generator
        torch.manual_seed(plan.seed)
        encoder, config = load_encoder(backbone)
        head = (
            cloze_head(backbone, plan)
            if plan.head == "cloze"
            else classifier_head(backbone, plan, config, rng)
        )
        words = encoder.get_input_embeddings().weight  # type: ignore[operator]
        soft = soft_rows_from(words, plan.soft_start, rng)
        if plan.method == "lora":
            add_lora(encoder, config.model_type, plan.lora_rank)
        network = Network(encoder, head, soft)
    choose_trainable(network, plan.method)
    if state is not None:
        put_state(network, state)
    return network


def classifier_head(
    backbone: Backbone, plan: ScorerPlan, config: Any, rng: torch.Generator
) -> ClassifierHead:
    """A new classifier: two classes, or one rating."""
    outputs = 1 if plan.rates else 2
    dropout = float(getattr(config, "hidden_dropout_prob", 0.1))
    return ClassifierHead(backbone.hidden, outputs, backbone.pooling, dropout, rng)


def load_encoder(backbone: Backbone) -> tuple[nn.Module, Any]:
    """The encoder without any head, in float32, and its transformers configuration."""
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    config = transformers.AutoConfig.from_pretrained(str(backbone.folder), local_files_only=True)
    try:
        encoder, found = transformers.AutoModel.from_pretrained(
            str(backbone.folder),
            config=config,
            dtype=torch.float32,
            attn_implementation="sdpa",
            local_files_only=True,
            use_safetensors=True,
            output_loading_info=True,
            **({"add_pooling_layer": False} if config.model_type != "distilbert" else {}),
        )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelError(
            f"The model {backbone.name} in {backbone.folder} cannot be read "
            f"({str(error).splitlines()[0]}). Save or download it again."
        ) from error
    if found["missing_keys"]:  # transformers would go on with random numbers
        raise ModelError(
            f"The weights of {backbone.name} in {backbone.folder} lack "
            f"{min(found['missing_keys'])}. Save or download the model again."
        )
    return encoder, config


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
