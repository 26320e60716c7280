"""A backup made during writes holds one moment; a home made of it has every row and file."""

import json
import sqlite3
import subprocess
import sys
import zipfile

import pytest

from benchmarks.faults.store import revisions, write_version
from promptrec.cli.main import main
from promptrec.errors import StoreError
from promptrec.files import write_whole
from promptrec.records import Measure
from promptrec.store.store import Store
from promptrec.store.upkeep.backup import MANIFEST, backup, restore

WRITER = """
import sys
from promptrec.records import Measure
from promptrec.store.store import Store
store = Store.open(sys.argv[1])
run = store.claim("w")
for step in range(1, 100_000):
    store.record(run.id, run.fence, [Measure(step, 1, "one", 0.5), Measure(step, 1, "two", 0.5)])
    print(step, flush=True)
"""


def rows_of(path):
    """Everything in a database, table by table."""
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
            for (name,) in tables.fetchall()
        }


@pytest.fixture
def home(tmp_path, settings):
    home = tmp_path / "home"
    store = Store.open(home)
    for name in ("one", "two", "three"):
        store.queue(settings, name=name)
    run = store.claim("w")
    store.record(run.id, run.fence, [Measure(step, 1, "loss", 0.5) for step in range(50)])
    write_whole(home / "runs" / "r0001" / "checkpoint" / "weights.safetensors", b"w" * 5000)
    write_whole(home / "datasets" / "shop" / "items.csv", "id,title\n1,Laura\n")
    (home / "runs" / ".half.0123abcd").write_text("half written")
    return home


def test_a_home_made_of_a_backup_has_every_row_and_file(home, tmp_path):
    files = backup(Store.open(home), tmp_path / "out.zip")
    restore(tmp_path / "out.zip", tmp_path / "again")
    assert rows_of(tmp_path / "again" / "store.db") == rows_of(home / "store.db")
    for name in files:
        if name != "store.db":
            assert (tmp_path / "again" / name).read_bytes() == (home / name).read_bytes()
    assert not any("half" in name for name in files)
    assert (tmp_path / "again").stat().st_mode & 0o077 == 0


def test_a_backup_during_writes_holds_one_moment(home, tmp_path):
    command = [sys.executable, "-c", WRITER, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        writer.stdout.readline()
        for each in range(3):
            backup(Store.open(home), tmp_path / f"{each}.zip")
            writer.stdout.readline()
        writer.kill()
    counts = []
    for each in range(3):
        store_file = tmp_path / str(each) / "store.db"
        restore(tmp_path / f"{each}.zip", tmp_path / str(each))
        with sqlite3.connect(store_file) as connection:
            count = "SELECT count(*) FROM measure WHERE name = ?"
            one, two = (connection.execute(count, [name]).fetchone()[0] for name in ("one", "two"))
        assert one == two > 0
        counts.append(one)
    assert counts == sorted(counts)


def test_a_home_that_is_there_is_never_written_over(home, tmp_path):
    backup(Store.open(home), tmp_path / "out.zip")
    with pytest.raises(StoreError, match="is there already"):
        restore(tmp_path / "out.zip", home)


def test_a_backup_with_one_other_byte_is_refused_and_nothing_is_made(home, tmp_path):
    backup(Store.open(home), tmp_path / "out.zip")
    whole = (tmp_path / "out.zip").read_bytes()
    for at in range(40, len(whole), max(1, len(whole) // 40)):
        changed = bytearray(whole)
        changed[at] ^= 0x55
        (tmp_path / "bad.zip").write_bytes(changed)
        again = tmp_path / f"bad{at}"
        try:
            restore(tmp_path / "bad.zip", again)
        except StoreError:
            assert not again.exists()
        else:  # a time of a member, say: every row and file is whole
            assert rows_of(again / "store.db") == rows_of(home / "store.db")


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/out.txt", "runs/../../out.txt", "evil/x"])
def test_a_backup_writes_nothing_outside_its_home(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as packed:
        packed.writestr("store.db", b"")
        packed.writestr(name, b"x")
        packed.writestr(MANIFEST, json.dumps({"files": {"store.db": "", name: ""}}))
    with pytest.raises(StoreError, match="no whole backup"):
        restore(tmp_path / "evil.zip", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "out.txt").exists()


def test_the_commands_say_what_they_made(home, tmp_path, capsys):
    out, again = tmp_path / "out.zip", tmp_path / "again"
    assert main(["backup", str(out), "--home", str(home), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == 3
    assert main(["restore", str(out), "--home", str(again), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"] == 3
    assert main(["restore", str(tmp_path / "none.zip"), "--home", str(tmp_path / "b")]) == 2
    assert main(["restore", str(home / "store.db"), "--home", str(tmp_path / "b")]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("revision", revisions())
def test_a_store_of_every_earlier_version_opens_with_its_runs(tmp_path, revision, settings):
    write_version(tmp_path, revision, settings)
    store = Store.open(tmp_path)
    assert [(run.id, run.name, run.settings) for run in store.runs()] == [
        ("r0007", "old", settings)
    ]
    assert store.claim("w").id == "r0007"
