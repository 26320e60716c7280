"""Tuning methods: one file each, which declares and lists it. Nothing here imports torch.

>>> list(METHODS)[:3], METHODS["lora"].learning_rate
(['none', 'full', 'head'], 0.001)
"""

from promptrec.methods.method import (
    METHODS,
    Method,
    method_of,
    own_settings,
    own_values,
    split_method,
)
from promptrec.registry import load_all

__all__ = ["METHODS", "Method", "method_of", "own_settings", "own_values", "split_method"]

load_all(__name__, __path__)
