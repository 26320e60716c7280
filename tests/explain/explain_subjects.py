"""Prompts to explain, on every head, and a planted model whose answer hangs on one field."""

import torch

from promptrec.data.shipped import open_dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.subject import subject_from, subject_of
from promptrec.model.variant import open_variant
from promptrec.settings import RunSettings

TEXT = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:2}]. It was {mask}"
HEADS = {
    "cloze": {"model": "tiny", "template": TEXT + "."},
    "classifier": {"model": "tiny", "template": TEXT, "head": "classifier"},
    "next_word": {"model": "tiny-causal", "template": TEXT},
    "soft": {"model": "tiny", "template": "{soft:3} " + TEXT + ".", "method": "prompt_tuning"},
}


def subject_for(folder, **given):
    data = open_dataset(str(folder))
    settings = RunSettings(dataset=str(folder), **{"method": "none", **given})
    return subject_of(open_variant(data, settings), pairs_by_id(data, [("u3", "i4")]))


def planted(folder):
    """A classifier whose score is a sum over the tokens of the title and of nothing else."""
    subject = subject_for(folder, **HEADS["classifier"])
    network = subject.variant.scorer.network
    title = {token.id for token in subject.tokens if token.field == "item.title"}
    others = {token.id for token in subject.tokens if token.field != "item.title"}
    marked = sorted(title - others)
    assert marked
    weights = torch.zeros(len(network.embeddings))
    weights[marked] = 2.0

    def hidden(embedded, batch, past=None):
        return embedded

    def answer(hidden, batch, embedded=None):
        score = (hidden.double() @ direction).sum(dim=1).float()
        return torch.stack([torch.zeros_like(score), score], dim=-1)

    # a direction in which exactly the marked tokens of this prompt differ from padding
    with torch.no_grad():
        rows = network.embeddings[sorted(title | others | {subject.pad_id})]
        wanted = weights[sorted(title | others | {subject.pad_id})]
        direction = torch.linalg.pinv(rows.double()) @ wanted.double()
    network.hidden, network.answer = hidden, answer
    network.forward = lambda batch: answer(network.embed(batch), batch)
    return subject_from(subject.variant, subject.values)
