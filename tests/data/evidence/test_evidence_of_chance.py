"""Evidence as numbers on labels that say nothing is no better than chance, within users too."""

import dataclasses

import numpy as np
import pytest

import promptrec as pr
from promptrec.data.evidence import Meetings, co_rated, likeminded, pasts_of, together
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.metrics.auc import user_auc
from promptrec.settings import SplitSettings


@pytest.mark.parametrize("part", ["valid", "test"])
def test_co_rated_and_like_minded_are_at_one_half_where_labels_of_a_part_are_shuffled(part):
    films = pr.open_dataset("movies")
    split = make_split(films, SplitSettings())
    rows = getattr(split, part)
    rng = np.random.default_rng(0)
    changed = films.interactions.copy()
    labels = changed["label"].to_numpy().copy()
    labels[rows] = rng.permutation(labels[rows])
    changed["label"] = labels
    told = dataclasses.replace(films, interactions=changed)
    pairs = pairs_of(told, rows)
    pasts = pasts_of(told, pairs, split.view(part))
    meetings = Meetings(told, np.flatnonzero(split.visible["train"]))
    minded = likeminded(meetings, pasts)
    scores = {
        "co_rated": co_rated(together(meetings, pasts)),
        "likeminded": (minded.liked + 1) / (minded.people + 2),
    }
    liked = pairs.label.sum()
    error = np.sqrt((len(rows) + 1) / (12 * liked * (len(rows) - liked)))
    for name, score in scores.items():
        area = user_auc(np.zeros_like(pairs.user), pairs.label, score).auc[0]
        assert abs(area - 0.5) < 3 * error, name
        each = user_auc(pairs.user, pairs.label, score)
        assert abs(each.mean(each.rows) - 0.5) < 3 * 0.5 / np.sqrt(each.counts.sum()), name
