"""`top_layers:N`: the last N layers (Howard and Ruder 2018)."""

from promptrec.fields import Setting
from promptrec.methods.method import METHODS, Method, Weight


def is_on_top(weight: Weight) -> bool:
    """What is new, the last layers, and a norm behind them."""
    if not weight.in_backbone():
        return weight.is_new
    norm, depth = weight.parts.last_norm, weight.parts.depth(weight.name)
    is_last = bool(norm) and weight.name.startswith(f"{norm}.")
    return is_last or (depth is not None and depth >= weight.layers - weight.number)


TOP_LAYERS = METHODS.add(
    Method(
        name="top_layers",
        place=40,
        learning_rate=1e-4,
        number=Setting(name="layers", kind=int, default=2, least=1),
        needs_inside=True,
        trains=is_on_top,
    )
)
