"""Methods that peft has: its description of each, and its layers put into a backbone."""

from typing import Any

from torch import nn

from promptrec.methods.architectures import Architecture

LORA_SCALE = 2.0  # lora_alpha / rank


def inject(backbone: nn.Module, config: Any) -> None:
    """Let peft put its layers into the backbone."""
    from peft import inject_adapter_in_model

    inject_adapter_in_model(config, backbone)


def common(parts: Architecture) -> dict[str, Any]:
    """What all descriptions say."""
    from peft import TaskType

    return {"task_type": TaskType.FEATURE_EXTRACTION, "fan_in_fan_out": parts.transposed}


def lora_config(rank: int, parts: Architecture, lengths: bool = False) -> Any:
    """LoRA on queries and values; lengths: DoRA."""
    from peft import LoraConfig

    return LoraConfig(
        r=rank,
        lora_alpha=int(LORA_SCALE * rank),
        lora_dropout=0.0,
        use_dora=lengths,
        target_modules=parts.queries_values,
        **common(parts),
    )


def adalora_config(rank: int, first: int, parts: Architecture) -> Any:
    """AdaLoRA on every matrix, from the first rank down to the rank on average."""
    from peft import AdaLoraConfig

    return AdaLoraConfig(
        init_r=first,
        target_r=rank,
        lora_alpha=int(LORA_SCALE * first),
        total_step=1,
        target_modules=parts.linear,
        **common(parts),
    )


def ia3_config(parts: Architecture) -> Any:
    """(IA)3 on keys, values and the feed-forward part."""
    from peft import IA3Config

    return IA3Config(target_modules=parts.scaled, feedforward_modules=parts.down, **common(parts))
