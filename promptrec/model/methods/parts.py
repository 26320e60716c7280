"""Put what a method adds into a network, in place. peft where it has the method, else ours."""

import re
from typing import Any

from torch import nn

from promptrec.model.layers import SPARE, Architecture, architecture
from promptrec.model.methods.bottleneck import Adapted, width_of
from promptrec.model.methods.prefix import add_prefix
from promptrec.model.methods.soft import SoftEncoder
from promptrec.model.network import Network
from promptrec.model.plan import ScorerPlan

LORA_SCALE = 2.0  # lora_alpha / rank


def add_parts(network: Network, plan: ScorerPlan, config: Any) -> None:
    """Add the method's own parameters; all but prefixes start without effect.

    config: transformers' configuration of the backbone. Draws from torch's global generator: seed
    it before.
    """
    parts = architecture(config.model_type)
    if plan.dropout is not None:
        set_dropout(network, plan.dropout)
    kind = plan.method_name
    if kind == "adapter":
        add_adapters(network.backbone, parts, plan.adapter_size)
    elif kind == "prefix_tuning":
        add_prefix(network, parts, plan.prefix_tokens)
    elif kind == "p_tuning" and network.soft is not None:
        network.soft_encoder = SoftEncoder(network.soft.shape[1])
    elif kind in ("lora", "dora", "adalora", "ia3"):
        inject(network.backbone, peft_config(plan, parts))


def peft_config(plan: ScorerPlan, parts: Architecture) -> Any:
    """peft's description of a method."""
    from peft import AdaLoraConfig, IA3Config, LoraConfig, TaskType

    common = {"task_type": TaskType.FEATURE_EXTRACTION, "fan_in_fan_out": parts.transposed}
    rank = plan.lora_rank
    if plan.method_name == "ia3":
        return IA3Config(target_modules=parts.scaled, feedforward_modules=parts.down, **common)
    if plan.method_name == "adalora":
        more = round(SPARE * rank)
        return AdaLoraConfig(
            init_r=more,
            target_r=rank,
            lora_alpha=int(LORA_SCALE * more),
            total_step=1,
            target_modules=parts.linear,
            **common,
        )
    return LoraConfig(
        r=rank,
        lora_alpha=int(LORA_SCALE * rank),
        lora_dropout=0.0,
        use_dora=plan.method_name == "dora",
        target_modules=parts.queries_values,
        **common,
    )


def inject(backbone: nn.Module, config: Any) -> None:
    """Let peft put its layers into the backbone."""
    from peft import inject_adapter_in_model

    inject_adapter_in_model(config, backbone)


def add_adapters(backbone: nn.Module, parts: Architecture, size: int) -> None:
    """A bottleneck after the attention and after the feed-forward part of every layer."""
    for name, module in list(backbone.named_modules()):
        if re.fullmatch(parts.adapted, name):
            parent, _, child = name.rpartition(".")
            setattr(backbone.get_submodule(parent), child, Adapted(module, width_of(module), size))


def set_dropout(network: nn.Module, share: float) -> None:
    """Drop this share while training, everywhere the backbone or the head drops anything."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = share
        elif isinstance(getattr(module, "attention_dropout", None), float):
            module.attention_dropout = share  # type: ignore[assignment]
