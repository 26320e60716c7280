"""Looks at test rows: each one is written down, because choosing by them uses them up."""

import sqlalchemy as sa

from promptrec.store import schema
from promptrec.store.rows import StorePart, now_or

look = schema.look


class Looks(StorePart):
    """Who looked at which test rows, when and through what."""

    def add_look(
        self,
        *,
        command: str,
        dataset: str,
        split: str,
        run: str = "",
        template: str = "",
        who: str = "",
        now: float | None = None,
    ) -> int:
        """Write a look down; returns how many there are now at this data and split."""
        values = {
            "at": now_or(now),
            "command": command,
            "dataset": dataset,
            "split": split,
            "run": run,
            "template": template,
            "who": who,
        }
        with self._database.write() as connection:
            connection.execute(sa.insert(look).values(values))
        return self.looks(dataset, split)

    def looks(self, dataset: str, split: str) -> int:
        """How often the test rows of this split of this data were looked at."""
        counted = sa.select(sa.func.count()).where(look.c.dataset == dataset, look.c.split == split)
        with self._database.read() as connection:
            return connection.execute(counted).scalar_one()
