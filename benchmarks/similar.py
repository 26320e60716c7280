"""What evidence is worth on data sets: AUC of valid rows, pooled and within users.

    python -m benchmarks.similar movies music

By logistic regression of numbers that are known of each pair, learned from the other four fifths
of the users: the share of likes, of the item, of what goes with it by who met what, and of what is
similar to it by the meaning of its text. And look-ups of similar items a second.
"""

import sys
import time

import numpy as np
from scipy.special import logit

from promptrec.baselines.stack import combined
from promptrec.data.dataset import Dataset
from promptrec.data.evidence import Near, co_rated, meetings_of, pasts_of, similar, together
from promptrec.data.moments import View
from promptrec.data.pairs import pairs_of
from promptrec.data.shipped import open_dataset
from promptrec.data.split import make_split
from promptrec.data.statistics import ItemStatistics
from promptrec.metrics.auc import auc, user_auc
from promptrec.model.meaning import MEANING
from promptrec.records import Floats, Ints, Pairs
from promptrec.settings import SplitSettings

NEAREST = 10  # past items whose opinion is a number
FOLDS = 5  # of users


def share(liked: Floats | Ints, seen: Floats | Ints, prior: Floats | float) -> Floats:
    """Log-odds of the share of likes, pulled to the prior by two."""
    return logit(np.clip((liked + 2 * prior) / (seen + 2), 0.01, 0.99))


def near_share(near: Near, own: Floats) -> Floats:
    """The same of the nearest items of each past."""
    chosen, owner, size = near.nearest(NEAREST), near.pasts.owner, len(near.pasts)
    liked = np.bincount(owner[chosen & near.pasts.liked], minlength=size)
    return share(liked, np.bincount(owner[chosen], minlength=size), own)


def numbers_of(dataset: Dataset, pairs: Pairs, view: View, known: Ints) -> dict[str, Floats]:
    """What is known of each pair, as log-odds."""
    pasts = pasts_of(dataset, pairs, view)
    liked = np.bincount(pasts.owner, weights=pasts.liked, minlength=len(pasts))
    own = (liked + 1) / (np.diff(pasts.starts) + 2)
    of_item, seen = ItemStatistics(dataset, known).counts(pairs.item, view.moments(pairs))
    met = together(meetings_of(dataset, known), pasts)
    vectors = MEANING.vectors(dataset)
    began = time.process_time()
    near = similar(vectors, pasts)
    chosen = near.nearest(NEAREST)
    pace = len(pairs) / (time.process_time() - began)
    said = np.bincount(near.pasts.owner[chosen], minlength=len(pasts))
    print(f"  fewer than 2 similar items: {np.mean(said < 2):.0%} of {len(pairs):,} rows")
    print(f"  {pace:,.0f} look-ups of similar items a second")
    return {
        "share of likes": logit(own),
        "item": share(of_item, seen, of_item.sum() / max(seen.sum(), 1)),
        "co_rated": logit(np.clip(co_rated(met), 0.01, 0.99)),
        "alike": near_share(met.near, own),
        "similar": near_share(near, own),
    }


def crossed(numbers: Floats, pairs: Pairs) -> Floats:
    """(pairs,) log-odds, learned from users of the other folds."""
    fold, score = pairs.user % FOLDS, np.zeros(len(pairs))
    for at in range(FOLDS):
        model = combined(numbers[fold != at], pairs.label[fold != at])
        score[fold == at] = model.log_odds(numbers[fold == at])
    return score


def worth(name: str) -> None:
    """Print what the numbers are worth on valid rows of a data set."""
    dataset = open_dataset(name)
    split = make_split(dataset, SplitSettings())
    pairs = pairs_of(dataset, split.valid)
    print(name)
    known = np.flatnonzero(split.visible["train"])
    found = numbers_of(dataset, pairs, split.view("valid"), known)
    own, counted = ["share of likes"], ["share of likes", "item", "co_rated"]
    for names in (own, [*own, "alike"], [*own, "similar"], counted, [*counted, "similar"]):
        score = crossed(np.column_stack([found[one] for one in names]), pairs)
        within = user_auc(pairs.user, pairs.label, score)
        pooled = auc(pairs.label, score)
        print(f"  AUC {pooled:.3f}  within {within.mean(within.rows):.3f}  {' + '.join(names)}")


if __name__ == "__main__":
    for one in sys.argv[1:] or ["movies", "music"]:
        worth(one)
