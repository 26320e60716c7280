"""Let gradients flow to what a method trains, and to nothing else."""

from torch import nn

from promptrec.errors import SettingsError
from promptrec.methods.architectures import architecture
from promptrec.methods.method import is_trained
from promptrec.model.network.network import Network
from promptrec.model.plan import ScorerPlan


def choose_trainable(network: Network, plan: ScorerPlan, model_type: str, layers: int) -> None:
    """Set requires_grad of every parameter; SettingsError when the method finds nothing."""
    method = plan.tuning
    if method.needs_soft and network.soft is None:
        raise SettingsError("sentence.needs_soft", method=plan.method)
    parts = architecture(model_type)
    reached = False
    for name, parameter in network.named_parameters():
        if name.startswith("gate."):
            parameter.requires_grad_(method.tunes and name == "gate.scale")
            continue
        trained = is_trained(name, plan.method, plan.head, parts, layers)
        parameter.requires_grad_(trained)
        reached = reached or (trained and not name.startswith("head."))
    lost = method.needs_inside and not reached
    if lost or (method.tunes and not trainable_parameters(network)):
        raise method.nothing_to_train(plan.model, model_type)


def trainable_parameters(network: nn.Module) -> int:
    """Number of numbers that training can change."""
    return sum(part.numel() for part in network.parameters() if part.requires_grad)


def set_dropout(network: nn.Module, share: float) -> None:
    """Drop this share while training, everywhere the backbone or the head drops anything."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = share
        elif isinstance(getattr(module, "attention_dropout", None), float):
            module.attention_dropout = share  # type: ignore[assignment]
