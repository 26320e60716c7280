"""Curves and log lines of runs, written in batches under the worker's fence."""

import math
from collections.abc import Sequence

import sqlalchemy as sa

from promptrec.records import TOTAL_STEPS, Measure
from promptrec.store import schema
from promptrec.store.leases import LEASE_S, refuse
from promptrec.store.requeue import held
from promptrec.store.rows import StorePart, now_or, run_number
from promptrec.store.snapshots import LogLine

measure, log_line, run = schema.measure, schema.log_line, schema.run


class Measures(StorePart):
    """What runs say while they run."""

    def record(
        self,
        id: str,  # noqa: A002
        fence: int,
        measures: Sequence[Measure] = (),
        notes: Sequence[LogLine] = (),
        now: float | None = None,
    ) -> bool:
        """Write a batch in one transaction; it is a heartbeat too.

        True when somebody asked for a stop. Raises StaleFence, and then nothing is written.
        """
        number = run_number(id)
        points = [
            {
                "run": number,
                "step": each.step,
                "epoch": each.epoch,
                "name": each.name,
                "value": None if math.isnan(each.value) else each.value,
            }
            for each in measures
            if each.name != TOTAL_STEPS
        ]
        lines = [{"run": number, "at": each.at, "text": each.text} for each in notes]
        changed = (
            sa.update(run)
            .where(held(id, fence))
            .values(_progress(measures, now_or(now)))
            .returning(run.c.cancel_requested)
        )
        with self._database.write(one_run=True) as connection:
            asked = connection.execute(changed).scalar_one_or_none()
            if asked is None:
                raise refuse(id, fence)
            if points:
                connection.execute(sa.insert(measure), points)
            if lines:
                connection.execute(sa.insert(log_line), lines)
        return bool(asked)

    def measures(self, id: str, name: str | None = None) -> tuple[Measure, ...]:  # noqa: A002
        """The points of a run in the order in which they were made, of one curve or of all."""
        return self.measures_after(id, 0, name)[0]

    def measures_after(
        self,
        id: str,  # noqa: A002
        last: int,
        name: str | None = None,
    ) -> tuple[tuple[Measure, ...], int]:
        """The points written after mark `last` (0: all), and the mark to ask with next time."""
        chosen = sa.select(measure).where(measure.c.run == run_number(id), measure.c.id > last)
        if name is not None:
            chosen = chosen.where(measure.c.name == name)
        with self._database.read() as connection:
            rows = connection.execute(chosen.order_by(measure.c.id)).all()
        points = tuple(
            Measure(row.step, row.epoch, row.name, math.nan if row.value is None else row.value)
            for row in rows
        )
        return points, rows[-1].id if rows else last

    def add_log(self, id: str, text: str, now: float | None = None) -> None:  # noqa: A002
        """Add a line from outside the run's process: no fence is needed to tell what happened."""
        values = {"run": run_number(id), "at": now_or(now), "text": text}
        with self._database.write() as connection:
            connection.execute(sa.insert(log_line).values(values))

    def log_lines(self, id: str) -> tuple[LogLine, ...]:  # noqa: A002
        """What a run said, oldest first."""
        chosen = sa.select(log_line).where(log_line.c.run == run_number(id))
        with self._database.read() as connection:
            rows = connection.execute(chosen.order_by(log_line.c.id)).all()
        return tuple(LogLine(row.at, row.text) for row in rows)


def _progress(measures: Sequence[Measure], at: float) -> dict[str, object]:
    """What a batch changes in the run's own row."""
    values: dict[str, object] = {"heartbeat_at": at, "lease_until": at + LEASE_S}
    totals = [round(each.value) for each in measures if each.name == TOTAL_STEPS]
    if totals:
        values["total_steps"] = totals[-1]
    left = [each.value for each in measures if each.name == "seconds_left"]
    if left:
        values["seconds_left"] = left[-1]
    if measures:
        step = max(each.step for each in measures)
        values["step"] = sa.case((run.c.step > step, run.c.step), else_=step)
        values["first_step_at"] = sa.func.coalesce(run.c.first_step_at, at)
        values["step_at"] = at
    return values
