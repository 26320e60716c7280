"""From a row of the run table to a frozen Run, and from a run's id to its number."""

import dataclasses
import difflib
import re
import time
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from promptrec.errors import StoreError
from promptrec.store import schema
from promptrec.store.engine import Database
from promptrec.store.snapshots import Run, RunState
from promptrec.words.table import sentence

ID = re.compile(r"([re]?)(\d{1,9})")
COPIED = tuple(entry.name for entry in dataclasses.fields(Run) if entry.name not in ("id", "state"))
WIDER: dict[type, tuple[type, ...]] = {float: (float, int), bool: (bool, int)}
KINDS: dict[str, tuple[type, ...]] = {  # what a row may hold
    entry.name: tuple(
        kind
        for named in get_args(entry.type) or (entry.type,)
        for kind in WIDER.get(named, (named,))
    )
    for entry in dataclasses.fields(Run)
    if entry.name in COPIED
}
NOTHING = {name: None if type(None) in kinds else kinds[0]() for name, kinds in KINDS.items()}
KNOWN = frozenset(RunState) - {RunState.UNREADABLE}


class StorePart:
    """Base of the store's parts: each adds the methods of a few tables."""

    def __init__(self, database: Database) -> None:
        self._database = database


class StaleFence(StoreError):
    """Somebody else holds the run now, or it has ended; the write was refused."""


def run_id(number: int) -> str:
    """The id that people see; numbers below zero are examples that came with the install.

    >>> run_id(7), run_id(-3)
    ('r0007', 'e0003')
    """
    return f"{'r' if number >= 0 else 'e'}{abs(number):04d}"


def run_number(text: str) -> int:
    """The number in an id, 0 when there is none.

    >>> run_number("r0007"), run_number(" R7 "), run_number("e0003"), run_number("draft")
    (7, 7, -3, 0)
    """
    found = ID.fullmatch(text.strip().lower())
    if found is None:
        return 0
    return -int(found[2]) if found[1] == "e" else int(found[2])


def run_of(row: "Row[tuple[object, ...]]") -> Run:
    """The snapshot of one row of the run table.

    One that holds what this version cannot read is UNREADABLE, and its message says what.
    """
    values = row._mapping
    copied: dict[str, Any] = {name: values[name] for name in COPIED}
    wrong = {name: each for name, each in copied.items() if not isinstance(each, KINDS[name])}
    state = values["state"]
    if state not in KNOWN:
        wrong["state"] = state
    if not wrong:
        return Run(id=run_id(values["number"]), state=RunState(state), **copied)
    copied |= {name: NOTHING[name] for name in wrong if name != "state"}
    what = ", ".join(f"{name}: {str(each)[:40]}" for name, each in wrong.items())
    number = run_id(values["number"])
    copied["message"] = sentence("sentence.run_torn", run=number, what=what)
    return Run(id=number, state=RunState.UNREADABLE, **copied)


def known_run(connection: Connection, text: str) -> Run | None:
    """The run of this id; None where there is none."""
    chosen = sa.select(schema.run).where(schema.run.c.number == run_number(text))
    row = connection.execute(chosen).one_or_none()
    return None if row is None else run_of(row)


def find_run(connection: Connection, text: str) -> Run:
    """The run of this id, or StoreError: it was deleted, or these ids are nearest."""
    found = known_run(connection, text)
    if found is None:
        raise deleted_run(connection, text) or unknown_run(connection, text)
    return found


def deleted_run(connection: Connection, text: str) -> StoreError | None:
    """The error for the id of a run that somebody deleted; None where nobody did."""
    gone = schema.deleted_run
    row = connection.execute(sa.select(gone).where(gone.c.number == run_number(text))).first()
    if row is None:
        return None
    day = time.strftime("%Y-%m-%d", time.localtime(row.at))
    if not row.name:
        return StoreError("sentence.run_deleted", run=run_id(row.number), day=day)
    return StoreError("sentence.run_deleted_named", run=run_id(row.number), name=row.name, day=day)


def unknown_run(connection: Connection, text: str) -> StoreError:
    """The error for an id that no run has."""
    numbers = connection.execute(
        sa.select(schema.run.c.number).order_by(schema.run.c.number.desc())
    ).scalars()
    known = [run_id(number) for number in numbers]
    if not known:
        return StoreError("sentence.no_run_yet", run=text)
    near = difflib.get_close_matches(text.lower(), known, n=3, cutoff=0.5) or known[:3]
    return StoreError("sentence.no_run_near", run=text, near=", ".join(near))


def now_or(now: float | None) -> float:
    """The given moment, else this one. Unix seconds."""
    return time.time() if now is None else now
