"""`ln_tuning`: layer and RMS norms (Qi et al. 2022)."""

from promptrec.methods.method import METHODS, Method, Weight


def is_norm(weight: Weight) -> bool:
    """What is new, and every norm."""
    if not weight.in_backbone():
        return weight.is_new or weight.name.startswith("norm.")
    module = weight.name.rpartition(".")[0].rpartition(".")[2].lower()
    return "norm" in module or module.startswith("ln_")


LN_TUNING = METHODS.add(
    Method(name="ln_tuning", place=60, learning_rate=1e-3, needs_inside=True, trains=is_norm)
)
