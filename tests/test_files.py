"""Files and folders are there whole or not at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from promptrec.files import whole_file, write_whole
from promptrec.folders import hold, let_go, put_in_place, sweep_drafts, whole_folder


def test_a_file_is_replaced_whole_and_leaves_no_temporary_one(tmp_path):
    path = tmp_path / "deep" / "file.json"
    write_whole(path, "one")
    write_whole(path, b"two")
    assert path.read_text() == "two"
    assert [each.name for each in path.parent.iterdir()] == ["file.json"]


def test_an_error_while_a_file_is_written_leaves_the_old_one(tmp_path):
    path = tmp_path / "file.csv"
    write_whole(path, "old")

    def write_half():
        with whole_file(path, "w", encoding="utf-8") as file:
            file.write("ne")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["file.csv"]


def test_a_reader_sees_the_old_file_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "file.csv"
    write_whole(path, "old")
    with whole_file(path, "w", encoding="utf-8") as file:
        file.write("new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"


@pytest.mark.skipif(os.name != "posix", reason="modes and pipes of POSIX")
def test_a_file_is_as_readable_as_any_that_is_written_directly(tmp_path):
    (tmp_path / "direct").write_text("x")
    write_whole(tmp_path / "whole", "x")
    modes = {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    assert len(modes) == 1


@pytest.mark.skipif(os.name != "posix", reason="modes and pipes of POSIX")
def test_a_link_stays_and_a_device_is_written_as_it_is(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    write_whole(target, "old")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink() and target.read_text() == "new"
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as read:
        with whole_file(Path(f"/dev/fd/{writer}"), "wb") as file:
            file.write(b"through")
        os.close(writer)
        assert read.read() == b"through"


def test_a_folder_is_there_with_all_its_files_or_not_at_all(tmp_path):
    with whole_folder(tmp_path / "data" / "set") as draft:
        (draft / "deep").mkdir()
        (draft / "deep" / "file").write_text("x")
        assert not (tmp_path / "data" / "set").exists()
    assert (tmp_path / "data" / "set" / "deep" / "file").read_text() == "x"

    def make_half():
        with whole_folder(tmp_path / "data" / "other") as draft:
            (draft / "file").write_text("x")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        make_half()
    assert [each.name for each in (tmp_path / "data").iterdir()] == ["set"]


def test_a_folder_never_takes_the_place_of_another(tmp_path):
    def make():
        with whole_folder(tmp_path / "set") as draft:
            (draft / "file").write_text("second")

    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "file").write_text("first")
    with pytest.raises(OSError):
        make()
    assert (tmp_path / "set" / "file").read_text() == "first"
    assert [each.name for each in tmp_path.iterdir()] == ["set"]


WRITER = (
    "import os, sys, time, pathlib; from promptrec.folders import whole_folder\n"
    "with whole_folder(pathlib.Path(sys.argv[1]), replaces=True) as draft:\n"
    "    (draft / 'half').write_text('x')\n"
    "    print('written', flush=True)\n"
    "    time.sleep(60)"
)


def writing(folder: Path) -> "subprocess.Popen[str]":
    """Another process in the middle of a folder."""
    command = [sys.executable, "-c", WRITER, str(folder)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None and started.stdout.readline() == "written\n"
    return started


def names(place: Path) -> list[str]:
    return sorted(each.name for each in place.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_what_a_killed_writer_left_goes_when_the_folder_is_written_again(tmp_path):
    others = [".of.somebody", ".set.20240101", ".set.archived"]
    for name in others:
        (tmp_path / name).mkdir()
    writer = writing(tmp_path / "set")
    living = [name for name in names(tmp_path) if name.startswith(".set.d_")]
    with whole_folder(tmp_path / "set") as draft:
        (draft / "a").write_text("1")
    assert names(tmp_path) == sorted([*others, *living, "set"])  # it lives: left alone
    with writer:
        writer.kill()
    with whole_folder(tmp_path / "set", replaces=True) as draft:
        (draft / "a").write_text("2")
    assert names(tmp_path) == sorted([*others, "set"])
    assert (tmp_path / "set" / "a").read_text() == "2"


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_drafts_of_any_name_go_where_whole_folders_are_made(tmp_path):
    with writing(tmp_path / "one") as first, writing(tmp_path / "two") as second:
        first.kill()
        first.wait()
        sweep_drafts(tmp_path)
        assert [name.split(".")[1] for name in names(tmp_path)] == ["two"]
        second.kill()
    sweep_drafts(tmp_path)
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_a_folder_on_its_way_out_comes_back_when_its_successor_never_came(tmp_path):
    old = tmp_path / ".set.abcd1234.old"
    old.mkdir()
    (old / "a").write_text("all there was")
    sweep_drafts(tmp_path)
    assert names(tmp_path) == ["set"]
    assert (tmp_path / "set" / "a").read_text() == "all there was"


def test_where_names_cannot_be_swapped_a_folder_is_replaced_in_two_steps(tmp_path, monkeypatch):
    monkeypatch.setattr("promptrec.folders.exchanged", lambda *_: False)
    for content in ("old", "new"):
        with whole_folder(tmp_path / "set", replaces=True) as draft:
            (draft / content).write_text(content)
    assert names(tmp_path) == ["set"]
    assert names(tmp_path / "set") == ["new"]


@pytest.mark.skipif(sys.platform != "linux", reason="renameat2")
def test_on_linux_a_folder_is_there_at_every_moment_while_it_is_replaced(tmp_path):
    folder, draft = tmp_path / "set", tmp_path / "draft"
    for each in (folder, draft):
        each.mkdir()
        (each / each.name).write_text("")
    put_in_place(draft, folder)
    assert names(folder) == ["draft"] and names(draft) == ["set"]


def test_what_is_held_once_is_not_held_twice(tmp_path):
    handle = hold(tmp_path)
    if handle is not None:
        assert hold(tmp_path) is None
        let_go(handle)
        let_go(hold(tmp_path))
