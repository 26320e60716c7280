"""`adalora`: low-rank changes of every matrix whose ranks move (Zhang et al. 2023).

Without the paper's orthogonality penalty. It starts with more rank than it ends with.
"""

from promptrec.methods.architectures import Architecture
from promptrec.methods.matrices import LORA_RANK, over_matrices
from promptrec.methods.method import METHODS, Method, Own, Sizes, Tuned

SPARE = 1.5  # so many times the rank that it ends with


def add_adalora(network: Tuned, own: Own, parts: Architecture) -> None:
    """Per matrix two narrow ones and the singular values between them."""
    from promptrec.methods.parts.peft import adalora_config, inject

    inject(network.backbone, adalora_config(own["lora_rank"], first_rank(own), parts))


def first_rank(own: Own) -> int:
    """The rank before any is taken away."""
    return round(SPARE * int(own["lora_rank"]))


def adalora_size(sizes: Sizes, own: Own) -> int:
    """At the start, all of them."""
    rank = first_rank(own)
    return over_matrices(
        sizes, sizes.parts.linear, lambda _, inner, outer: rank * (inner + outer + 1)
    )


def begin(network: Tuned, steps: int) -> None:
    """Plan when ranks fall."""
    from promptrec.methods.parts.ranks import allocation_of

    network.memory = allocation_of(network, steps)


def step_done(network: Tuned, step: int) -> None:
    """Move ranks to where gradients want them."""
    if network.memory is not None:
        network.memory.move(network.backbone, step)


def alarm(network: Tuned) -> str:
    """That no rank has moved."""
    from promptrec.methods.parts.ranks import ranks_alarm

    return ranks_alarm(network)


ADALORA = METHODS.add(
    Method(
        name="adalora",
        place=120,
        learning_rate=2e-3,
        settings=(LORA_RANK,),
        marks=("lora_",),
        add=add_adalora,
        added=adalora_size,
        begin=begin,
        step_done=step_done,
        alarm=alarm,
    )
)
