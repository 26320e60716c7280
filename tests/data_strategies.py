"""Small random data sets, built in memory."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from promptrec.data.dataset import About, Dataset

PARTS = ("train", "valid", "test", "")


def small(users, items, when, liked, split=None, *, timed=True, implicit=False):
    """A data set of these codes; item i is in domain a when even, b when odd."""
    frame = {"user": users, "item": items, "label": [1.0 if implicit else float(x) for x in liked]}
    if timed:
        frame["timestamp"] = when
    if split is not None:
        frame["split"] = split
    count_users, count_items = max(users) + 1, max(items) + 1
    catalogue = pd.DataFrame(
        {
            "title": [f"title {at}" for at in range(count_items)],
            "kind": ["ab"[at % 2] for at in range(count_items)],
        },
        index=pd.Index([f"i{at}" for at in range(count_items)], name="item_id"),
    )
    return Dataset(
        about=About(name="small", domain="kind"),
        users=pd.DataFrame(index=pd.Index([f"u{at}" for at in range(count_users)], name="user_id")),
        items=catalogue,
        interactions=pd.DataFrame(frame),
        implicit=implicit,
    )


@st.composite
def datasets(draw, timed=None, implicit=False, rows=60):
    """Data sets with many ties in time, repeated pairs, users of very different activity."""
    size = draw(st.integers(3, rows))
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    users = rng.integers(draw(st.integers(1, 6)), size=size)
    items = rng.integers(draw(st.integers(1, 9)), size=size)
    when = rng.integers(draw(st.integers(1, 40)), size=size)
    return small(
        users,
        items,
        when + rng.choice([0.0, 0.25], size=size),
        rng.random(size) < 0.5,
        rng.choice(PARTS, size=size),
        timed=draw(st.booleans()) if timed is None else timed,
        implicit=implicit,
    )


def with_true_effects(users: int, rows: int, items: int, *, mean: float) -> Dataset:
    """So many users with so many rows each, in the order of time.

    Ratings follow a taste of the user and a worth of the item.
    """
    rng = np.random.default_rng(0)
    user = rng.permutation(np.repeat(np.arange(users), rows))
    item = rng.integers(0, items, len(user))
    taste, worth = rng.normal(size=users), rng.normal(size=items)
    rating = np.clip(np.round(mean + taste[user] + worth[item] + rng.normal(size=len(user))), 1, 5)
    return Dataset(
        About(name="made", like_at=4, rating_scale=(1.0, 5.0)),
        users=pd.DataFrame(index=[f"u{code}" for code in range(users)]),
        items=pd.DataFrame(
            {"title": [f"film {code}" for code in range(items)]},
            index=[f"i{code}" for code in range(items)],
        ),
        interactions=pd.DataFrame(
            {
                "user": user,
                "item": item,
                "label": (rating >= 4) * 1.0,
                "rating": rating,
                "timestamp": np.arange(len(user)),
            }
        ),
    )
