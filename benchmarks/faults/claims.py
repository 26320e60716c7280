"""R6: processes claim queued runs, each exactly once; a naive claim beside it takes runs twice.

`python -m benchmarks.faults.claims [RUNS] [PROCESSES] [--postgres]`; runs a second stand beside it.
"""

import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from benchmarks.faults.line import leave, say
from benchmarks.faults.postgres import available, server
from promptrec.settings import RunSettings
from promptrec.store import schema
from promptrec.store.runs import new_row
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store

SEED = 0  # nothing is drawn: who comes first is up to the machine
SETTINGS = RunSettings(dataset="movies", template="{item.title} {mask}")


def fill(store: Store, runs: int) -> None:
    """Queue so many runs in one transaction."""
    statement = new_row(SETTINGS, "", None)
    with store.database.write() as connection:
        for _ in range(runs):
            connection.execute(statement)


def careful(store: Store, name: str) -> str | None:
    """The claim of the store."""
    run = store.claim(name, offers={"cpu": 2})
    return run.id if run else None


def naive(store: Store, name: str) -> str | None:
    """What a claim must not be: look first, write in a transaction of its own."""
    run = schema.run
    queued = run.c.state == RunState.QUEUED.value
    with store.database.read() as connection:
        number = connection.execute(sa.select(sa.func.min(run.c.number)).where(queued)).scalar()
    if number is None:
        return None
    taken = {"state": RunState.RUNNING.value, "worker": name}
    with store.database.write() as connection:
        connection.execute(sa.update(run).where(run.c.number == number).values(**taken))
    return str(number)


HOW = {"claim": careful, "control": naive}


def work(home: str, url: str | None, how: str, name: str, start, results) -> None:
    """One process: claim until nothing is left; how long it took, what it got, what went wrong."""
    store, mine, wrong = Store.open(home, url), [], ""
    start.wait()
    began = time.monotonic()
    try:
        while got := HOW[how](store, name):
            mine.append(got)
    except Exception as error:  # any error is a figure here
        wrong = repr(error)
    results.put((mine, wrong, time.monotonic() - began))


def contest(how: str, runs: int, processes: int, url: str | None = None) -> tuple[int, int, float]:
    """Runs that were not claimed exactly once, errors, and claims a second."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(home, url)
        fill(store, runs)
        start, results = context.Barrier(processes), context.Queue()
        names = [f"w{at}" for at in range(processes)]
        each = [
            context.Process(target=work, args=(home, url, how, name, start, results))
            for name in names
        ]
        for one in each:
            one.start()
        found = [results.get() for _ in each]
        for one in each:
            one.join()
        store.close()
    counts = Counter(each for mine, _, _ in found for each in mine)
    once = sum(count == 1 for count in counts.values())
    errors = [wrong for _, wrong, _ in found if wrong]
    for wrong in errors:
        print(wrong, file=sys.stderr)
    return runs - once, len(errors), sum(counts.values()) / max(took for _, _, took in found)


def figures(runs: int, processes: int, url: str | None = None, name: str = "SQLite") -> list[bool]:
    """The lines of one database."""
    wrong, errors, speed = contest("claim", runs, processes, url)
    what = f"R6 {name}, {runs:,} runs, {processes} processes"
    return [
        say(f"{what}: not claimed once", wrong, 0, passed=wrong == 0, seed=SEED),
        say(f"{what}: errors", errors, 0, passed=errors == 0, seed=SEED),
        say(f"{what}: claims a second", f"{speed:.0f}", "shown", passed=True, seed=SEED),
    ]


def control(runs: int, processes: int) -> bool:
    """The naive claim, which has to fail."""
    wrong, _, _ = contest("control", runs, processes)
    what = f"R6 control, {runs:,} runs, {processes} processes: not claimed once"
    return say(what, wrong, "above 0", passed=wrong > 0, seed=SEED)


def main(arguments: list[str]) -> None:
    numbers = [int(each) for each in arguments if each.isdigit()]
    runs, processes = [*numbers, 10_000, 8][:2] if len(numbers) != 1 else (numbers[0], 8)
    reached = figures(runs, processes)
    reached.append(control(min(runs, 500), processes))
    if "--postgres" in arguments and available():
        with server() as url:
            reached += figures(runs, processes, url, "PostgreSQL")
    leave(reached)


if __name__ == "__main__":
    assert Path("promptrec").is_dir(), "start it in the folder of the project"
    main(sys.argv[1:])
