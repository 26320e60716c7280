"""`p_tuning`: soft tokens that are learned through a small network (Liu et al. 2021, section 3)."""

from promptrec.methods.architectures import Architecture
from promptrec.methods.method import METHODS, Method, Own, Sizes, Tuned
from promptrec.methods.prompt_tuning import SOFT_TOKENS


def add_encoder(network: Tuned, _: Own, __: Architecture) -> None:
    """An LSTM and two layers between the soft tokens and the backbone."""
    from promptrec.methods.parts.soft import SoftEncoder

    if network.soft is not None:
        network.soft_encoder = SoftEncoder(network.soft.shape[1])


def encoder_size(sizes: Sizes, _: Own) -> int:
    """Parameters of `parts.soft.SoftEncoder`."""
    hidden, half = sizes.words, sizes.words // 2
    lstm = 2 * (4 * half * (hidden + half) + 2 * 4 * half)
    return lstm + (2 * half + 1) * hidden + (hidden + 1) * hidden


P_TUNING = METHODS.add(
    Method(
        name="p_tuning",
        place=80,
        learning_rate=1e-3,
        settings=(SOFT_TOKENS,),
        needs_soft=True,
        add=add_encoder,
        added=encoder_size,
    )
)
