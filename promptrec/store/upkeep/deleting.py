"""Delete a run: its rows at once, then its files; what a crash leaves in between goes later.

The number of a deleted run stays known, so that whoever still names it hears that it was deleted.
"""

import shutil
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from promptrec.errors import StoreError
from promptrec.folders import sweep_drafts
from promptrec.store import schema
from promptrec.store.rows import find_run, now_or, run_id, run_number, run_of
from promptrec.store.runs import BUSY
from promptrec.store.snapshots import Run
from promptrec.store.store import Store
from promptrec.words.table import Sentence, sentence

WRITTEN = ("datasets", "runs", "bundles")  # where whole folders are made
OF_RUN = (schema.measure, schema.log_line, schema.trial)  # rows that go with it


@dataclass(frozen=True, slots=True, kw_only=True)
class RunUses:
    """What there is of a run, so that it can be said before it is deleted."""

    points: int  # of its curves
    lines: int  # of its log
    trials: int  # of a search
    files: int
    size: int  # bytes of its files
    reviews: int  # recommendations of it that people judged: they stay
    looks: int  # at test rows through it: they stay counted


def uses_of(store: Store, run: Run) -> RunUses:
    """What refers to a run, and what is kept of it."""
    number = run_number(run.id)
    files = [path for path in store.run_folder(run.id).rglob("*") if path.is_file()]
    with store.database.read() as connection:
        points, lines, trials = (
            counted(connection, table, table.c.run == number) for table in OF_RUN
        )
        return RunUses(
            points=points,
            lines=lines,
            trials=trials,
            files=len(files),
            size=sum(path.stat().st_size for path in files),
            reviews=counted(connection, schema.review, schema.review.c.run == run.id),
            looks=counted(connection, schema.look, schema.look.c.run == run.id),
        )


def lost(uses: RunUses) -> tuple[Sentence, ...]:
    """What goes with a run that is deleted, and what stays, a line each."""
    lines = [sentence("sentence.lost_files", files=f"{uses.files:,}", size=size_words(uses.size))]
    lines.append(
        sentence("sentence.lost_curves", points=f"{uses.points:,}", lines=f"{uses.lines:,}")
    )
    if uses.trials:
        lines.append(sentence("sentence.lost_trials", trials=f"{uses.trials:,}"))
    lines.append(sentence("sentence.lost_links"))
    if uses.reviews or uses.looks:
        lines.append(sentence("sentence.lost_stays", reviews=uses.reviews, looks=uses.looks))
    return tuple(lines)


def size_words(size: int) -> str:
    """Bytes as people read them.

    >>> size_words(0), size_words(1), size_words(2_345_678)
    ('0.0 MB', '0.1 MB', '2.3 MB')
    """
    return f"{max(size / 1e6, 0.1 if size else 0):.1f} MB"


def counted(connection: Connection, table: sa.Table, condition: "sa.ColumnElement[bool]") -> int:
    """How many rows of a table meet a condition."""
    chosen = sa.select(sa.func.count()).select_from(table).where(condition)
    return int(connection.execute(chosen).scalar_one())


def delete_run(store: Store, id: str, now: float | None = None) -> Run:  # noqa: A002
    """Delete a run or a search that has ended, with its curves, log, trials and files.

    Reviews and looks at test rows stay. StoreError for an example, for a run that is queued or
    running, and for one that a search under way is judged by.
    """
    with store.database.write() as connection:
        found = find_run(connection, id)
        refuse(connection, found)
        number = run_number(found.id)
        for table in OF_RUN:
            connection.execute(sa.delete(table).where(table.c.run == number))
        connection.execute(sa.delete(schema.run).where(schema.run.c.number == number))
        gone = {"number": number, "name": found.name, "at": now_or(now)}
        connection.execute(sa.insert(schema.deleted_run).values(**gone))
    sweep(store)
    return found


def may_delete(store: Store, id: str) -> Run:  # noqa: A002
    """The run, if it can be deleted now; else StoreError as `delete_run`."""
    with store.database.read() as connection:
        found = find_run(connection, id)
        refuse(connection, found)
        return found


def refuse(connection: Connection, found: Run) -> None:
    """StoreError for what cannot be deleted, or not now."""
    if found.example:
        raise StoreError("sentence.example_kept", run=found.id)
    if not found.state.finished:
        raise StoreError("sentence.run_undeleted", run=found.id, state=found.state.words)
    under_way = sa.select(schema.run).where(schema.run.c.state.in_(BUSY))
    for other in map(run_of, connection.execute(under_way)):
        if run_number(found.id) in map(run_number, needed_by(other)):
            raise StoreError("sentence.run_judges", run=found.id, search=other.id)


def needed_by(other: Run) -> tuple[str, ...]:
    """The runs that a search judges by, or that a measurement is of."""
    if other.unreadable:
        return ()
    judge = (other.search.weights,) if other.search else ()
    return (*judge, *(other.measuring.runs if other.measuring else ()))


def sweep(store: Store) -> int:
    """Remove files of deleted runs that are still there; returns of how many runs.

    What killed writers left half written beside data sets, runs and bundles goes, too.
    """
    for place in WRITTEN:
        sweep_drafts(store.home / place)
    with store.database.read() as connection:
        numbers = connection.execute(sa.select(schema.deleted_run.c.number)).scalars().all()
    left = [folder for folder in map(store.run_folder, map(run_id, numbers)) if folder.exists()]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)
