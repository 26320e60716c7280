"""Secrets of the environment and of addresses are in no log, row, bundle or error text."""

import os
import random

import pytest

from benchmarks.faults.house import NAMES, URLS, leaks
from promptrec.bundle.export import export
from promptrec.cli.main import main
from promptrec.service.keys import add_key
from promptrec.settings import RunSettings
from promptrec.settings.split import SplitSettings
from promptrec.store.engine import URL_VARIABLE
from promptrec.store.upkeep.artifacts import VARIABLE
from promptrec.worker.child import carry_out
from promptrec.worker.supervisor import serve


@pytest.fixture
def canaries(monkeypatch):
    """A hundred values that nobody else has, as the environment of everything that starts."""
    rng = random.Random(21)
    found = [f"canary{rng.getrandbits(96):024x}" for _ in range(100)]
    for at, value in enumerate(found):
        monkeypatch.setenv(NAMES[at] if at < len(NAMES) else f"SECRET_{at}", value)
    return found


@pytest.mark.slow
def test_no_log_and_no_row_of_a_run_holds_a_secret(store, settings, canaries):
    for job in ("count_to_three", "fail_plainly", "crash", "unstorable", "kill_itself"):
        store.queue(settings, name=job)
        serve(store.home, stay=False, job=f"small_jobs:{job}", idle_s=0.5)
    assert len(list((store.home / "runs").glob("*/log.txt"))) == 5
    assert leaks(store.home, canaries) == []


@pytest.mark.slow
def test_no_bundle_holds_a_secret(store, canaries, many_folder, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "shared"))
    run = store.queue(
        RunSettings(
            dataset=str(many_folder),
            template="{item.title} {mask}",
            model="tiny",
            epochs=1,
            max_train=20,
            split=SplitSettings(name="random"),
        )
    )
    claimed = store.claim("w")
    carry_out(store, run.id, claimed.fence, "", on_lost=lambda: None)
    out = tmp_path / "out"
    out.mkdir()
    export(store, run.id, out / "run.zip")
    main(["bundle", "card", str(out / "run.zip")])
    unpacked = tmp_path / "unpacked"
    import zipfile

    with zipfile.ZipFile(out / "run.zip") as packed:
        packed.extractall(unpacked)
    for folder in (store.home, unpacked, tmp_path / "shared"):
        assert any(folder.rglob("*"))
        assert leaks(folder, canaries) == []


@pytest.mark.parametrize("url", URLS)
def test_no_error_of_a_store_on_a_server_repeats_its_password(
    url, canaries, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv(URL_VARIABLE, url.format(canaries[0]))
    assert main(["runs", "--home", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert len(said.err.strip().splitlines()) == 1
    assert canaries[0] not in said.err + said.out


def test_an_error_of_the_database_repeats_no_row(store, settings):
    with pytest.raises(Exception, match="UNIQUE") as caught, store.database.write() as connection:
        for _ in range(2):
            connection.exec_driver_sql(
                "INSERT INTO setting (key, value) VALUES (?, ?)", ("one", "canary0")
            )
    assert "canary0" not in str(caught.value)


def test_the_file_of_keys_holds_none_and_is_its_owners_alone(tmp_path):
    key = add_key(tmp_path / "keys.txt", "shop")
    assert key.encode() not in (tmp_path / "keys.txt").read_bytes()
    if os.name == "posix":
        assert (tmp_path / "keys.txt").stat().st_mode & 0o077 == 0
