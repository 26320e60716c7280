"""Attribution per token by gradients: integrated gradients, gradient x input; and by occlusion.

soft_base: as in `ends_of`; report gets the share done.
"""

import numpy as np
import torch
from torch import Tensor

from promptrec.explain.methods.ends import both_scores, ends_of, soft_base_rows
from promptrec.explain.methods.path import STEPS, along
from promptrec.explain.progress import Report, silent
from promptrec.explain.records import Attribution
from promptrec.explain.subject import Subject
from promptrec.records import Bools, Floats


def integrated_gradients(
    subject: Subject, steps: int = STEPS, *, soft_base: str = "start", report: Report = silent
) -> Attribution:
    """Sundararajan et al. 2017, equation 1, on word vectors, from the content-free prompt.

    `path.along` takes more points until the values add up to score - base_score within 1 % of the
    range, and hardly move any more.
    """
    start, end = ends_of(subject, soft_base)
    base_score, score = both_scores(subject, start, end)
    gains = along(subject.score_of, start, end, score - base_score, steps=steps, report=report)
    return Attribution(
        method="integrated_gradients",
        tokens=subject.tokens,
        values=gains.values,
        score=score,
        base_score=base_score,
        steps=gains.points,
    )


def gradient_x_input(
    subject: Subject, *, soft_base: str = "start", report: Report = silent
) -> Attribution:
    """The gradient at the prompt times its distance from the content-free prompt. One step."""
    start, end = ends_of(subject, soft_base)
    base_score, score = both_scores(subject, start, end)
    here = end.clone().requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(subject.score_of(here).sum(), here)
    report(1.0)
    return Attribution(
        method="gradient_x_input",
        tokens=subject.tokens,
        values=((end - start) * gradient).sum(dim=-1)[0].double().cpu().numpy(),
        score=score,
        base_score=base_score,
    )


def occlusion(
    subject: Subject, *, soft_base: str = "start", report: Report = silent
) -> Attribution:
    """How far the score falls without each word (Zeiler and Fergus 2014), shared by its tokens.

    A soft token is taken away by putting its baseline in its place.
    """
    members = words_of(subject)
    scores = subject.scores([*map(subject.without, members), subject.base()], report)
    values = np.zeros(len(subject.tokens))
    for places, without in zip(members, scores[:-1], strict=True):
        values[places] = (subject.score - without) / places.sum()
    base_score = float(scores[-1])
    rows = soft_base_rows(subject.variant.scorer, soft_base)
    if rows is not None:
        start, end = ends_of(subject, soft_base)
        values[list(subject.encoded.soft_at)] = without_soft(subject, start, end)
        base_score = both_scores(subject, start, end)[0]
    return Attribution(
        method="occlusion",
        tokens=subject.tokens,
        values=values,
        score=subject.score,
        base_score=base_score,
    )


def words_of(subject: Subject) -> list[Bools]:
    """Per word of the prompt (tokens,) True at its tokens."""
    words = sorted({token.word for token in subject.tokens if token.kind in ("field", "text")})
    return [np.array([token.word == word for token in subject.tokens], bool) for word in words]


def without_soft(subject: Subject, start: Tensor, end: Tensor) -> Floats:
    """(soft,) how far the score falls when one soft token is as in start."""
    places = list(subject.encoded.soft_at)
    changed = end.repeat(len(places), 1, 1)
    changed[range(len(places)), places] = start[0, places]
    with torch.no_grad():
        scores = subject.score_of(torch.cat([end, changed])).double().cpu().numpy()
    fallen: Floats = scores[0] - scores[1:]
    return fallen
