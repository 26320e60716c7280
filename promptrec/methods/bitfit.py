"""`bitfit`: biases (Ben Zaken et al. 2022); refused where there are none."""

from promptrec.methods.method import METHODS, Method, Weight


def is_bias(weight: Weight) -> bool:
    """What is new, and every bias."""
    if weight.in_backbone():
        return weight.name.endswith(".bias") or "_bias" in weight.name
    return weight.is_new or weight.name.endswith("bias")


BITFIT = METHODS.add(
    Method(name="bitfit", place=50, learning_rate=1e-3, needs_inside=True, trains=is_bias)
)
