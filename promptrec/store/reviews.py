"""Ethics as a switch: blocked words, and recommendations that a person approves or rejects."""

from collections.abc import Sequence

import sqlalchemy as sa

from promptrec.errors import StoreError
from promptrec.store import schema
from promptrec.store.rows import StorePart, now_or
from promptrec.store.snapshots import Review, ReviewState
from promptrec.words.table import sentence

review, blocked_word = schema.review, schema.blocked_word


class Reviews(StorePart):
    """What may not be recommended, in the eyes of a person."""

    def block_word(self, word: str, now: float | None = None) -> None:
        """Keep items with this word from being recommended; a second time changes nothing."""
        word = " ".join(word.split())
        if not word:
            raise StoreError("sentence.blocked_empty")
        with self._database.write() as connection:
            connection.execute(sa.delete(blocked_word).where(blocked_word.c.word == word))
            connection.execute(sa.insert(blocked_word).values(word=word, at=now_or(now)))

    def unblock_word(self, word: str) -> None:
        """Let a word go; StoreError when it is not blocked."""
        with self._database.write() as connection:
            gone = connection.execute(sa.delete(blocked_word).where(blocked_word.c.word == word))
        if not gone.rowcount:
            known = ", ".join(self.blocked_words()) or sentence("sentence.none_known")
            raise StoreError("sentence.not_blocked", word=word, known=known)

    def blocked_words(self) -> tuple[str, ...]:
        """The blocked words of this home, in alphabetical order."""
        with self._database.read() as connection:
            words = connection.execute(sa.select(blocked_word.c.word)).scalars().all()
        return tuple(sorted(words))

    def ask_review(
        self, dataset: str, user: str, items: Sequence[str], run: str = "", now: float | None = None
    ) -> int:
        """Queue recommendations of one user; those queued or decided before stay as they are.

        Returns how many were added.
        """
        with self._database.write() as connection:
            chosen = sa.select(review.c.item).where(*_of_user(dataset, user))
            known = set(connection.execute(chosen).scalars())
            added = [item for item in dict.fromkeys(items) if item not in known]
            for item in added:
                values = _values(dataset, user, item, ReviewState.WAITING, run, now)
                connection.execute(sa.insert(review).values(**values))
        return len(added)

    def decide(
        self,
        dataset: str,
        user: str,
        item: str,
        state: ReviewState,
        *,
        everyone: bool = False,
        now: float | None = None,
    ) -> None:
        """Approve, reject or put back. everyone: a rejection counts for all users of the data.

        What was never queued is taken in with the decision.
        """
        same = (*_of_user(dataset, user), review.c.item == item)
        decided = None if state == ReviewState.WAITING else now_or(now)
        values = {
            "state": str(state),
            "everyone": everyone and state == ReviewState.REJECTED,
            "decided_at": decided,
        }
        with self._database.write() as connection:
            found = connection.execute(sa.update(review).where(*same).values(**values))
            if not found.rowcount:
                fresh = {**_values(dataset, user, item, state, "", now), **values}
                connection.execute(sa.insert(review).values(**fresh))

    def reviews(self, dataset: str) -> tuple[Review, ...]:
        """Everything that was queued or decided on a data set (its fingerprint), oldest first."""
        columns = [column for column in review.c if column.name not in ("id", "dataset")]
        chosen = sa.select(*columns).where(review.c.dataset == dataset).order_by(review.c.id)
        with self._database.read() as connection:
            rows = connection.execute(chosen).all()
        return tuple(Review(**{**row._mapping, "state": ReviewState(row.state)}) for row in rows)

    def rejected(self, dataset: str, user: str) -> tuple[str, ...]:
        """Items that may not be recommended to this user, each once."""
        chosen = (
            sa.select(review.c.item)
            .where(review.c.dataset == dataset, review.c.state == str(ReviewState.REJECTED))
            .where(sa.or_(review.c.user == user, review.c.everyone))
            .distinct()
            .order_by(review.c.item)
        )
        with self._database.read() as connection:
            return tuple(connection.execute(chosen).scalars())


def _of_user(dataset: str, user: str) -> tuple["sa.ColumnElement[bool]", ...]:
    return review.c.dataset == dataset, review.c.user == user


def _values(
    dataset: str, user: str, item: str, state: ReviewState, run: str, now: float | None
) -> dict[str, object]:
    return {
        "dataset": dataset,
        "user": user,
        "item": item,
        "state": str(state),
        "run": run,
        "asked_at": now_or(now),
    }
