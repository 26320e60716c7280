"""Methods that change matrices of the backbone: how many numbers they add to each. No torch."""

import re
from collections.abc import Callable

from promptrec.fields import Setting
from promptrec.methods.method import Sizes

LORA_RANK = Setting(name="lora_rank", kind=int, default=8, least=1)


def over_matrices(sizes: Sizes, pattern: str, count: Callable[[str, int, int], int]) -> int:
    """Sum of count(module, inputs, outputs) over the matrices whose module's name fits."""
    total = 0
    for name, shape in sizes.shapes.items():
        module, _, last = name.rpartition(".")
        if last == "weight" and re.fullmatch(pattern, module):
            outer, inner = reversed(shape) if sizes.parts.transposed else shape
            total += count(module, inner, outer)
    return total
