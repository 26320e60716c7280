"""The nearest training examples in the model's own space."""

from dataclasses import dataclass

import numpy as np
import torch

from promptrec.explain.progress import Report, silent
from promptrec.explain.subject import Subject
from promptrec.model.network.batches import by_length
from promptrec.records import Encoded, Floats

POOL = 300  # train rows that are compared
BATCH = 32


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A training example near the prompt."""

    user: str
    item: str
    title: str
    label: float
    similarity: float  # cosine, -1 to 1
    prompt: str


def similar(
    subject: Subject, count: int = 8, pool: int = POOL, *, report: Report = silent
) -> list[Neighbour]:
    """Train rows whose mean last hidden state points the same way, nearest first."""
    plan = subject.variant.plan
    pairs = plan.pairs("train", pool)
    if not len(pairs):
        return []
    fitted = plan.fit(pairs, "train")
    vectors = states(subject, [subject.encoded, *(one.encoded for one in fitted)], report)
    near = vectors[1:] @ vectors[0]
    best = np.argsort(-near, kind="stable")[:count]
    data = plan.dataset
    titles = data.items["title"].tolist()
    return [
        Neighbour(
            user=str(data.users.index[pairs.user[at]]),
            item=str(data.items.index[pairs.item[at]]),
            title=titles[pairs.item[at]],
            label=float(pairs.label[at]),
            similarity=float(near[at]),
            prompt=fitted[at].prompt.text,
        )
        for at in best
    ]


def states(subject: Subject, prompts: list[Encoded], report: Report = silent) -> Floats:
    """(prompts, hidden) unit vectors: mean last hidden states over real tokens."""
    scorer = subject.variant.scorer
    scorer.network.eval()
    found: dict[int, Floats] = {}
    with torch.inference_mode():
        for places in by_length(prompts, BATCH):
            batch = scorer.batch([prompts[at] for at in places])
            hidden = scorer.network.hidden(scorer.network.embed(batch), batch)
            weight = batch.attention.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * weight).sum(dim=1) / weight.sum(dim=1)
            unit = torch.nn.functional.normalize(mean, dim=-1).double().cpu().numpy()
            found |= dict(zip(places, unit, strict=True))
            report(len(found) / len(prompts))
    return np.stack([found[at] for at in range(len(prompts))])
