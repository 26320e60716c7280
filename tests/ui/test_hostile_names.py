"""Hostile names and addresses: no path is made of a name, and an address ends in a sentence."""

import random
from pathlib import Path

import pytest
from hostile import NAMES, SEED

from promptrec.data.shipped import open_dataset, shipped_names
from promptrec.errors import PromptRecError
from promptrec.store.store import Store
from promptrec.ui.data.uploads import checked_name, free_name, is_upload
from promptrec.ui.explain.edits import is_edits


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_no_upload_goes_to_a_path_made_of_its_name(home: Path) -> None:
    before = files_in(home.parent)
    for name in NAMES:
        assert not is_upload(name) or name.strip() == "tiny"
        proposed = free_name(name)
        assert proposed == "" or checked_name(proposed) == proposed
        try:
            kept = checked_name(name)
        except PromptRecError as error:
            assert "\n" not in str(error).strip() or "\n" in name
            continue
        place = (home / "datasets" / kept).resolve()
        assert place.parent == (home / "datasets").resolve()
    assert {one for one in files_in(home.parent) - before if "store.db" not in one} == set()


def test_no_run_folder_and_no_template_is_made_of_a_hostile_name(home: Path) -> None:
    store = Store.open(home)
    for name in NAMES:
        with pytest.raises(PromptRecError):
            store.run(name)
        with pytest.raises(PromptRecError):
            store.template(name)
    assert not (home / "runs").exists() or not any((home / "runs").iterdir())


def test_a_data_set_is_opened_by_no_hostile_name(home: Path) -> None:
    for name in NAMES:
        if name in shipped_names():
            continue
        with pytest.raises(PromptRecError):
            open_dataset(name)


def test_what_a_link_says_of_edits_is_read_without_a_fault() -> None:
    chance = random.Random(SEED)
    deep = ["[" * 100_000, '{"a":' * 50_000, '{"a": 1}', "[1]", '"x"', "1e999", '{"a": null}']
    for text in [*NAMES, *deep, *("".join(chance.choices('{}[]":,a\\', k=30)) for _ in range(300))]:
        assert is_edits(text) in (True, False)
