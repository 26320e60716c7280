"""A full or read-only disk: a sentence, nothing half written, and the queue goes on."""

import os
import subprocess
import sys

import pytest

from promptrec.cli.main import main
from promptrec.errors import StoreError
from promptrec.files import whole_file
from promptrec.folders import clear_drafts
from promptrec.settings import RunSettings
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store
from promptrec.ui.launch import main as launched
from promptrec.worker.supervisor import ensure_supervisor, serve


def mounted(folder, options):
    """True when this user may mount a file system in memory there."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 4 MB; the tests that need it are left out where nobody may mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mounted(disk, "size=4m"):
        pytest.skip("mounting needs root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk):
    with (disk / "store.db.filler").open("wb", buffering=0) as file:
        while True:
            try:
                file.write(b"x" * 4096)
            except OSError:
                return


def queued(disk, *names):
    store = Store.open(disk)
    for name in names:
        store.queue(RunSettings(dataset="movies", template="{item.title}", template_name=name))
    return store


def drafts(disk):
    return [each for each in disk.rglob(".*") if each.name not in (".", "..")]


@pytest.mark.slow
def test_a_checkpoint_without_room_fails_its_run_in_words_and_the_next_run_happens(small_disk):
    store = queued(small_disk, "big", "small")
    serve(small_disk, stay=False, job="small_jobs:fill_the_disk", idle_s=1.5)
    big, small = store.run("r0001"), store.run("r0002")
    assert (big.state, small.state) == (RunState.FAILED, RunState.SUCCEEDED)
    assert big.message.startswith("The disk is full")
    assert drafts(small_disk) == []
    assert not (small_disk / "runs" / "r0001" / "checkpoint").exists()


@pytest.mark.slow
def test_an_end_that_has_no_room_is_written_once_there_is_some(small_disk):
    store = queued(small_disk, "one")
    serve(small_disk, stay=False, job="small_jobs:keep_and_fill", idle_s=1.5)
    run = store.run("r0001")
    assert run.state is RunState.FAILED
    assert run.message.startswith("The disk is full")
    assert (small_disk / "runs" / "r0001" / "first.json").read_text() == '{"whole": true}'
    assert drafts(small_disk) == []


def remount(disk):
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


@pytest.mark.parametrize("broken", [fill, remount], ids=["full", "read-only"])
def test_a_worker_a_start_and_a_run_on_a_disk_that_takes_nothing_are_sentences(
    small_disk, broken, capsys, settings
):
    store = Store.open(small_disk)
    broken(small_disk)
    assert main(["worker", "--home", str(small_disk)]) == 2
    said = capsys.readouterr().err
    assert "cannot be written" in said.strip().splitlines()[-1]
    assert "Traceback" not in said
    assert main(["runs", "--home", str(small_disk)]) == 0
    with pytest.raises(StoreError, match=r"is full|cannot be written"):
        store.queue(settings)


def test_a_worker_in_the_background_cannot_start_where_nothing_can_be_written(small_disk):
    Store.open(small_disk)
    remount(small_disk)
    with pytest.raises(StoreError, match="cannot be written"):
        ensure_supervisor(small_disk)


def test_the_app_on_a_home_that_cannot_be_made_is_a_sentence(tmp_path, capsys, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PROMPTREC_HOME", str(tmp_path / "file" / "home"))
    assert launched([]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path):
    code = (
        "import os, sys, pathlib; from promptrec.files import whole_file\n"
        "from promptrec.folders import whole_folder\n"
        "home = pathlib.Path(sys.argv[1])\n"
        "with whole_file(home / 'a.json', 'wb') as one, whole_folder(home / 'b') as draft:\n"
        "    one.write(b'1'); one.flush(); (draft / 'c').write_text('2'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], env={**os.environ})
    with whole_file(tmp_path / "whole.json", "wb") as file:
        file.write(b"3")
    (tmp_path / ".hidden").write_text("of somebody")
    assert len(list(tmp_path.iterdir())) == 4
    clear_drafts(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == [".hidden", "whole.json"]
