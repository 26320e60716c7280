"""The run table as workers use it: claim, keep alive, end, take back.

A claim raises the run's fence; each later write names that fence and is refused with StaleFence
when it has moved on. A worker that was thought dead can so do no harm when it comes back.
"""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from promptrec.settings.resources import Resources, covers
from promptrec.store import schema
from promptrec.store.requeue import held, not_before_start, releases, requeue
from promptrec.store.rows import StaleFence, StorePart, find_run, now_or, run_of
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.words.table import Sentence, sentence

LEASE_S = 90.0  # longer than a cold import of torch (30 s) three times over
ATTEMPTS = 3  # claims of one run before it counts as failed
RELEASES = 30  # times that its process was asked to end, which are no attempts
FRESH = {  # what a claimed run has not said yet
    "message": "",
    "step": 0,
    "total_steps": 0,
    "first_step_at": None,
    "step_at": None,
    "seconds_left": None,
}
run = schema.run


def refuse(id: str, fence: int) -> StaleFence:  # noqa: A002
    """The error of a write that came too late."""
    return StaleFence("sentence.run_lost", run=id, fence=fence)


def waiting(connection: Connection, offers: Resources | None) -> "sa.Select[tuple[int]]":
    """The number of the oldest queued run that needs no more than is offered.

    By the store's own order: clocks are set back.
    """
    queued = run.c.state == RunState.QUEUED.value
    oldest = sa.select(run.c.number).where(queued).order_by(run.c.number).limit(1)
    if offers is None:
        return oldest
    asked = sa.select(run.c.needs).where(run.c.needs > "", queued).distinct()
    found = [each for each in connection.execute(asked).scalars() if covers(offers, each)]
    return oldest.where(run.c.needs.in_(["", *found]))


class Leases(StorePart):
    """What only a worker calls."""

    def claimable(self, offers: Resources | None = None) -> bool:
        """True when a run is queued that needs no more than is offered."""
        with self._database.read() as connection:
            return connection.execute(waiting(connection, offers)).first() is not None

    def claim(
        self,
        worker: str,
        lease_s: float = LEASE_S,
        now: float | None = None,
        offers: Resources | None = None,
    ) -> Run | None:
        """Move the oldest queued run to running and return it; None when none is queued.

        One short transaction: on SQLite inside the write lock, on a server with the row locked and
        the rows that others lock passed over. Two workers never get the same run. offers: only what
        needs no more than that; None: whatever is queued.
        """
        at = now_or(now)
        begins = sa.case((run.c.queued_at > at, run.c.queued_at), else_=at)
        begun = {"started_at": begins, "heartbeat_at": at, "lease_until": at + lease_s}
        counted = {"fence": run.c.fence + 1, "attempts": run.c.attempts + 1}
        claimed = (
            sa.update(run)
            .values(state=RunState.RUNNING.value, worker=worker, **begun, **counted, **FRESH)
            .returning(run)
        )
        with self._database.write(one_run=True) as connection:
            oldest = waiting(connection, offers).with_for_update(skip_locked=True)
            number = connection.execute(oldest).scalar_one_or_none()
            if number is None:
                return None
            row = connection.execute(claimed.where(run.c.number == number)).one()
            if row.fence > 1 and not row.search_json:  # it begins again; a search goes on
                connection.execute(
                    sa.delete(schema.measure).where(schema.measure.c.run == row.number)
                )
            return run_of(row)

    def heartbeat(
        self,
        id: str,  # noqa: A002
        fence: int,
        worker: str = "",
        lease_s: float = LEASE_S,
        now: float | None = None,
    ) -> bool:
        """Prolong the lease; True when somebody asked for a stop. Raises StaleFence."""
        at = now_or(now)
        kept = (
            sa.update(run)
            .where(held(id, fence))
            .values(
                heartbeat_at=at,
                lease_until=at + lease_s,
                worker=worker or run.c.worker,
            )
            .returning(run.c.cancel_requested)
        )
        with self._database.write(one_run=True) as connection:
            asked = connection.execute(kept).scalar_one_or_none()
        if asked is None:
            raise refuse(id, fence)
        return bool(asked)

    def finish(
        self,
        id: str,  # noqa: A002
        fence: int,
        state: RunState,
        message: str = "",
        result: JobResult | None = None,
        now: float | None = None,
    ) -> Run:
        """End a run, with its result and checkpoint in the same statement. Raises StaleFence."""
        at = now_or(now)
        ended = (
            sa.update(run)
            .where(held(id, fence))
            .values(
                state=state.value,
                message=message,
                finished_at=not_before_start(at),
                lease_until=None,
                result_json=result.to_json() if result else "",
                checkpoint=result.checkpoint if result else "",
            )
            .returning(run)
        )
        with self._database.write() as connection:
            row = connection.execute(ended).one_or_none()
        if row is None:
            raise refuse(id, fence)
        return run_of(row)

    def give_back(self, id: str, fence: int) -> Run:  # noqa: A002
        """Put a run back into the queue without counting the attempt: the worker has to stop.

        After RELEASES such ends it fails: something ends it again and again. Raises StaleFence.
        """
        with self._database.write() as connection:
            current = find_run(connection, id)
            if current.state is not RunState.RUNNING or current.fence != fence:
                raise refuse(id, fence)
            why, released = sentence("sentence.tried_again"), releases(current) + 1
            spent = sentence("sentence.released_gave_up", times=released, step=current.step)
            gave_up = spent if released >= RELEASES else None
            requeue(connection, current, why, current.attempts - 1, now_or(None), gave_up)
            return find_run(connection, id)

    def lose(self, id: str, fence: int, how: Sentence) -> Run:  # noqa: A002
        """Queue a run again whose process ended without a result; fail it after ATTEMPTS.

        how: the process ended. Raises StaleFence.
        """
        with self._database.write() as connection:
            current = find_run(connection, id)
            if current.state is not RunState.RUNNING or current.fence != fence:
                raise refuse(id, fence)
            told = {"how": how, "step": current.step}
            why = sentence("sentence.process_lost", **told)
            spent = sentence("sentence.process_gave_up", attempts=current.attempts, **told)
            gave_up = spent if current.attempts >= ATTEMPTS else None
            requeue(connection, current, why, current.attempts, now_or(None), gave_up)
            return find_run(connection, id)

    def take_back(
        self,
        now: float | None = None,
        dead: Collection[tuple[str, int]] = (),
        alive: Collection[tuple[str, int]] = (),
    ) -> tuple[Run, ...]:
        """Queue again the runs whose worker is gone; fail them after ATTEMPTS, cancel if asked.

        Gone is an (id, fence) that the caller knows to be dead. now: a moment by which leases are
        judged, too, but for those known to be alive; None: clocks are set, and say nothing.
        """
        at = now_or(now)
        taken = []
        with self._database.write() as connection:
            running = sa.select(run).where(run.c.state == RunState.RUNNING.value)
            for row in connection.execute(running).all():
                each = run_of(row)
                key = (each.id, each.fence)
                known = now is not None and each.lease_until is not None
                expired = known and (each.lease_until or at) < at
                if key in dead or (expired and key not in alive):
                    why = sentence("sentence.worker_died")
                    spent = sentence("sentence.worker_gave_up", attempts=each.attempts)
                    gave_up = spent if each.attempts >= ATTEMPTS else None
                    requeue(connection, each, why, each.attempts, at, gave_up)
                    taken.append(find_run(connection, each.id))
        return tuple(taken)
