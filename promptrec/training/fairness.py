"""Fairness while training: a penalty on the gap of mean scores between groups of users.

For two groups it is the mean-matching term of Kamishima et al. ("Efficiency improvement of
neutrality-enhanced recommendation", Decisions@RecSys 2013): the squared difference of the groups'
mean predictions; here of probabilities, and for more groups its mean over all pairs of groups.
A batch has few users of a group, so their means differ by chance even where there is no gap, and
the plain square would push all scores towards each other. That chance part is subtracted: what is
left is the unbiased estimate of the squared gap, the MMD of Gretton et al. (JMLR 2012, lemma 6)
with the linear kernel. It may be below 0 in a batch; its mean over batches is not.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import torch
from torch import Tensor

from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import user_groups
from promptrec.errors import DataError
from promptrec.records import Floats, Ints
from promptrec.settings import RunSettings


@dataclass(frozen=True, slots=True, eq=False)
class Fairness:
    """Whose mean scores should be alike, and how much that counts."""

    weight: float  # of the squared gap beside the loss
    group: Ints  # (users,) number of the user's group, -1 for none

    def of(self, user: Ints) -> Ints:
        """(pairs,) groups of the pairs' users."""
        result: Ints = np.where(user >= 0, self.group[user], -1)
        return result


def fairness_of(dataset: Dataset, settings: RunSettings) -> Fairness | None:
    """What the settings ask for; None without a penalty.

    DataError when the users have no such field, or fewer than two values of it.
    """
    if not settings.fairness:
        return None
    field, weight = settings.fair_between
    groups = user_groups(dataset, field)
    if len(groups.names) < 2:
        raise DataError("sentence.no_gap", data=dataset.about.name, field=field)
    return Fairness(weight, groups.group)


def squared_gap(score: Tensor, group: Tensor) -> Tensor:
    """Unbiased squared gap of mean probabilities, mean over pairs of groups; a scalar.

    score: (batch,) log-odds. group: (batch,) whole numbers, -1 for none. A group with one row in
    the batch says nothing about its spread and is left out; 0 with fewer than two groups.
    """
    probability = score.sigmoid()
    parts = [probability[group == name] for name in sorted(set(group.tolist())) if name >= 0]
    known = [(one.mean(), one.var() / len(one)) for one in parts if len(one) > 1]
    gaps = [
        (one - two).square() - noise - other
        for (one, noise), (two, other) in combinations(known, 2)
    ]
    return torch.stack(gaps).mean() if gaps else score.sum() * 0


def widest_gap(probability: Floats, group: Ints) -> float:
    """Largest minus smallest mean probability of the groups; 0 with fewer than two."""
    means = [probability[group == name].mean() for name in np.unique(group[group >= 0])]
    return float(np.ptp(means)) if means else 0.0
