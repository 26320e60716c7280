"""What became of a template: draft, candidate, live; only a verified bundle makes it live."""

import getpass
import hashlib
import os
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from promptrec.errors import StoreError
from promptrec.settings import RunSettings
from promptrec.store.rows import StorePart, now_or
from promptrec.store.served.tables import template_state as table


class TemplateStage(StrEnum):
    """How far a template has come."""

    DRAFT = "draft"
    CANDIDATE = "candidate"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Because:
    """Who does it, and why."""

    who: str = ""
    why: str = ""

    @classmethod
    def here(cls, why: str) -> "Because":
        """Whoever is logged in on this machine; the number of a user that has no name."""
        try:
            who = getpass.getuser()
        except (KeyError, OSError):  # as in a container with a user of its own
            who = f"uid {os.getuid()}"
        return cls(who, why.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedTemplate:
    """Which template, on what data, in which run and bundle."""

    data: str  # the name of the data set
    template: str  # `template_digest`
    name: str = ""
    run: str = ""
    bundle: str = ""  # SHA-256 of the file
    fingerprint: str = ""  # of the data

    @classmethod
    def of(
        cls, settings: RunSettings, *, data: str, fingerprint: str, run: str, bundle: str = ""
    ) -> "ServedTemplate":
        """The template of a run, or of the bundle that was made of it."""
        return cls(
            data=data,
            template=template_digest(settings.template, settings.verbalizer),
            name=settings.template_name,
            run=run,
            bundle=bundle,
            fingerprint=fingerprint,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateState(ServedTemplate):
    """One change of a state."""

    state: TemplateStage
    who: str
    why: str
    at: float


def template_digest(text: str, verbalizer: str = "") -> str:
    """What a template is known by: its text and its answer words, whatever it is called."""
    return hashlib.sha256(f"{text}\n{verbalizer}".encode()).hexdigest()


class TemplateStates(StorePart):
    """The states of templates, each change kept."""

    def template_states(self, data: str = "", template: str = "") -> tuple[TemplateState, ...]:
        """Every change, newest first; of one data set and of one template where they are named."""
        with self._database.read() as connection:
            wanted = {table.c.data: data, table.c.template: template}
            return _changes(connection, *(one == value for one, value in wanted.items() if value))

    def template_stage(self, data: str, template: str) -> TemplateState | None:
        """The last change of a template on this data; None: a draft that nobody spoke of."""
        return next(iter(self.template_states(data, template)), None)

    def live_template(self, data: str) -> TemplateState | None:
        """What answers for this data set; None: nothing yet."""
        with self._database.read() as connection:
            return _live(connection, data)

    def served_bundle(self, start: str) -> TemplateState | None:
        """The last bundle that went live and whose SHA-256 begins so."""
        mine = table.c.bundle.startswith(start, autoescape=True), table.c.bundle != ""
        with self._database.read() as connection:
            return next(iter(_changes(connection, *mine, most=1)), None)

    def name_template(
        self,
        one: ServedTemplate,
        stage: TemplateStage,
        because: Because,
        now: float | None = None,
    ) -> None:
        """Name it a draft or a candidate. StoreError for live, which only a bundle changes.

        StoreError, too, without a reason: the list of changes would say nothing.
        """
        if not because.why.strip():
            raise StoreError("sentence.stage_needs_why")
        with self._database.write() as connection:
            live = _live(connection, one.data)
            if stage == TemplateStage.LIVE or (live and live.template == one.template):
                raise StoreError("sentence.live_by_bundle")
            _write(connection, one, stage, because, now)

    def template_goes_live(
        self, one: ServedTemplate, because: Because, now: float | None = None
    ) -> None:
        """A verified bundle answers from now on; what was live before is a candidate again."""
        if not one.bundle:
            raise StoreError("sentence.live_by_bundle")
        with self._database.write() as connection:
            live = _live(connection, one.data)
            if live and live.bundle == one.bundle:
                return
            if live and live.template != one.template:
                _write(connection, live, TemplateStage.CANDIDATE, because, now)
            _write(connection, one, TemplateStage.LIVE, because, now)


def _live(connection: Connection, data: str) -> TemplateState | None:
    """The newest change to live; only another one ends it."""
    mine = table.c.data == data, table.c.state == str(TemplateStage.LIVE)
    return next(iter(_changes(connection, *mine, most=1)), None)


def _changes(
    connection: Connection, *wanted: "sa.ColumnElement[bool]", most: int | None = None
) -> tuple[TemplateState, ...]:
    columns = (column for column in table.c if column.name != "id")
    chosen = sa.select(*columns).where(*wanted).order_by(table.c.id.desc()).limit(most)
    return tuple(
        TemplateState(**{**row._mapping, "state": TemplateStage(row.state)})
        for row in connection.execute(chosen)
    )


def _write(
    connection: Connection,
    one: ServedTemplate,
    stage: TemplateStage,
    because: Because,
    now: float | None,
) -> None:
    names = ServedTemplate.__dataclass_fields__
    values = {name: getattr(one, name) for name in names}
    told = {"who": because.who, "why": because.why, "state": str(stage), "at": now_or(now)}
    connection.execute(sa.insert(table).values(**values, **told))
