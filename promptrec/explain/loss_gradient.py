"""How the loss of labelled prompts changes with the vectors of their words, to first order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from promptrec.model.network.answers import Outputs, read
from promptrec.model.network.batches import by_length
from promptrec.model.network.heads import ClozeHead, Reading
from promptrec.model.network.losses import LossPlan, loss_of
from promptrec.model.network.next_word import NextWordHead
from promptrec.model.scorer import Scorer
from promptrec.records import Answers, Encoded, Floats
from promptrec.settings import RANKING_LOSSES

CHUNK = 16  # prompts whose gradient is taken at a time


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """How the mean loss rises with what is said of each row."""

    score: Floats  # (rows,)
    rating: Floats | None  # (rows,) where a rating is said


def loss_and_slopes(
    answers: Answers, label: Floats, rating: Floats, plan: LossPlan
) -> tuple[float, Slopes]:
    """Mean loss of answers, and its slope in each score and each expected rating.

    label, rating: (rows,) what was really said. A loss that ranks compares each liked row with all
    others, whosever they are.
    """
    score = torch.tensor(answers.score, requires_grad=True)
    said = answers.expected_rating
    expected = None if said is None else torch.tensor(said, requires_grad=True)
    with torch.enable_grad():
        outputs = Outputs(score, expected, torch.zeros(len(label), 0))
        group = torch.zeros(len(label), dtype=torch.int64)
        found = loss_of(outputs, torch.tensor(label), torch.tensor(rating), plan, group)
        wanted = [score] if expected is None else [score, expected]
        slopes = torch.autograd.grad(found, wanted, allow_unused=True, materialize_grads=True)
    both = [one.numpy() for one in slopes]
    return float(found.detach()), Slopes(both[0], None if expected is None else both[1])


def word_gradient(
    scorer: Scorer,
    prompts: Sequence[Encoded],
    places: Sequence[Sequence[int]],
    slopes: Slopes,
) -> Floats:
    """(hidden,) the loss's gradient in the vector of the word that stands at these places.

    The word is the same in all prompts, so its gradients add up. slopes: of `loss_and_slopes`.
    """
    network = scorer.network
    network.eval()
    total = torch.zeros(network.embeddings.shape[1], dtype=torch.float64)
    for chosen in by_length(prompts, CHUNK):
        batch = scorer.batch([prompts[at] for at in chosen])
        with torch.enable_grad():
            vectors = network.embed(batch).detach().requires_grad_()
            hidden = network.hidden(vectors, batch)
            raw = network.answer(hidden, batch, vectors)
            rise = risen(read(raw, scorer.plan, network.gate), chosen, slopes)
            (gradient,) = torch.autograd.grad(rise, vectors)
        for row, at in zip(gradient, chosen, strict=True):
            total += row[list(places[at])].sum(dim=0).double().cpu()
    result: Floats = total.numpy()
    return result


def read_words(
    scorer: Scorer, prompts: Sequence[Encoded], tokens: Sequence[int]
) -> tuple[Floats, Floats]:
    """(prompts, words) log-probabilities of the label words, and (prompts, tokens) of these tokens.

    The latter as the first piece of an answer: not of all, since a vocabulary may be large.
    ValueError for a classifier.
    """
    network = scorer.network
    network.eval()
    head = network.head
    if not isinstance(head, ClozeHead | NextWordHead):
        raise ValueError("A classifier has no label words.")
    told = np.empty((len(prompts), len(scorer.words)))
    every = np.empty((len(prompts), len(tokens)))
    with torch.no_grad():
        for chosen in by_length(prompts, CHUNK):
            batch = scorer.batch([prompts[at] for at in chosen])
            hidden = network.hidden(network.embed(batch), batch)
            told[chosen] = network.answer(hidden, batch).double().cpu().numpy()
            first = head.first(Reading(network, hidden, batch))
            every[chosen] = first[:, list(tokens)].double().cpu().numpy()
    return told, every


def answers_of(scorer: Scorer, told: Floats) -> Answers:
    """Answers of a scorer whose label words have these log-probabilities, (prompts, words)."""
    with torch.no_grad():
        found = read(torch.tensor(told), scorer.plan, scorer.network.gate)
    return Answers(
        found.score.numpy(),
        scorer.words,
        found.word_log_p.exp().numpy(),
        found.rating.numpy() if scorer.plan.says_rating and found.rating is not None else None,
        scorer.plan.loss not in RANKING_LOSSES,
    )


def slopes_of_words(scorer: Scorer, told: Floats, slopes: Slopes) -> Floats:
    """(prompts, words) the loss's slope in each log-probability. told: as `answers_of` takes it."""
    raw = torch.tensor(told, requires_grad=True)
    with torch.enable_grad():
        rise = risen(read(raw, scorer.plan, scorer.network.gate), range(len(told)), slopes)
        (gradient,) = torch.autograd.grad(rise, raw)
    found: Floats = gradient.numpy()
    return found


def risen(outputs: Outputs, chosen: Sequence[int], slopes: Slopes) -> Tensor:
    """The loss of the chosen rows as a line through their scores and ratings."""

    def tensor(values: Floats, like: Tensor) -> Tensor:
        return torch.tensor(values[list(chosen)]).to(like)

    total = (outputs.score * tensor(slopes.score, outputs.score)).sum()
    if slopes.rating is not None and outputs.rating is not None:
        total = total + (outputs.rating * tensor(slopes.rating, outputs.rating)).sum()
    return total
