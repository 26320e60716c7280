"""Attention of every layer and head, and its rollout through the layers.

Attention shows where a head looks, not what that does to the answer (Jain and Wallace 2019); the
explanation is therefore tested like any other (`explain/truth/faithful.py`).
"""

import threading
from typing import Any

import numpy as np
import torch

from promptrec.errors import ModelError
from promptrec.explain.progress import Report, silent
from promptrec.explain.records import Attention, Attribution
from promptrec.explain.subject import Subject
from promptrec.model.backbones.kernel_masks import way_of
from promptrec.model.network.heads import ClassifierHead
from promptrec.records import Floats

LOCK = threading.Lock()  # the way of attending is a property of the whole model


def attention(subject: Subject, *, report: Report = silent) -> Attention:
    """All attention of one prompt. ModelError for a method that attends in its own way."""
    scorer = subject.variant.scorer
    if not scorer.plan.tuning.shows_attention:
        raise ModelError("sentence.method_no_attention", method=scorer.plan.method)
    backbone: Any = scorer.network.backbone
    scorer.network.eval()
    batch = scorer.batch([subject.encoded])
    with LOCK, torch.inference_mode():
        before = way_of(backbone)
        backbone.set_attn_implementation("eager")  # sdpa gives no attention, and no error either
        try:
            found = backbone(
                inputs_embeds=scorer.network.embed(batch),
                attention_mask=batch.attention,
                output_attentions=True,
            ).attentions
        finally:
            backbone.set_attn_implementation(before)
    if not found:
        raise ModelError("sentence.no_attention", model=scorer.backbone.name)
    values = torch.cat(list(found)).float().cpu().numpy()  # (layers, heads, from, to)
    report(1.0)
    return Attention(
        tokens=subject.tokens,
        values=values,
        rollout=rollout(values),
        read_at=read_at(subject),
        score=subject.score,
    )


def rollout(values: Floats) -> Floats:
    """(tokens, tokens) of (layers, heads, tokens, tokens): Abnar and Zuidema 2020, section 3.

    Heads are averaged; half of each layer is the residual connection.
    """
    size = values.shape[-1]
    flow = np.eye(size)
    for layer in values.mean(axis=1, dtype=np.float64):
        mixed = 0.5 * layer + 0.5 * np.eye(size)
        flow = (mixed / mixed.sum(axis=-1, keepdims=True)) @ flow
    return flow


def read_at(subject: Subject) -> int:
    """The place that the answer is read at: the first mask, else the last or the first token."""
    if subject.encoded.mask_at:
        return subject.encoded.mask_at[0]
    head = subject.variant.scorer.network.head
    first = isinstance(head, ClassifierHead) and head.pooling in ("cls", "mean")
    return 0 if first else len(subject.tokens) - 1


def attention_rollout(subject: Subject, *, report: Report = silent) -> Attribution:
    """What the answer's place looks at through all layers, to be tested like an attribution."""
    found = attention(subject, report=report)
    base = float(subject.scores([subject.base()])[0])
    return Attribution(
        method="attention_rollout",
        tokens=subject.tokens,
        values=found.rollout[found.read_at],
        score=subject.score,
        base_score=base,
    )
