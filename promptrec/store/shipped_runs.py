"""Example experiments: finished runs that come with the install, beside a person's own.

Each is a folder of SHIPPED_RUNS, named like its run: run.json (row, curves, log) and what a run
keeps in the home. Its number in the run table is below zero and its id begins with e, so own runs
count from r0001 whether examples are there or not. Nothing may change one; they can be removed, and
then stay away. `scripts/make_example_runs.py` makes them from runs that a worker carried out.
"""

import json
import math
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from promptrec.errors import StoreError
from promptrec.files import write_whole
from promptrec.folders import whole_folder
from promptrec.store import schema
from promptrec.store.rows import run_number
from promptrec.store.searches import values_of
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.store.upkeep.shipped_reviews import add_reviews, remove_reviews
from promptrec.words.stored import from_text, to_text
from promptrec.words.table import worded

SHIPPED_RUNS = Path(__file__).resolve().parents[2] / "sample_runs"
ROW = "run.json"
REMOVED = "examples_removed"  # key of the table `setting`: nobody puts them back but a person


def add_examples(store: Store, shipped: Path = SHIPPED_RUNS, *, anew: bool = False) -> int:
    """Put the examples that are missing into a home; returns how many were.

    Those that were removed stay away; anew: they come back. Called by two at once, each is added
    once.
    """
    if not anew and removed(store):
        return 0
    known = {run.id for run in store.all_jobs()}
    missing = [each for each in folders(shipped) if each.name not in known]
    for folder in missing:
        add(store, folder)
    with store.database.write() as connection:
        if missing:
            add_reviews(connection, shipped)
        if anew:
            connection.execute(sa.delete(schema.setting).where(schema.setting.c.key == REMOVED))
    return len(missing)


def folders(shipped: Path = SHIPPED_RUNS) -> list[Path]:
    """The examples, in the order of their ids."""
    return sorted(path.parent for path in shipped.glob(f"e*/{ROW}"))


def add(store: Store, folder: Path) -> None:
    """One example: its files, then its rows in one transaction."""
    try:
        told = json.loads((folder / ROW).read_bytes())
        row, points, lines = told["row"], told["measures"], told["log"]
        trials = told.get("trials", ())  # of a search
    except (OSError, ValueError, KeyError, TypeError) as error:
        kind = type(error).__name__
        raise StoreError("sentence.example_torn", folder=folder, error=kind) from None
    number = run_number(folder.name)
    place = store.run_folder(folder.name)
    if not place.exists():
        with whole_folder(place) as draft:
            shutil.copytree(folder, draft, dirs_exist_ok=True)
    there = sa.select(schema.run.c.number).where(schema.run.c.number == number)
    with store.database.write() as connection:
        if connection.execute(there).one_or_none() is not None:
            return
        connection.execute(sa.insert(schema.run).values(number=number, **row))
        if points:
            connection.execute(
                sa.insert(schema.measure), [{"run": number, **one} for one in points]
            )
        if lines:
            said = [
                {"run": number, "at": one["at"], "text": from_text(one["text"])} for one in lines
            ]
            connection.execute(sa.insert(schema.log_line), said)
        if trials:
            connection.execute(sa.insert(schema.trial), [{"run": number, **one} for one in trials])


def remove_examples(store: Store) -> int:
    """Take all examples out of a home, rows and files; returns how many there were."""
    mine = [run for run in store.all_jobs() if run.example]
    with store.database.write() as connection:
        for table in (schema.measure, schema.log_line, schema.trial):
            connection.execute(sa.delete(table).where(table.c.run < 0))
        connection.execute(sa.delete(schema.run).where(schema.run.c.number < 0))
        remove_reviews(connection, [run.id for run in mine])
        if connection.execute(kept_away()).one_or_none() is None:
            connection.execute(sa.insert(schema.setting).values(key=REMOVED, value="1"))
    for run in mine:
        shutil.rmtree(store.run_folder(run.id), ignore_errors=True)
    return len(mine)


def removed(store: Store) -> bool:
    """True when a person removed the examples of this home."""
    with store.database.read() as connection:
        return connection.execute(kept_away()).one_or_none() is not None


def kept_away() -> "sa.Select[tuple[str]]":
    """The mark of a removal."""
    return sa.select(schema.setting.c.key).where(schema.setting.c.key == REMOVED)


def example_title(run: Run, language: str = "en") -> str:
    """What an example is called: its name is the key of a word."""
    return worded(language, "runs.example", name=worded(language, f"example.{run.name}"))


def pack(store: Store, run: Run, folder: Path, name: str) -> None:
    """Write a finished run as an example. folder: its place in SHIPPED_RUNS; name: see `words`.

    Files that are not needed to score, judge or show it stay behind. StoreError for a run that did
    not succeed.
    """
    if run.state is not RunState.SUCCEEDED or run.result is None:
        raise StoreError("sentence.example_unfinished", run=run.id)
    result = json.loads(run.result_json)
    checkpoint = f"runs/{folder.name}/checkpoint" if run.checkpoint else ""
    result |= {"checkpoint": checkpoint}
    row: dict[str, Any] = {
        "name": name,
        "state": run.state.value,
        "settings_json": run.settings_json,
        "created_at": run.created_at,
        "queued_at": run.queued_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "result_json": json.dumps(result, sort_keys=True, ensure_ascii=False),
        "checkpoint": checkpoint,
        "search_json": run.search_json,
        "step": run.step,
        "total_steps": run.total_steps,
    }
    points = [asdict(one) for one in store.measures(run.id)]
    for one in points:
        one["value"] = None if math.isnan(one["value"]) else one["value"]
    lines = [{"at": one.at, "text": to_text(one.text)} for one in store.log_lines(run.id)]
    told = {"row": row, "measures": points, "log": lines}
    if run.search_json:
        told["trials"] = [values_of(one) for one in store.trials(run.id)]
    shutil.rmtree(folder, ignore_errors=True)
    mine = store.run_folder(run.id)
    for path in sorted([*mine.glob("checkpoint/*"), *mine.glob("scores_valid.npz")]):
        write_whole(folder / path.relative_to(mine), path.read_bytes())
    write_whole(folder / ROW, json.dumps(told, sort_keys=True, ensure_ascii=False))
