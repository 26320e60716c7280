"""Tuning methods: what each adds to a network, what it trains, and what it needs while training.

docs/tuning.md lists them with their papers.
"""

from promptrec.model.methods.choose import choose_trainable, trainable_parameters
from promptrec.model.methods.parts import add_parts
from promptrec.model.methods.ranks import begin, method_alarm, step_done

__all__ = [
    "add_parts",
    "begin",
    "choose_trainable",
    "method_alarm",
    "step_done",
    "trainable_parameters",
]
