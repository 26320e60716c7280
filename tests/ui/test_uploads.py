"""Uploads: kept whole or not at all, never outside their folder."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from promptrec.data.about import read_about
from promptrec.data.dataset import Dataset
from promptrec.data.reading.writing import about_toml
from promptrec.data.rules import FieldRule
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.ui.data.uploads import copy_with, refuse_twice, save_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROMPTREC_HOME", str(tmp_path))
    return tmp_path / "datasets"


@pytest.fixture
def files(tiny_folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in tiny_folder.iterdir()}


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_good_files_are_kept_under_their_name(
    folder: Path, files: dict[str, bytes], tiny_dataset: Dataset
) -> None:
    assert save_files(files, " my set ") == "my set"
    assert open_dataset(str(folder / "my set")).fingerprint() == tiny_dataset.fingerprint()
    assert kept(folder) == ["my set"]


def test_a_bad_file_keeps_nothing(folder: Path, files: dict[str, bytes]) -> None:
    files["interactions.csv"] += b"u1,nosuch,5,1,\n"
    with pytest.raises(DataError, match=r"interactions\.csv"):
        save_files(files, "bad")
    assert kept(folder) == []


@pytest.mark.parametrize("name", ["../evil", "a/b", "", ".hidden", "x" * 61, "movies"])
def test_a_name_that_is_no_folder_name_or_taken_is_refused(
    name: str, folder: Path, files: dict[str, bytes]
) -> None:
    with pytest.raises(DataError):
        save_files(files, name)
    assert kept(folder) == []


def test_a_zip_of_our_format_is_unpacked(folder: Path, files: dict[str, bytes]) -> None:
    save_files({"set.zip": zipped(files)}, "zipped")
    assert len(open_dataset(str(folder / "zipped")).interactions) == 144


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_a_zip_may_spell_everything_in_capitals(folder: Path, files: dict[str, bytes]) -> None:
    capitals = {name.upper(): content for name, content in files.items()}
    save_files({"SET.ZIP": zipped(capitals)}, "loud")
    assert sorted(files) == kept(folder / "loud")


def test_a_file_inside_a_zip_and_beside_it_is_refused(
    folder: Path, files: dict[str, bytes]
) -> None:
    given = {"items.csv": b"item_id,title\n", "set.zip": zipped(files)}
    with pytest.raises(DataError, match=r"items\.csv is given twice"):
        save_files(given, "twice")
    with pytest.raises(DataError, match=r"A\.csv is given twice"):
        refuse_twice(["a.csv", "b.csv", "A.csv"])
    assert kept(folder) == []


def test_files_that_nobody_knows_are_named(folder: Path) -> None:
    with pytest.raises(DataError, match=r"in these files is a data set: x\.dat, y\.json"):
        save_files({"x.dat": b"1", "y.json": b"{}"}, "what")
    assert kept(folder) == []


def test_a_copy_with_other_rules_leaves_the_original(
    folder: Path, files: dict[str, bytes], tiny_dataset: Dataset
) -> None:
    save_files(files, "first")
    rule = FieldRule(table={"Sci-Fi": 'science "fiction"'}, separator="|")
    copy_with(
        str(folder / "first"),
        "second",
        lambda about: replace(about, like_at=3, rules={"item.genres": rule}),
    )
    changed = open_dataset(str(folder / "second"))
    assert changed.about.rules["item.genres"] == rule
    assert open_dataset(str(folder / "first")).fingerprint() == tiny_dataset.fingerprint()


def test_what_is_written_about_a_data_set_is_read_back(
    tmp_path: Path, tiny_dataset: Dataset
) -> None:
    (tmp_path / "dataset.toml").write_text(about_toml(tiny_dataset.about), encoding="utf-8")
    assert read_about(tmp_path) == tiny_dataset.about
