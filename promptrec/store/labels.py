"""Labels that people gave on the Label page, per data set; the last answer to a pair counts."""

import sqlalchemy as sa

from promptrec.settings import AddedLabel
from promptrec.store import schema
from promptrec.store.rows import StorePart, now_or

label = schema.label


class Labels(StorePart):
    """Answers to "does this user like this item?"."""

    def set_label(self, dataset: str, given: AddedLabel, now: float | None = None) -> None:
        """Keep an answer, in place of an earlier one to the same pair."""
        values = {
            "dataset": dataset,
            "user": given.user,
            "item": given.item,
            "label": given.label,
            "at": now_or(now),
        }
        same = (
            label.c.dataset == dataset,
            label.c.user == given.user,
            label.c.item == given.item,
        )
        with self._database.write() as connection:
            connection.execute(sa.delete(label).where(*same))
            connection.execute(sa.insert(label).values(**values))

    def labels(self, dataset: str) -> tuple[AddedLabel, ...]:
        """The labels of a data set (its fingerprint), in the order in which they were given."""
        chosen = sa.select(label).where(label.c.dataset == dataset).order_by(label.c.id)
        with self._database.read() as connection:
            rows = connection.execute(chosen).all()
        return tuple(AddedLabel(user=row.user, item=row.item, label=row.label) for row in rows)

    def clear_labels(self, dataset: str) -> int:
        """Forget the labels of a data set; how many there were."""
        with self._database.write() as connection:
            gone = connection.execute(sa.delete(label).where(label.c.dataset == dataset))
            return gone.rowcount
