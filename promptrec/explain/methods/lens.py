"""The answer through the layers (logit lens, nostalgebraist 2020), and the words at the mask."""

from typing import Any

import torch
from torch import Tensor

from promptrec.explain.progress import Report, silent
from promptrec.explain.records import LayerAnswer, Lens
from promptrec.explain.subject import Subject, readable
from promptrec.model.network.batches import Batch
from promptrec.model.network.heads import ClozeHead
from promptrec.model.network.next_word import NextWordHead
from promptrec.model.start import shared

TOP = 20  # words at the mask
NORMS = ("norm", "ln_f", "final_layer_norm")  # a causal model's last norm, by architecture


def logit_lens(subject: Subject, top: int = TOP, *, report: Report = silent) -> Lens:
    """What the head says of each layer's hidden states; of the last it is the model's answer.

    A causal model's last norm is applied to every layer's states before the head reads them.
    """
    scorer = subject.variant.scorer
    network: Any = scorer.network
    network.eval()
    batch = scorer.batch([subject.encoded])
    with torch.inference_mode():
        states = network.backbone(
            inputs_embeds=network.embed(batch),
            attention_mask=batch.attention,
            output_hidden_states=True,
        ).hidden_states
        norm = next((getattr(network.backbone, name, None) for name in NORMS), None)
        norm = norm if scorer.plan.head == "next_word" else None
        layers = []
        for at, hidden in enumerate(states):
            last = at == len(states) - 1
            state = hidden if last or norm is None else norm(hidden)
            layers.append(layer_answer(subject, at, state, batch, top))
    report(1.0)
    return Lens(layers=tuple(layers), score=layers[-1].score, tokens=subject.tokens)


def layer_answer(subject: Subject, at: int, hidden: Tensor, batch: Batch, top: int) -> LayerAnswer:
    """The head's answer to the hidden states of a layer."""
    scorer = subject.variant.scorer
    found = subject.read(scorer.network.answer(hidden, batch))
    words = found.word_log_p.exp().double().cpu().numpy()
    if subject.rule is not None:
        words = shared(words, found.score.cpu().numpy(), scorer.plan.words)
    answers = dict(zip(scorer.words, words[0].tolist(), strict=True))
    first = top_words(subject, hidden, top)
    orders = subject.probability is None
    return LayerAnswer(
        layer=at,
        score=float(found.score[0]),
        answers=dict.fromkeys(answers) if orders else answers,
        top=dict.fromkeys(first) if orders else first,
    )


def top_words(subject: Subject, hidden: Tensor, top: int) -> dict[str, float]:
    """The most likely tokens at the mask, or after the prompt; {} for a classifier."""
    scorer = subject.variant.scorer
    head = scorer.network.head
    if not isinstance(head, ClozeHead | NextWordHead):
        return {}
    at = subject.encoded.mask_at[0] if subject.encoded.mask_at else len(subject.tokens) - 1
    log_p = head.log_probabilities(hidden[0, at], scorer.network.embeddings)
    values, ids = log_p.topk(top)
    encoder = subject.maker.encoder
    found: dict[str, float] = {}
    for value, token in zip(values.exp().tolist(), ids.tolist(), strict=True):
        text = readable(encoder.token_text(token))
        found[text] = found.get(text, 0.0) + value
    return found
