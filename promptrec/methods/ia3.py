"""`ia3`: factors on keys, values and inner features (Liu et al. 2022, T-Few)."""

import re

from promptrec.methods.architectures import Architecture
from promptrec.methods.matrices import over_matrices
from promptrec.methods.method import METHODS, Method, Own, Sizes, Tuned


def add_factors(network: Tuned, _: Own, parts: Architecture) -> None:
    """A factor for each output; for each input of the feed-forward part's second matrix."""
    from promptrec.methods.parts.peft import ia3_config, inject

    inject(network.backbone, ia3_config(parts))


def factors(sizes: Sizes, _: Own) -> int:
    """How many there are."""
    parts = sizes.parts

    def of_one(module: str, inner: int, outer: int) -> int:
        return inner if re.fullmatch(parts.down, module) else outer

    return over_matrices(sizes, parts.scaled, of_one)


IA3 = METHODS.add(
    Method(
        name="ia3",
        place=130,
        learning_rate=5e-3,
        marks=("ia3_l",),
        add=add_factors,
        added=factors,
    )
)
