"""A home is its owner's alone, also one that was made before."""

import os
import stat

import pytest

from promptrec.cli.main import main
from promptrec.files import write_whole
from promptrec.folders import whole_folder
from promptrec.store.opening.private import below
from promptrec.store.store import Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")


def modes(folder):
    """Name -> mode of everything in a folder, and of itself."""
    return {str(each): stat.S_IMODE(each.stat().st_mode) for each in (folder, *below(folder))}


def assert_private(home):
    wrong = {name: oct(mode) for name, mode in modes(home).items() if mode & 0o077}
    assert wrong == {}


def test_a_new_home_and_what_is_written_into_it_are_private(tmp_path, settings):
    home = tmp_path / "home"
    store = Store.open(home)
    store.queue(settings)
    write_whole(home / "measured" / "deep" / "one.json", "{}")
    with whole_folder(home / "runs" / "r0001") as draft:
        (draft / "weights.bin").write_bytes(b"1")
    assert modes(home)[str(home)] == 0o700
    assert_private(home)


def test_a_home_of_before_is_closed_to_others_when_it_is_opened(tmp_path):
    home = tmp_path / "home"
    Store.open(home)
    (home / "runs" / "r0001").mkdir(parents=True)
    (home / "runs" / "r0001" / "log.txt").write_text("said")
    (home / "worker.log").write_text("said")
    for each in (home, *below(home)):
        each.chmod(0o755 if each.is_dir() else 0o644)
    Store.open(home)
    assert_private(home)


@pytest.mark.parametrize("name", ["thesis.tex", ".bashrc"])
def test_a_folder_of_other_things_stays_as_open_as_it_was(tmp_path, name):
    (tmp_path / name).write_text("mine")
    (tmp_path / name).chmod(0o644)
    tmp_path.chmod(0o755)
    Store.open(tmp_path)
    found = modes(tmp_path)
    assert found[str(tmp_path)] == 0o755
    assert found[str(tmp_path / name)] == 0o644
    assert found[str(tmp_path / "store.db")] == 0o600


def test_a_shared_folder_is_never_closed(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    Store.open(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


def test_what_is_written_outside_a_home_follows_its_writer(tmp_path):
    Store.open(tmp_path / "home")
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "report.html", "for everybody")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o644


def test_another_home_is_made_where_this_one_cannot_be(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["runs", "--home", str(tmp_path / "file")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
