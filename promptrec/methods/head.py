"""`head`: what answers, and nothing before it."""

from promptrec.methods.method import METHODS, Method, Weight


def answers(weight: Weight) -> bool:
    """A head's own parameters; next word: the last norm, since its decoder is the embeddings."""
    norm = weight.parts.last_norm
    last = weight.head == "next_word" and bool(norm) and weight.name.startswith(norm)
    return weight.part == "head" or (weight.in_backbone() and last)


HEAD = METHODS.add(
    Method(name="head", place=30, learning_rate=1e-3, passes=1.0, reads_once=True, trains=answers)
)
