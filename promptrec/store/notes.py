"""Single values that a home keeps by name."""

import sqlalchemy as sa

from promptrec.store import schema
from promptrec.store.rows import StorePart

setting = schema.setting


class Notes(StorePart):
    """What needs no table of its own."""

    def note(self, name: str) -> str:
        """The value kept under a name; "" where there is none."""
        chosen = sa.select(setting.c.value).where(setting.c.key == name)
        with self._database.read() as connection:
            return str(connection.execute(chosen).scalar() or "")

    def notes(self, start: str) -> tuple[str, ...]:
        """The names that begin so, in alphabetical order."""
        chosen = sa.select(setting.c.key).where(setting.c.key.startswith(start, autoescape=True))
        with self._database.read() as connection:
            return tuple(sorted(connection.execute(chosen).scalars()))

    def keep_note(self, name: str, value: str) -> None:
        """Keep a value in place of the one before; "": none any more."""
        with self._database.write() as connection:
            connection.execute(sa.delete(setting).where(setting.c.key == name))
            if value:
                connection.execute(sa.insert(setting).values(key=name, value=value))
