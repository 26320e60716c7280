"""Where a run goes that its worker no longer holds: into the queue again, or to its end."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from promptrec.store import schema
from promptrec.store.rows import run_number
from promptrec.store.snapshots import Run, RunState
from promptrec.words.table import Sentence, sentence

run = schema.run


def held(id: str, fence: int) -> "sa.ColumnElement[bool]":  # noqa: A002
    """The condition under which a worker's write still counts."""
    return sa.and_(
        run.c.number == run_number(id),
        run.c.fence == fence,
        run.c.state == RunState.RUNNING.value,
    )


def releases(current: Run) -> int:
    """How often a running run was put back without an attempt: each claim and each end of one
    raises the fence, and each that counted is an attempt.
    """
    return (current.fence + 1) // 2 - current.attempts


def not_before_start(at: float) -> "sa.ColumnElement[float]":
    """This moment, or the one at which a run was started where that is later by some clock."""
    return sa.case((run.c.started_at > at, run.c.started_at), else_=at)


def requeue(
    connection: Connection,
    each: Run,
    why: Sentence,
    attempts: int,
    at: float,
    gave_up: Sentence | None = None,
) -> None:
    """Queue, cancel or fail one running run. The fence rises, so its last worker is shut out.

    gave_up: why it is not tried again; None: it is.
    """
    state, message = RunState.QUEUED, why
    if each.cancel_requested:
        state, message = RunState.CANCELLED, sentence("sentence.cancelled")
    elif gave_up is not None:
        state, message = RunState.FAILED, gave_up
    changed = (
        sa.update(run)
        .where(held(each.id, each.fence), run.c.heartbeat_at == each.heartbeat_at)  # not meanwhile
        .values(
            state=state.value,
            fence=each.fence + 1,
            attempts=attempts,
            message=message,
            finished_at=not_before_start(at) if state.finished else None,
            lease_until=None,
            heartbeat_at=None,
            worker="",
        )
    )
    connection.execute(changed)
