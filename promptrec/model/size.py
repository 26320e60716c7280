"""How many numbers a method trains, counted from sizes alone: no torch, no weights."""

from promptrec.model.catalogue import Backbone

LORA_MATRICES = 2  # query and value of each layer, as in methods.LORA_TARGETS


def trainable_estimate(
    backbone: Backbone,
    *,
    method: str,
    head: str = "classifier",
    loss: str = "cross_entropy",
    soft_tokens: int = 0,
    lora_rank: int = 8,
) -> int:
    """Trainable parameters of a run; exact for BERT, close for its relatives.

    soft_tokens: in the template as the model reads it, those that prompt_tuning adds included.
    """
    if method == "none":
        return 0
    in_head = head_size(backbone, head, loss)
    if method == "head":
        return in_head
    soft = soft_tokens * backbone.hidden
    if method == "full":
        return encoder_size(backbone) + in_head + soft
    lora = 2 * backbone.hidden * lora_rank * LORA_MATRICES * backbone.layers
    return soft + (in_head if head == "classifier" else 0) + (lora if method == "lora" else 0)


def head_size(backbone: Backbone, head: str, loss: str) -> int:
    """Parameters of a head; the cloze head's decoder is tied to the word embeddings."""
    hidden = backbone.hidden
    if head == "cloze":
        return hidden * hidden + 3 * hidden + backbone.vocab  # transform, norm, bias
    outputs = 2 if loss == "cross_entropy" else 1
    return outputs * (hidden + 1)


def encoder_size(backbone: Backbone) -> int:
    """Parameters of a BERT encoder without pooler (Devlin et al. 2019, section 3)."""
    hidden, inner = backbone.hidden, backbone.inner
    embeddings = (backbone.vocab + backbone.positions + backbone.token_types + 2) * hidden
    attention = 4 * (hidden * hidden + hidden)
    feed_forward = 2 * hidden * inner + inner + hidden
    norms = 4 * hidden
    return embeddings + backbone.layers * (attention + feed_forward + norms)
