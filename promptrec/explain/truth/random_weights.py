"""The same model with random weights: what an explanation says when nothing was learned."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn

from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.progress import Report, between, silent, told
from promptrec.explain.records import Attribution, FieldAttribution
from promptrec.explain.subject import Subject, subject_of_prompt
from promptrec.explain.truth.checks import RandomWeights, of_sizes, rank_correlation
from promptrec.explain.truth.faithful import comprehensiveness, random_comprehensiveness
from promptrec.explain.truth.field_faithful import Coalitions, field_comprehensiveness
from promptrec.model.scorer import Scorer
from promptrec.model.shelf import SHELF

DRAWS = 3
ENOUGH = 4  # fields whose order says something
Explain = Callable[[Subject, Report], Attribution]


def random_weights(
    subject: Subject,
    attribution: Attribution,
    explain: Explain,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    report: Report = silent,
) -> RandomWeights:
    """Hold an attribution against the same method on models with random weights.

    explain: the method that made it. Adebayo et al. 2018, "Sanity checks for saliency maps".
    """
    others, there, there_random, correlations = [], [], [], []
    for draw, own in told(range(draws), report):
        with for_a_while(subject, seed + draw) as stranger:
            found = explain(stranger, between(own, 0.0, 0.8))
            there.append(comprehensiveness(stranger, found))
            there_random.append(random_comprehensiveness(stranger, seed))
        correlations.append(rank_correlation(attribution, found))
        others.append(comprehensiveness(subject, found))
    return RandomWeights(
        correlations=np.array(correlations),
        own=comprehensiveness(subject, attribution),
        other=float(np.mean(others)),
        there=float(np.mean(there)),
        there_random=float(np.mean(there_random)),
    )


def fields_random_weights(
    subject: Subject,
    found: FieldAttribution,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    report: Report = silent,
) -> RandomWeights | None:
    """The same for shares of fields; None for fewer than ENOUGH fields."""
    if len(found.fields) < ENOUGH or found.faithfulness is None:
        return None
    coalitions = Coalitions.of(subject)
    others, there, there_random, correlations = [], [], [], []
    for draw, own in told(range(draws), report):
        with for_a_while(subject, seed + draw) as stranger:
            other = field_shapley(stranger, seed, report=own)
        correlations.append(of_sizes(found.values, other.values))
        others.append(field_comprehensiveness(coalitions, other.values))
        if other.faithfulness:
            there.append(other.faithfulness.comprehensiveness)
            there_random.append(other.faithfulness.random)
    return RandomWeights(
        correlations=np.array(correlations),
        own=found.faithfulness.comprehensiveness,
        other=float(np.mean(others)),
        there=float(np.mean(there)),
        there_random=float(np.mean(there_random)),
    )


@contextmanager
def for_a_while(subject: Subject, seed: int) -> Iterator[Subject]:
    """As `with_random_weights`; its model is let go of at the end."""
    key = object()
    try:
        yield with_random_weights(subject, seed, key)
    finally:
        SHELF.drop(key)


def with_random_weights(subject: Subject, seed: int, key: object = None) -> Subject:
    """The same prompt, read by a model of the same shape that knows nothing.

    key: what the model is called on the shelf; None: nobody else asks for it.
    """
    own, called = subject.variant, key or object()

    def load() -> Scorer:
        old = own.scorer  # first, so that no third model is in memory while this one is copied
        return SHELF.take(called, lambda: stranger(old, seed))

    return subject_of_prompt(
        own.read_by(load), subject.values, subject.fitted, subject.rule, subject.made_by
    )


def stranger(scorer: Scorer, seed: int) -> Scorer:
    """A copy of a scorer whose weights were drawn anew."""
    network = copy.deepcopy(scorer.network)
    randomize(network, seed)
    return Scorer(scorer.plan, scorer.backbone, network, scorer.device)


def randomize(network: nn.Module, seed: int) -> None:
    """Draw all matrices anew, each from a normal of its own spread; norms and biases start over.

    Parameters that one matrix shares (tied embeddings) stay shared.
    """
    rng = torch.Generator().manual_seed(seed)
    buffers = [one for one in network.buffers() if one.is_floating_point() and one.dim() > 1]
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.dim() > 1:
                redraw(parameter, rng)
            else:
                parameter.fill_(0.0 if name.endswith("bias") else 1.0)
        for buffer in buffers:  # an output matrix of its own, as `next_word` may have
            redraw(buffer, rng)


def redraw(values: torch.Tensor, rng: torch.Generator) -> None:
    """Normal numbers with the mean and the spread that the values have."""
    drawn = torch.randn(values.shape, generator=rng).to(values)
    values.copy_(values.mean() + drawn * values.std(correction=0))
