"""`dora`: as `lora`, direction and length apart (Liu et al. 2024)."""

from promptrec.methods.architectures import Architecture
from promptrec.methods.lora import lora_size
from promptrec.methods.matrices import LORA_RANK, over_matrices
from promptrec.methods.method import METHODS, Method, Own, Sizes, Tuned


def add_dora(network: Tuned, own: Own, parts: Architecture) -> None:
    """The two matrices of `lora`, and a length for each output."""
    from promptrec.methods.parts.peft import inject, lora_config

    inject(network.backbone, lora_config(own["lora_rank"], parts, lengths=True))


def dora_size(sizes: Sizes, own: Own) -> int:
    """Those of `lora` and the lengths."""
    lengths = over_matrices(sizes, sizes.parts.queries_values, lambda _, __, outer: outer)
    return lora_size(sizes, own) + lengths


DORA = METHODS.add(
    Method(
        name="dora",
        place=110,
        learning_rate=1e-3,
        settings=(LORA_RANK,),
        marks=("lora_",),
        add=add_dora,
        added=dora_size,
    )
)
