"""Templates with all their versions: a saved text is never changed or lost."""

import difflib
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from promptrec.errors import StoreError
from promptrec.store import schema
from promptrec.store.rows import StorePart, now_or
from promptrec.store.snapshots import TemplateVersion

table = schema.template_version
CONTENT = ("text", "verbalizer", "language", "note")


class Templates(StorePart):
    """Saved templates."""

    def save_template(
        self,
        *,
        name: str,
        text: str,
        verbalizer: str = "",
        language: str = "en",
        note: str = "",
        now: float | None = None,
    ) -> TemplateVersion:
        """Save as the next version of `name`; what equals the newest version is that version."""
        content = {"text": text, "verbalizer": verbalizer, "language": language, "note": note}
        name = _checked(name)
        with self._database.write() as connection:
            newest = _version(connection, name, None)
            if newest and all(getattr(newest, key) == content[key] for key in CONTENT):
                return newest
            number = newest.version + 1 if newest else 1
            return _add(connection, name, number, content, now_or(now))

    def templates(self) -> tuple[TemplateVersion, ...]:
        """The newest version of each template, by name."""
        newest = (
            sa.select(table.c.name, sa.func.max(table.c.version).label("version"))
            .group_by(table.c.name)
            .subquery()
        )
        chosen = sa.select(table).join(
            newest, sa.and_(table.c.name == newest.c.name, table.c.version == newest.c.version)
        )
        with self._database.read() as connection:
            rows = connection.execute(chosen.order_by(table.c.name)).all()
        return tuple(TemplateVersion(**row._mapping) for row in rows)

    def template(self, name: str, version: int | None = None) -> TemplateVersion:
        """One version (None: the newest); StoreError that lists the nearest names."""
        with self._database.read() as connection:
            return _found(connection, name, version)

    def template_history(self, name: str) -> tuple[TemplateVersion, ...]:
        """All versions of a template, newest first; empty when there is none."""
        chosen = sa.select(table).where(table.c.name == name.strip())
        with self._database.read() as connection:
            rows = connection.execute(chosen.order_by(table.c.version.desc())).all()
        return tuple(TemplateVersion(**row._mapping) for row in rows)


def _checked(name: str) -> str:
    if not name.strip():
        raise StoreError("sentence.template_nameless")
    return name.strip()


def _version(connection: Connection, name: str, version: int | None) -> TemplateVersion | None:
    chosen = sa.select(table).where(table.c.name == name.strip())
    if version is not None:
        chosen = chosen.where(table.c.version == version)
    row = connection.execute(chosen.order_by(table.c.version.desc()).limit(1)).one_or_none()
    return None if row is None else TemplateVersion(**row._mapping)


def _found(connection: Connection, name: str, version: int | None) -> TemplateVersion:
    found = _version(connection, name, version)
    if found:
        return found
    newest = _version(connection, name, None)
    if newest:
        raise StoreError(
            "sentence.no_template_version",
            name=newest.name,
            version=version,
            newest=newest.version,
        )
    names = list(connection.execute(sa.select(table.c.name).distinct()).scalars())
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.4) or sorted(names)[:3]
    if near:
        raise StoreError("sentence.no_template_near", name=name, near=", ".join(near))
    raise StoreError("sentence.no_template_yet", name=name)


def _add(
    connection: Connection, name: str, number: int, content: Mapping[str, object], at: float
) -> TemplateVersion:
    values = {"name": name, "version": number, "created_at": at, **content}
    row = connection.execute(sa.insert(table).values(values).returning(table)).one()
    return TemplateVersion(**row._mapping)
