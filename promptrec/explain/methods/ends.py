"""Where the path of gradients begins and ends: the content-free and the whole prompt as vectors.

Soft tokens are no words, so padding cannot stand for them. Their baseline is the vectors that they
started from: what they then get is what tuning them did. Zero vectors ask what it does that they
are there at all; `kept` leaves them as they are, part of the template, and gives them nothing.
"""

import torch
from torch import Tensor

from promptrec.explain.records import SOFT_BASES
from promptrec.explain.subject import Subject
from promptrec.model.network.building import build_network
from promptrec.model.scorer import Scorer
from promptrec.settings import choose


def ends_of(subject: Subject, soft_base: str = "start") -> tuple[Tensor, Tensor]:
    """Word vectors of the content-free and of the whole prompt, (1, tokens, hidden) each.

    soft_base: what stands for soft tokens in the first: start, zero or kept.
    """
    scorer = subject.variant.scorer
    scorer.network.eval()
    with torch.no_grad():
        start, end = (
            scorer.network.embed(scorer.batch([prompt])).float()
            for prompt in (subject.base(), subject.encoded)
        )
        places = list(subject.encoded.soft_at)
        rows = soft_base_rows(scorer, soft_base)
        if rows is not None:
            start[0, places] = rows.to(start)
    return start, end


def soft_base_rows(scorer: Scorer, soft_base: str) -> Tensor | None:
    """(soft, hidden) vectors that stand for soft tokens; None to leave them as they are."""
    choose("soft base", soft_base, SOFT_BASES)
    soft = scorer.network.soft_vectors()
    if soft is None or soft_base == "kept":
        return None
    if soft_base == "zero":
        return torch.zeros_like(soft)
    # the same plan builds the same start, bit for bit
    return build_network(scorer.plan, scorer.backbone).soft_vectors()


def both_scores(subject: Subject, start: Tensor, end: Tensor) -> tuple[float, float]:
    """Scores of both ends of the path."""
    with torch.no_grad():
        found = subject.score_of(torch.cat([start, end])).double().cpu().numpy()
    return float(found[0]), float(found[1])
