"""Lists of recommendations that a person keeps under a name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from promptrec.errors import StoreError
from promptrec.store import schema
from promptrec.store.rows import StorePart, now_or

kept_list = schema.kept_list


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """A list of recommendations under a name, as it was when it was kept."""

    name: str
    at: float  # Unix seconds
    about: Mapping[str, object]  # what it was made of: run, person, ...
    lines: Sequence[Mapping[str, object]]  # of its table


class KeptLists(StorePart):
    """Kept lists, each of one data set (its fingerprint)."""

    def keep_list(
        self,
        dataset: str,
        name: str,
        about: Mapping[str, object],
        lines: Sequence[Mapping[str, object]],
        now: float | None = None,
    ) -> None:
        """Keep a list; StoreError for a name that is empty or taken.

        about: what it was made of. lines: of the table that is shown, plain values; both by keys
        of words, and a text that a language says is one by language.
        """
        name = " ".join(name.split())
        if not name:
            raise StoreError("sentence.list_unnamed")
        content = json.dumps(
            {"about": dict(about), "lines": [dict(line) for line in lines]}, ensure_ascii=False
        )
        with self._database.write() as connection:
            same = (kept_list.c.dataset == dataset, kept_list.c.name == name)
            if connection.execute(sa.select(kept_list.c.id).where(*same)).first():
                raise StoreError("sentence.list_taken", name=name)
            values = {"dataset": dataset, "name": name, "content_json": content, "at": now_or(now)}
            connection.execute(sa.insert(kept_list).values(**values))

    def kept_lists(self, dataset: str) -> tuple[KeptList, ...]:
        """Those of one data set, newest first."""
        chosen = sa.select(kept_list).where(kept_list.c.dataset == dataset)
        with self._database.read() as connection:
            rows = connection.execute(chosen.order_by(kept_list.c.id.desc())).all()
        try:
            return tuple(
                KeptList(name=row.name, at=row.at, **json.loads(row.content_json)) for row in rows
            )
        except (ValueError, TypeError) as error:
            place = self._database.place
            raise StoreError("sentence.store_torn", place=place, error=error) from error

    def drop_list(self, dataset: str, name: str) -> None:
        """Let a list go; nothing happens when there is none."""
        same = (kept_list.c.dataset == dataset, kept_list.c.name == name)
        with self._database.write() as connection:
            connection.execute(sa.delete(kept_list).where(*same))
