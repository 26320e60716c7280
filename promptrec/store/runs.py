"""The run table as people and pages use it: queue, look, cancel.

What the worker does with it (claim, heartbeat, finish) is in `leases.py`.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.dml import ReturningInsert

from promptrec.errors import StoreError
from promptrec.settings import Measuring, RunSettings, SearchSettings
from promptrec.settings.resources import as_text, resources
from promptrec.store import schema
from promptrec.store.rows import StorePart, find_run, known_run, now_or, run_number, run_of
from promptrec.store.snapshots import Run, RunState
from promptrec.words.table import Sentence, sentence

run = schema.run
BUSY = (RunState.QUEUED.value, RunState.RUNNING.value)


def new_row(
    settings: RunSettings, name: str, now: float | None, **more: str
) -> "ReturningInsert[Any]":
    """The statement that adds a queued row and returns it."""
    at = now_or(now)
    values = {
        "name": name if isinstance(name, Sentence) else name.strip(),
        "state": RunState.QUEUED.value,
        "settings_json": settings.to_json(),
        "created_at": at,
        "queued_at": at,
        **more,
    }
    return sa.insert(run).values(values).returning(run)


def one_line(text: str) -> str:
    """A note as it is kept.

    >>> one_line("  for the\\n meeting ")
    'for the meeting'
    """
    return " ".join(text.split())


class Runs(StorePart):
    """Runs, newest first."""

    def queue(
        self,
        settings: RunSettings,
        name: str = "",
        now: float | None = None,
        note: str = "",
        needs: str = "",
    ) -> Run:
        """Add a run at the end of the queue. note: what it is for; needs: of a machine."""
        needs = as_text(resources(needs))
        with self._database.write() as connection:
            row = new_row(settings, name, now, note=one_line(note), needs=needs)
            return run_of(connection.execute(row).one())

    def queue_search(self, search: SearchSettings, name: str = "", now: float | None = None) -> Run:
        """Add a search at the end of the queue."""
        row = new_row(search.base, name, now, search_json=search.to_json())
        with self._database.write() as connection:
            return run_of(connection.execute(row).one())

    def queue_measuring(self, asked: Measuring, now: float | None = None) -> Run:
        """Add a measurement at the end of the queue; one that waits or runs already is returned.

        StoreError when a run that is to be measured is not there.
        """
        settings, text = self.run(asked.runs[0]).settings, asked.to_json()
        same = sa.select(run).where(run.c.measuring_json == text, run.c.state.in_(BUSY))
        with self._database.write() as connection:
            row = connection.execute(same).first()
            if row is None:
                added = new_row(settings, "", now, measuring_json=text)
                row = connection.execute(added).one()
            return run_of(row)

    def run(self, id: str) -> Run:  # noqa: A002
        """One run; StoreError that lists the nearest ids when there is none."""
        with self._database.read() as connection:
            return find_run(connection, id)

    def run_if_there(self, id: str) -> Run | None:  # noqa: A002
        """One run; None when it was deleted, or never was."""
        with self._database.read() as connection:
            return known_run(connection, id)

    def runs(self) -> tuple[Run, ...]:
        """All ordinary runs, newest first."""
        return tuple(each for each in self.all_jobs() if each.ordinary)

    def readable_runs(self) -> tuple[Run, ...]:
        """The ordinary runs whose settings this version can read, newest first."""
        return tuple(each for each in self.runs() if not each.unreadable)

    def searches(self) -> tuple[Run, ...]:
        """All searches, newest first."""
        return tuple(each for each in self.all_jobs() if each.search_json)

    def measurings(self) -> tuple[Run, ...]:
        """All measurements of runs, newest first."""
        return tuple(each for each in self.all_jobs() if each.measuring_json)

    def all_jobs(self, state: RunState | None = None) -> tuple[Run, ...]:
        """Everything that a worker does or did, all or in one state, newest first."""
        chosen = sa.select(run).order_by(run.c.number.desc())
        if state is not None:
            chosen = chosen.where(run.c.state == state.value)
        with self._database.read() as connection:
            return tuple(run_of(row) for row in connection.execute(chosen))

    def busy(self) -> int:
        """How many runs are queued or running."""
        waiting = sa.select(sa.func.count()).where(run.c.state.in_(BUSY))
        with self._database.read() as connection:
            return connection.execute(waiting).scalar_one()

    def rename(self, id: str, name: str) -> Run:  # noqa: A002
        """Give a run another name; "" takes it away. StoreError for an example."""
        return self._describe(id, name=name.strip())

    def set_note(self, id: str, note: str) -> Run:  # noqa: A002
        """Say what a run is for, in one line; StoreError for an example."""
        return self._describe(id, note=one_line(note))

    def _describe(self, id: str, **words: str) -> Run:  # noqa: A002
        with self._database.write() as connection:
            found = find_run(connection, id)
            if found.example:
                raise StoreError("sentence.example_stays", run=found.id)
            changed = sa.update(run).where(run.c.number == run_number(found.id)).values(**words)
            return run_of(connection.execute(changed.returning(run)).one())

    def settle(self, id: str, settings: RunSettings) -> None:  # noqa: A002
        """Keep what a run learns with in numbers, where they were chosen as it began.

        Without a fence: every worker of the run chooses, and would write, the same.
        """
        kept = {"settings_json": settings.to_json()}
        with self._database.write() as connection:
            connection.execute(sa.update(run).where(run.c.number == run_number(id)).values(**kept))

    def request_cancel(self, id: str, now: float | None = None) -> Run:  # noqa: A002
        """Ask for a stop: a queued run is cancelled at once, a running one by its worker.

        A run that has ended stays as it is.
        """
        queued = run.c.state == RunState.QUEUED.value
        early = sa.literal(sentence("sentence.cancelled_early"), run.c.message.type)
        asked = (
            sa.update(run)
            .where(run.c.state.in_(BUSY))
            .values(
                cancel_requested=sa.true(),
                state=sa.case((queued, RunState.CANCELLED.value), else_=run.c.state),
                finished_at=sa.case((queued, now_or(now)), else_=run.c.finished_at),
                message=sa.case((queued, early), else_=run.c.message),
            )
        )
        with self._database.write() as connection:
            number = run_number(find_run(connection, id).id)
            connection.execute(asked.where(run.c.number == number))
            return find_run(connection, id)
