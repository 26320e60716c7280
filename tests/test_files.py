"""Files and folders are there whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from promptrec.files import whole_file, whole_folder, write_whole


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
