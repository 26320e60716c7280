"""`adapter`: a bottleneck after attention and feed-forward of each layer (Houlsby et al. 2019)."""

from promptrec.fields import Setting
from promptrec.methods.architectures import Architecture
from promptrec.methods.matrices import over_matrices
from promptrec.methods.method import METHODS, Method, Own, Sizes, Tuned


def add_bottlenecks(network: Tuned, own: Own, parts: Architecture) -> None:
    """Down to so many numbers and up again, beside the old way."""
    from promptrec.methods.parts.bottleneck import add_adapters

    add_adapters(network.backbone, parts, own["adapter_size"])


def bottleneck_size(sizes: Sizes, own: Own) -> int:
    """Two matrices and their biases each."""
    size = int(own["adapter_size"])
    return over_matrices(
        sizes, sizes.parts.adapted, lambda _, __, outer: 2 * size * outer + size + outer
    )


ADAPTER = METHODS.add(
    Method(
        name="adapter",
        place=140,
        learning_rate=1e-3,
        settings=(Setting(name="adapter_size", kind=int, default=32, least=1, after="lora_rank"),),
        marks=("adapter_",),
        add=add_bottlenecks,
        added=bottleneck_size,
    )
)
