"""Which parameters a method trains, and the few it adds.

| method | trains |
| --- | --- |
| none | nothing |
| full | everything |
| head | classifier: its layer; cloze: transform and bias, not the tied embeddings |
| lora | low-rank changes of the attention (Hu et al. 2021), the classifier, the soft tokens |
| prompt_tuning | the soft tokens (Lester et al. 2021) and the classifier |
"""

from torch import nn

from promptrec.errors import ModelError, SettingsError
from promptrec.model.network import Network
from promptrec.model.plan import ScorerPlan

LORA_TARGETS = {  # attention's query and value, the choice of the LoRA paper, section 7.1
    "bert": ("query", "value"),
    "roberta": ("query", "value"),
    "xlm-roberta": ("query", "value"),
    "distilbert": ("q_lin", "v_lin"),
}
LORA_SCALE = 2.0  # lora_alpha / rank


def add_parts(network: Network, plan: ScorerPlan, model_type: str) -> None:
    """Put what the method adds into the network, in place; it starts without effect.

    Draws from torch's global generator: seed it before.
    """
    if plan.method_name == "lora":
        add_lora(network.backbone, model_type, plan.lora_rank)


def add_lora(backbone: nn.Module, model_type: str, rank: int) -> None:
    """Put low-rank matrices beside the attention's, in place; they start without effect.

    Draws from torch's global generator: seed it before.
    """
    from peft import LoraConfig, TaskType, inject_adapter_in_model

    config = LoraConfig(
        task_type=TaskType.FEATURE_EXTRACTION,
        r=rank,
        lora_alpha=int(LORA_SCALE * rank),
        lora_dropout=0.0,
        target_modules=list(LORA_TARGETS[model_type]),
    )
    inject_adapter_in_model(config, backbone)


def choose_trainable(network: Network, method: str) -> None:
    """Let gradients flow to what the method trains, and to nothing else."""
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(is_trained(name, method, cloze=hasattr(network.head, "norm")))
    if method == "prompt_tuning" and network.soft is None:
        raise SettingsError(
            "prompt_tuning needs soft tokens. Put {soft:8} into the template where they should go."
        )
    if method != "none" and not trainable_parameters(network):
        raise ModelError(f"The method {method} finds nothing to train in this model.")


def is_trained(name: str, method: str, *, cloze: bool) -> bool:
    """Whether a method trains the parameter of this name."""
    part = name.split(".")[0]
    if method in ("none", "full"):
        return method == "full"
    if part == "soft":
        return method != "head"
    if part == "head":
        return method == "head" or not cloze
    return "lora_" in name


def begin(network: Network, plan: ScorerPlan, total_steps: int) -> None:
    """Told once before the first step of a training of so many updates."""


def step_done(network: Network, plan: ScorerPlan, step: int) -> None:
    """Told after each optimizer step (from 1) while the gradients are still there."""


def method_alarm(network: Network, plan: ScorerPlan) -> str:
    """What is wrong with the method's own parts after training, in a sentence; "" when nothing."""
    return ""


def trainable_parameters(network: nn.Module) -> int:
    """Number of numbers that training can change."""
    return sum(part.numel() for part in network.parameters() if part.requires_grad)
