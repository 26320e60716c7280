"""Two stages: cheap rules choose at most N items, the model reads the prompts of these alone.

What a list costs then does not grow with the catalogue. Each source puts the items in an order, and
they take turns, the next one of each, until N are together:

    meaning     cosine with mean(liked) - mean(disliked) of the items' texts (`baselines.content`)
    company     people who met what the user liked met this, too: the sum of cosines over users
                (item-based neighbours: Sarwar et al. 2001, doi:10.1145/371920.372071, section 3)
    popularity  how many people met it
    recency     when it was last met

All from what the run knows of others, and the user's own past. Products are exact, which is a
matter of milliseconds up to 100,000 items. Who has no past is served by popularity and recency.
What the first stage misses is measured (`recall`), not promised.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from promptrec.baselines.content import content
from promptrec.baselines.past import known_past
from promptrec.data.evidence import meetings_of
from promptrec.data.history import histories_of
from promptrec.data.moments import NOW, View
from promptrec.examples.pair import pairs_now
from promptrec.examples.plan import Plan
from promptrec.model.meaning import has_words
from promptrec.recommend.topk import Scoring
from promptrec.records import Floats, Ints

Source = Callable[[Plan, int, Ints], Floats]  # what each of the items is worth to the user


@dataclass(frozen=True, slots=True, eq=False)
class FirstStage:
    """What is left of the candidates, and which source brought how many of them."""

    items: Ints  # codes, in the order of the candidates
    of: int  # candidates that there were
    brought: Mapping[str, int]  # by source; the first that named an item brought it


def first_stage(plan: Plan, user: int, items: Ints, n: int) -> FirstStage:
    """At most n of the candidates. user: a code, -1 for somebody without a past."""
    if len(items) <= n:
        return FirstStage(items, len(items), {})
    has_past = user >= 0 and len(own_rows(plan, user)) > 0
    names = [name for name in SOURCES if has_past or name not in OF_PAST]
    if not has_words(plan.dataset.catalogue).any():
        names = [name for name in names if name != "meaning"]
    orders = {
        name: np.argsort(-SOURCES[name](plan, user, items), kind="stable").tolist()
        for name in names
    }
    taken: dict[int, str] = {}
    for turn in zip(*orders.values(), strict=True):
        for name, at in zip(orders, turn, strict=True):
            if len(taken) < n:
                taken.setdefault(at, name)
        if len(taken) >= n:
            break
    by = list(taken.values())
    return FirstStage(
        items[np.sort(np.array(list(taken), np.int64))],
        len(items),
        {name: by.count(name) for name in names},
    )


def recall(full: Scoring, kept: Ints, k: int) -> float:
    """Share of the k best of all candidates that the first stage kept; nan for no candidates.

    Of items with one score any is as good as another: where more of them stand at the k-th place
    than there is room for, those that were kept fill it first.
    """
    best = full.best(k)
    if not len(best):
        return float("nan")
    least, inside = full.score[best[-1]], np.isin(full.items, kept)
    above, at = full.score > least, full.score == least
    room = len(best) - int(above.sum())
    return (int((above & inside).sum()) + min(room, int((at & inside).sum()))) / len(best)


def own_rows(plan: Plan, user: int) -> Ints:
    """All rows of a user, oldest first: a list is made now."""
    return histories_of(plan.dataset).before(user, NOW)


def meaning(plan: Plan, user: int, items: Ints) -> Floats:
    """As the rule of similar content has it."""
    data = plan.dataset
    everything = View(np.ones(len(data.user), bool), data.when)
    pairs = pairs_now(data, user, items)
    past = known_past(data, plan.rows, everything)
    return content(past, pairs, everything.moments(pairs), 0)


def company(plan: Plan, user: int, items: Ints) -> Floats:
    """Sum over liked items of the cosine of who met them and who met each item."""
    data, rows = plan.dataset, plan.rows.known.met
    who, what = data.user[rows], data.item[rows]
    others = who != user
    pairs = np.unique(who[others] * len(data.items) + what[others])
    who, what = pairs // len(data.items), pairs % len(data.items)
    people = np.maximum(np.bincount(what, minlength=len(data.items)), 1)
    own = own_rows(plan, user)
    liked = np.unique(data.item[own[data.label[own] > 0]])
    weight = np.zeros(len(data.items))
    weight[liked] = 1 / np.sqrt(people[liked])
    near = np.bincount(who, weight[what], minlength=len(data.users))  # of each person
    worth: Floats = np.bincount(what, near[who], minlength=len(data.items)) / np.sqrt(people)
    return worth[items]


def popularity(plan: Plan, user: int, items: Ints) -> Floats:
    """How many other people have met it."""
    meetings = meetings_of(plan.dataset.catalogue, plan.rows.known.met)
    users, now = np.full(len(items), user), np.full(len(items), NOW)
    return meetings.popularity(users, items, now).astype(np.float64)


def recency(plan: Plan, user: int, items: Ints) -> Floats:  # noqa: ARG001
    """The moment when it was last met; -1 for never."""
    rows = plan.rows.known.met
    last = np.full(len(plan.dataset.items), -1, np.int64)
    np.maximum.at(last, plan.dataset.item[rows], plan.dataset.when[rows])
    return last[items].astype(np.float64)


SOURCES: Mapping[str, Source] = {
    "meaning": meaning,
    "company": company,
    "popularity": popularity,
    "recency": recency,
}
OF_PAST = ("meaning", "company")  # sources that say nothing of somebody without a past
