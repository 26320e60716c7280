"""`lora`: low-rank changes of queries and values (Hu et al. 2021)."""

from promptrec.methods.architectures import Architecture
from promptrec.methods.matrices import LORA_RANK, over_matrices
from promptrec.methods.method import METHODS, Method, Own, Sizes, Tuned


def add_lora(network: Tuned, own: Own, parts: Architecture) -> None:
    """Two narrow matrices beside each; the second starts at zero."""
    from promptrec.methods.parts.peft import inject, lora_config

    inject(network.backbone, lora_config(own["lora_rank"], parts))


def lora_size(sizes: Sizes, own: Own) -> int:
    """Both matrices."""
    rank = int(own["lora_rank"])
    return over_matrices(
        sizes, sizes.parts.queries_values, lambda _, inner, outer: rank * (inner + outer)
    )


LORA = METHODS.add(
    Method(
        name="lora",
        place=100,
        learning_rate=1e-3,
        settings=(LORA_RANK,),
        marks=("lora_",),
        add=add_lora,
        added=lora_size,
    )
)
