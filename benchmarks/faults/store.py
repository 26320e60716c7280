"""R4, R11, R12 and R13: a full disk, a locked store, an unsafe journal, a backup during writes,
stores of earlier versions.

`python -m benchmarks.faults.store [TIMES] [SECONDS]`: repetitions of R4 and R13, and how long the
store is locked for R11. R4 needs a user that may mount.
"""

import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from benchmarks.faults.line import leave, say
from promptrec.errors import StoreError
from promptrec.folders import whole_folder
from promptrec.records import Measure
from promptrec.settings import RunSettings
from promptrec.store.opening.sqlite import about_journal, journal_mode
from promptrec.store.opening.told import disk_full
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store
from promptrec.store.upgrade import MIGRATIONS
from promptrec.store.upkeep.backup import backup, restore

SEED = 0
SETTINGS = RunSettings(dataset="movies", template="{item.title} {mask}")


def mounted(folder: Path, size: str) -> bool:
    """True when a small disk in memory could be put there."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def full_disk(times: int) -> bool:
    """R4: the checkpoint before stays whole, nothing half written is left, the store goes on."""
    reached = 0
    for at in range(times):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if not mounted(folder, f"{1024 + 37 * at}k"):
                return say("R4 full disk", "not tried", "root", passed=False, seed=SEED)
            try:
                reached += kept_whole(folder)
            finally:
                subprocess.run(["umount", "-l", name], check=True)
    what = "R4 full disk: old checkpoint whole, nothing left over, next claim works"
    return say(what, f"{reached}/{times}", f"{times}/{times}", passed=reached == times, seed=SEED)


def kept_whole(home: Path) -> bool:
    """One try on a small disk."""
    store = Store.open(home)
    first, second = store.queue(SETTINGS), store.queue(SETTINGS)
    run = store.claim("w")
    assert run is not None
    checkpoint = store.run_folder(first.id) / "checkpoint"
    with whole_folder(checkpoint) as draft:
        (draft / "weights").write_bytes(b"old" * 1000)
    try:
        with whole_folder(checkpoint, replaces=True) as draft:
            for part in range(1000):
                (draft / f"{part}").write_bytes(b"new" * 20_000)
    except OSError as error:
        if not disk_full(error):
            return False
    store.finish(run.id, run.fence, RunState.FAILED, "disk full")
    left = [each for each in home.rglob(".*") if each.is_dir()]
    whole = (checkpoint / "weights").read_bytes() == b"old" * 1000
    after = store.claim("w")
    return whole and not left and after is not None and after.id == second.id


def locked(seconds: float) -> list[bool]:
    """R11: another process holds the write lock; who waits is told, and no update is lost."""
    with tempfile.TemporaryDirectory() as name:
        store = Store.open(name)
        store.queue(SETTINGS)
        run = store.claim("w")
        assert run is not None and store.database.file is not None
        told: list[str] = []
        store.database.on_wait = told.append
        other = sqlite3.connect(store.database.file, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN EXCLUSIVE")
        threading.Timer(seconds, lambda: other.execute("ROLLBACK")).start()
        for step in range(50):
            store.record(run.id, run.fence, [Measure(step, 1, "loss", 0.5)])
        kept = len(store.measures(run.id))
        other.close()
    what = f"R11 locked for {seconds:g} s"
    expected = seconds > 2.5  # nobody is told of a short wait
    return [
        say(f"{what}: updates kept", kept, 50, passed=kept == 50, seed=SEED),
        say(f"{what}: told", bool(told), expected, passed=bool(told) == expected, seed=SEED),
    ]


def journal() -> bool:
    """R12: WAL only where its reset bug is repaired."""
    with tempfile.TemporaryDirectory() as name, Store.open(name).database.read() as connection:
        found = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    wanted = journal_mode(sqlite3.sqlite_version_info)
    passed = found == wanted and sqlite3.sqlite_version in about_journal()
    return say(
        f"R12 journal of SQLite {sqlite3.sqlite_version}", found, wanted, passed=passed, seed=SEED
    )


def rows(file: Path) -> list[str]:
    """All rows of a database as SQL."""
    with sqlite3.connect(file) as connection:
        return list(connection.iterdump())


def backed_up(times: int) -> bool:
    """R13: each batch is in the copy wholly or not at all; what is restored is what was there."""
    reached = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(folder / "home")
        store.queue(SETTINGS)
        run = store.claim("w")
        assert run is not None
        stop = threading.Event()
        writer = threading.Thread(target=write_pairs, args=(store, run.id, run.fence, stop))
        writer.start()
        try:
            for at in range(times):
                time.sleep(0.05)
                backup(store, folder / f"{at}.zip")
                restore(folder / f"{at}.zip", folder / f"{at}")
                again = Store.open(folder / f"{at}")
                one, two = (len(again.measures(run.id, which)) for which in ("one", "two"))
                reached += one == two > 0
        finally:
            stop.set()
            writer.join()
        backup(store, folder / "last.zip")
        restore(folder / "last.zip", folder / "last")
        same = rows(folder / "last" / "store.db") == rows(folder / "home" / "store.db")
    what = "R13 backup during writes: one moment, and every row equal"
    value = f"{reached}/{times}, {'equal' if same else 'not equal'}"
    passed = reached == times and same
    return say(what, value, f"{times}/{times}, equal", passed=passed, seed=SEED)


def write_pairs(store: Store, id_: str, fence: int, stop: threading.Event) -> None:
    """Batches of two points that belong together."""
    step = 0
    while not stop.is_set():
        step += 1
        pair = [Measure(step, 1, "one", 0.5), Measure(step, 1, "two", 0.5)]
        try:
            store.record(id_, fence, pair)
        except StoreError as error:
            print(error, file=sys.stderr)


def revisions() -> list[str]:
    """Every version that the tables of a store have had."""
    return sorted(each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def write_version(home: Path, revision: str, settings: RunSettings) -> None:
    """A store as that version made it, with a queued run."""
    script = ScriptDirectory(str(MIGRATIONS))

    def to_there(now: object, _: object) -> object:
        return script._upgrade_revs(revision, now)

    row = "INSERT INTO run (number, name, state, settings_json, created_at, queued_at)"
    values = {"settings": settings.to_json()}
    engine = sa.create_engine(f"sqlite:///{home / 'store.db'}")
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"fn": to_there})
        with Operations.context(context):
            context.run_migrations()
        connection.execute(sa.text(f"{row} VALUES (7, 'old', 'queued', :settings, 1, 1)"), values)
    engine.dispose()


def of_before() -> bool:
    """R13: a store of every earlier version opens, with its run, which can be claimed."""
    opened = 0
    for revision in revisions():
        with tempfile.TemporaryDirectory() as name:
            write_version(Path(name), revision, SETTINGS)
            store = Store.open(name)
            kept = [(run.id, run.settings) for run in store.runs()] == [("r0007", SETTINGS)]
            claimed = store.claim("w")
            opened += kept and claimed is not None and claimed.id == "r0007"
    all_of = f"{len(revisions())}/{len(revisions())}"
    value = f"{opened}/{len(revisions())}"
    return say("R13 stores of earlier versions open", value, all_of,
               passed=value == all_of, seed=SEED)  # fmt: skip


def figures(times: int, seconds: tuple[float, ...]) -> list[bool]:
    """All lines."""
    waits = [line for each in seconds for line in locked(each)]
    return [full_disk(times), *waits, journal(), backed_up(times), of_before()]


def main(arguments: list[str]) -> None:
    times = int(arguments[0]) if arguments else 20
    leave(figures(times, (1.0, float(arguments[1]) if len(arguments) > 1 else 30.0)))


if __name__ == "__main__":
    main(sys.argv[1:])
