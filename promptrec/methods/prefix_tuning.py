"""`prefix_tuning`: keys and values before every layer's own (Li and Liang 2021; Liu et al. 2022).

They start as those of frequent words, so that, unlike with other methods, the first scores change.
"""

from promptrec.fields import Setting
from promptrec.methods.architectures import Architecture
from promptrec.methods.method import METHODS, Method, Own, Sizes, Tuned


def add_prefix(network: Tuned, own: Own, parts: Architecture) -> None:
    """So many keys and values for each attention of the backbone."""
    from promptrec.methods.parts import prefix

    prefix.add_prefix(network, parts, own["prefix_tokens"])


def prefix_size(sizes: Sizes, own: Own) -> int:
    """Keys and values of all layers."""
    return 2 * int(own["prefix_tokens"]) * sizes.keys * sizes.layers


PREFIX_TUNING = METHODS.add(
    Method(
        name="prefix_tuning",
        place=90,
        learning_rate=5e-3,
        settings=(
            Setting(name="prefix_tokens", kind=int, default=8, least=1, after="adapter_size"),
        ),
        shows_attention=False,
        marks=("prefix_",),
        add=add_prefix,
        added=prefix_size,
    )
)
