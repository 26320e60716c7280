"""Attribution per token by gradients: integrated gradients, gradient x input; and by occlusion."""

from collections.abc import Callable

import numpy as np
import torch

from promptrec.explain.records import Attribution
from promptrec.explain.subject import Subject
from promptrec.records import Encoded

STEPS, MOST = 32, 1024  # points on the path, at first and at most
CLOSE = 0.01  # completeness error over the score's range, at most
SMALL = 0.05  # log-odds: a range below this counts as this
CHUNK = 16  # points of the path in one batch


def integrated_gradients(subject: Subject, steps: int = STEPS) -> Attribution:
    """Sundararajan et al. 2017, equation 1, on word vectors, from the content-free prompt.

    Points of the path are those of Gauss and Legendre. The number of steps is doubled until the
    values add up to score - base_score within 1 % of the range, or MOST is reached.
    """
    start, end = ends_of(subject)
    base_score, score = both_scores(subject, start, end)
    wide = max(abs(score - base_score), SMALL)
    while True:
        points, weights = np.polynomial.legendre.leggauss(steps)
        mean = torch.zeros_like(end)
        for at in range(0, steps, CHUNK):
            alpha = (torch.tensor(points[at : at + CHUNK], dtype=end.dtype) + 1) / 2
            weight = torch.tensor(weights[at : at + CHUNK], dtype=end.dtype) / 2
            mean += weighted_gradient(subject, start, end, alpha.to(end), weight.to(end))
        values = ((end - start) * mean).sum(dim=-1)[0].double().cpu().numpy()
        error = abs(values.sum() - (score - base_score))
        if error <= CLOSE * wide or steps * 2 > MOST:
            break
        steps *= 2
    return Attribution(
        method="integrated_gradients",
        tokens=subject.tokens,
        values=values,
        score=score,
        base_score=base_score,
        steps=steps,
    )


def gradient_x_input(subject: Subject) -> Attribution:
    """The gradient at the prompt times its distance from the content-free prompt. One step."""
    start, end = ends_of(subject)
    base_score, score = both_scores(subject, start, end)
    one = torch.ones(1, dtype=end.dtype, device=end.device)
    gradient = weighted_gradient(subject, start, end, one, one)
    return Attribution(
        method="gradient_x_input",
        tokens=subject.tokens,
        values=((end - start) * gradient).sum(dim=-1)[0].double().cpu().numpy(),
        score=score,
        base_score=base_score,
    )


def occlusion(subject: Subject) -> Attribution:
    """How far the score falls without each word (Zeiler and Fergus 2014), shared by its tokens."""
    words = sorted({token.word for token in subject.tokens if token.kind in ("field", "text")})
    members = {
        word: np.array([token.word == word for token in subject.tokens], bool) for word in words
    }
    prompts = [subject.without(members[word]) for word in words]
    scores = subject.scores([*prompts, subject.base()])
    values = np.zeros(len(subject.tokens))
    for word, without in zip(words, scores[:-1], strict=True):
        values[members[word]] = (subject.score - without) / members[word].sum()
    return Attribution(
        method="occlusion",
        tokens=subject.tokens,
        values=values,
        score=subject.score,
        base_score=float(scores[-1]),
    )


METHODS: dict[str, Callable[[Subject], Attribution]] = {
    "integrated_gradients": integrated_gradients,
    "gradient_x_input": gradient_x_input,
    "occlusion": occlusion,
}


def ends_of(subject: Subject) -> tuple[torch.Tensor, torch.Tensor]:
    """Word vectors of the content-free and of the whole prompt, (1, tokens, hidden) each."""
    network = subject.variant.scorer.network
    network.eval()

    def vectors(prompt: Encoded) -> torch.Tensor:
        with torch.no_grad():
            return network.embed(subject.variant.scorer.batch([prompt])).float()

    return vectors(subject.base()), vectors(subject.encoded)


def both_scores(subject: Subject, start: torch.Tensor, end: torch.Tensor) -> tuple[float, float]:
    """Scores of both ends of the path."""
    with torch.no_grad():
        found = subject.score_of(torch.cat([start, end])).double().cpu().numpy()
    return float(found[0]), float(found[1])


def weighted_gradient(
    subject: Subject,
    start: torch.Tensor,
    end: torch.Tensor,
    alpha: torch.Tensor,
    weight: torch.Tensor,
) -> torch.Tensor:
    """(1, tokens, hidden): gradients at start + alpha (end - start), summed with their weights."""
    points = (start + alpha[:, None, None] * (end - start)).requires_grad_()
    with torch.enable_grad():
        total = (subject.score_of(points) * weight).sum()
        (gradient,) = torch.autograd.grad(total, points)
    return gradient.sum(dim=0, keepdim=True)
