"""What people did with recommendations that a service gave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from promptrec.store import schema
from promptrec.store.rows import StorePart, now_or

feedback = schema.feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackEvent:
    """What somebody did with one item of an answer."""

    user: str  # "": nobody said who
    item: str
    event: str  # shown, clicked, liked, disliked
    position: int | None
    request: str  # which answer; "": nobody said
    run: str
    at: float


class Feedback(StorePart):
    """Events of one data set (its fingerprint), in the order in which they came."""

    def add_feedback(
        self,
        dataset: str,
        run: str,
        request: str,
        events: Sequence[Mapping[str, Any]],
        now: float | None = None,
    ) -> None:
        """Keep events with user_id, item_id, event and position: all of them or none.

        run: whose answers they are about. request: which answer; "" where nobody says.
        """
        told = {"dataset": dataset, "run": run, "request": request, "at": now_or(now)}
        rows = [
            {
                **told,
                "user": one["user_id"] or "",
                "item": one["item_id"],
                "event": one["event"],
                "position": one["position"],
            }
            for one in events
        ]
        with self._database.write() as connection:
            connection.execute(sa.insert(feedback), rows)

    def feedback_events(self, dataset: str) -> tuple[FeedbackEvent, ...]:
        """Every event about a data set, in the order in which they came."""
        columns = (feedback.c[name] for name in FeedbackEvent.__dataclass_fields__)
        chosen = sa.select(*columns).where(feedback.c.dataset == dataset).order_by(feedback.c.id)
        with self._database.read() as connection:
            return tuple(FeedbackEvent(**row._mapping) for row in connection.execute(chosen))

    def feedback_counts(self, dataset: str, run: str = "") -> dict[str, int]:
        """How many events of each kind there are; of one run, or of all."""
        chosen = sa.select(feedback.c.event, sa.func.count()).where(feedback.c.dataset == dataset)
        if run:
            chosen = chosen.where(feedback.c.run == run)
        with self._database.read() as connection:
            rows = connection.execute(chosen.group_by(feedback.c.event)).all()
        return {str(event): int(count) for event, count in rows}
