"""A few recommendations of an example run as a person judged them; they come and go with the runs.

They are known by their run, whose id no own run has.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from promptrec.errors import StoreError
from promptrec.store import schema
from promptrec.store.snapshots import ReviewState

REVIEWS = "reviews.json"  # beside the runs
review = schema.review


def reviews_json(dataset: str, user: str, states: Mapping[str, str], run: str, at: float) -> str:
    """The file: one user's items in the order of their list, each with its state."""
    rows = [
        {
            "dataset": dataset,
            "user": user,
            "item": item,
            "state": state,
            "everyone": False,
            "run": run,
            "asked_at": at,
            "decided_at": None if state == ReviewState.WAITING else at,
        }
        for item, state in states.items()
    ]
    return json.dumps(rows, indent=1)


def shipped_reviews(shipped: Path) -> list[dict[str, Any]]:
    """The rows of the file; none where there is no file. StoreError for one that is torn."""
    path = shipped / REVIEWS
    if not path.is_file():
        return []
    try:
        rows = json.loads(path.read_bytes())
        return [{**row, "state": ReviewState(row["state"]).value} for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        kind = type(error).__name__
        raise StoreError("sentence.example_torn", folder=path, error=kind) from None


def add_reviews(connection: sa.Connection, shipped: Path) -> None:
    """Put in those of whose pair nothing is known yet: what a person judged stays."""
    for row in shipped_reviews(shipped):
        same = (review.c[name] == row[name] for name in ("dataset", "user", "item"))
        if connection.execute(sa.select(review.c.id).where(*same)).first() is None:
            connection.execute(sa.insert(review).values(**row))


def remove_reviews(connection: sa.Connection, examples: list[str]) -> None:
    """Take out those of the example runs."""
    connection.execute(sa.delete(review).where(review.c.run.in_(examples)))
