"""Integrated gradients: against captum's with its default of 50 points, on the same prompt."""

import importlib.util
from collections.abc import Iterator

import numpy as np
import torch

from promptrec.bench.figure import Figure, absent, ratio, unlike
from promptrec.bench.turns import take_turns
from promptrec.data.shipped import open_dataset
from promptrec.errors import ModelError
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.methods.ends import both_scores, ends_of
from promptrec.explain.methods.gradients import integrated_gradients
from promptrec.explain.methods.path import CHUNK, CLOSE, SMALL
from promptrec.explain.subject import Subject, subject_of
from promptrec.model.variant import open_variant
from promptrec.records import Floats
from promptrec.settings import RunSettings

TEMPLATE = (
    "[The user {history.summary}. ][Liked: {history.liked:7}. ]Now the user tries {item.title}"
    "[ ({item.year})][ ({item.genres:3})][, by {item.director}]. Overall it was {mask}"
)
PAIR = ("15", "318")
POINTS = 50  # captum's default
NEAR = 0.05  # of the largest value: how far two sums over the same path may lie apart
TARGET = 1.5


def explain_figures(models: tuple[str, ...], rounds: int) -> Iterator[Figure]:
    """A ratio a model."""
    for model in models:
        yield explain_figure(model, rounds)


def explain_figure(model: str, rounds: int) -> Figure:
    """One model; none where it, or captum, is not installed."""
    name = f"integrated_gradients_{model.partition('-')[0]}"
    against = f"captum's IntegratedGradients, {POINTS} points"
    if importlib.util.find_spec("captum") is None:
        return absent(name, against, TARGET, "pip install captum")
    try:
        subject = subject_for(model)
    except ModelError as error:
        return absent(name, against, TARGET, error.sentence)
    points: list[int] = []

    def ours() -> Floats:
        found = integrated_gradients(subject)
        points.append(found.steps or 0)
        return found.values

    seconds, values = take_turns({"ours": ours, "captum": lambda: by_captum(subject)}, rounds)
    gap = float(np.abs(values["ours"] - values["captum"]).max() / np.abs(values["captum"]).max())
    if gap > NEAR:
        return unlike(name, against, TARGET, "values", gap, NEAR)
    off = {way: incompleteness(subject, own) for way, own in values.items()}
    note = (
        f"{len(subject.tokens)} tokens, {points[0]} points; {seconds['ours']:.2f} s; values miss "
        f"the score by {off['ours']:.2%} (captum {off['captum']:.2%}, allowed {CLOSE:.0%})"
    )
    return ratio(name, seconds["captum"] / seconds["ours"], against, TARGET, note)


def subject_for(model: str) -> Subject:
    """One prompt of `movies` as an untuned model reads it."""
    dataset = open_dataset("movies")
    end = "" if model == "smollm2-135m" else "."
    settings = RunSettings(dataset="movies", template=TEMPLATE + end, model=model, method="none")
    variant = open_variant(dataset, settings).unsplit()
    return subject_of(variant, pairs_by_id(dataset, [PAIR]))


def by_captum(subject: Subject) -> Floats:
    """(tokens,) the same by captum, batches as large as ours."""
    from captum.attr import IntegratedGradients

    start, end = ends_of(subject)
    found: torch.Tensor = IntegratedGradients(subject.score_of).attribute(
        end, baselines=start, n_steps=POINTS, internal_batch_size=CHUNK
    )
    values: Floats = found.detach().sum(dim=-1)[0].double().numpy()
    return values


def incompleteness(subject: Subject, values: Floats) -> float:
    """How far the values are from adding up, as a share of the score's range."""
    base, score = both_scores(subject, *ends_of(subject))
    return abs(float(values.sum()) - (score - base)) / max(abs(score - base), SMALL)
