"""Searches: going on with one that has ended, and the trials behind it.

A search is a row of the run table; queueing and listing are in `runs.py`.
"""

import json
from collections.abc import Mapping

import sqlalchemy as sa

from promptrec.errors import PromptRecError, StoreError
from promptrec.settings import RunSettings, SearchSettings
from promptrec.store import schema
from promptrec.store.leases import refuse
from promptrec.store.requeue import held
from promptrec.store.rows import StorePart, find_run, now_or, run_id, run_number, run_of
from promptrec.store.snapshots import Run, RunState, Trial, TrialState

run, trial = schema.run, schema.trial


class Searches(StorePart):
    """What a search adds to a run. Claim, lease, cancel and log are those of runs."""

    def go_on(self, id: str, search: SearchSettings, now: float | None = None) -> Run:  # noqa: A002
        """Queue a search that has ended once more; its trials stay, its budget may have grown."""
        again = (
            sa.update(run)
            .values(
                state=RunState.QUEUED.value,
                search_json=search.to_json(),
                queued_at=now_or(now),
                finished_at=None,
                cancel_requested=sa.false(),
                attempts=0,
                message="",
                result_json="",
            )
            .returning(run)
        )
        with self._database.write() as connection:
            found = find_run(connection, id)
            if found.search is None:
                raise StoreError("sentence.no_search_resume", run=found.id)
            if found.example:
                raise StoreError("sentence.example_stays", run=found.id)
            if not found.state.finished:
                raise StoreError("sentence.search_going", run=found.id, state=found.state.words)
            mine = run.c.number == run_number(found.id)
            return run_of(connection.execute(again.where(mine)).one())

    def add_trial(self, id: str, fence: int, *several: Trial) -> None:  # noqa: A002
        """Keep trials that have ended, all or none. Raises StaleFence; then nothing is written."""
        with self._database.write() as connection:
            mine = sa.select(run.c.number).where(held(id, fence))
            if connection.execute(mine).scalar_one_or_none() is None:
                raise refuse(id, fence)
            connection.execute(
                sa.insert(trial), [{"run": run_number(id), **values_of(one)} for one in several]
            )

    def trials(self, id: str) -> tuple[Trial, ...]:  # noqa: A002
        """The trials of a search that have ended, in their order."""
        chosen = sa.select(trial).where(trial.c.run == run_number(id)).order_by(trial.c.number)
        with self._database.read() as connection:
            return tuple(trial_of(dict(row._mapping)) for row in connection.execute(chosen))


def values_of(one: Trial) -> dict[str, object]:
    """A trial as a row of its table."""
    return {
        "number": one.number,
        "state": one.state.value,
        "parameters_json": json.dumps(dict(one.parameters), ensure_ascii=False),
        "settings_json": one.settings.to_json(),
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "curve_json": json.dumps(one.curve),
        "rung": one.rung,
        "rows": one.rows,
        "seconds": one.seconds,
        "message": one.message,
    }


def trial_of(row: Mapping[str, object]) -> Trial:
    """The snapshot of one row of the trial table; StoreError where it cannot be read."""
    try:
        return _trial_of(row)
    except (PromptRecError, ValueError, TypeError, LookupError, AttributeError) as error:
        which = {"trial": row["number"], "run": run_id(int(str(row["run"])))}
        raise StoreError("sentence.trial_unreadable", **which) from error


def _trial_of(row: Mapping[str, object]) -> Trial:
    copied = {
        name: row[name]
        for name in ("number", "value", "low", "high", "rung", "rows", "seconds", "message")
    }
    return Trial(
        state=TrialState(str(row["state"])),
        parameters=json.loads(str(row["parameters_json"])),
        settings=RunSettings.from_json(str(row["settings_json"])),
        curve=tuple(json.loads(str(row["curve_json"]))),
        **copied,  # type: ignore[arg-type]
    )
