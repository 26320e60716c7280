"""Which edits of a template are tried first: seeded, and no kind of edit waits for another."""

from collections.abc import Iterator

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.prompt.template import Template
from promptrec.search.rewording import EDITS, Rewording, rewordings

ROUND = ("add", "rephrase", "add", "delete", "resize", "move", "swap")  # added fields tell most


def proposals(
    template: Template, dataset: Dataset, rng: np.random.Generator
) -> Iterator[Rewording]:
    """All edits of a template, each kind in drawn order, kinds in turn; no two with one text."""
    drawn: dict[str, list[Rewording]] = {}
    for kind in EDITS:
        found = rewordings(template, dataset, kind)
        drawn[kind] = [found[int(at)] for at in rng.permutation(len(found))]
    seen: set[str] = set()
    while any(drawn.values()):
        for kind in ROUND:
            if drawn[kind] and (one := drawn[kind].pop()).text not in seen:
                seen.add(one.text)
                yield one
