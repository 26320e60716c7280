"""Let gradients flow to what a method trains, and to nothing else."""

from torch import nn

from promptrec.errors import SettingsError
from promptrec.model.layers import INSIDE, architecture, is_trained, nothing_to_train
from promptrec.model.network import Network
from promptrec.model.plan import ScorerPlan


def choose_trainable(network: Network, plan: ScorerPlan, model_type: str, layers: int) -> None:
    """Set requires_grad of every parameter; SettingsError when the method finds nothing."""
    if plan.method_name in ("prompt_tuning", "p_tuning") and network.soft is None:
        raise SettingsError("sentence.needs_soft", method=plan.method)
    parts = architecture(model_type)
    reached = False
    for name, parameter in network.named_parameters():
        trained = is_trained(name, plan.method, plan.head, parts, layers)
        parameter.requires_grad_(trained)
        reached = reached or (trained and not name.startswith("head."))
    inside = plan.method_name in INSIDE
    if (inside and not reached) or (plan.method != "none" and not trainable_parameters(network)):
        raise nothing_to_train(plan.method, plan.model, model_type)


def trainable_parameters(network: nn.Module) -> int:
    """Number of numbers that training can change."""
    return sum(part.numel() for part in network.parameters() if part.requires_grad)
