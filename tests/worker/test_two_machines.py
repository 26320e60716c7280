"""Two homes with one store on a server: each run once, by a worker that offers what it needs."""

import threading

import pytest

from benchmarks.faults.postgres import available, server
from promptrec.errors import SettingsError, StoreError
from promptrec.settings import RunSettings
from promptrec.store.engine import URL_VARIABLE
from promptrec.store.snapshots import JobResult, RunState
from promptrec.store.store import Store
from promptrec.store.upkeep.artifacts import VARIABLE, get_artifacts, put_artifacts
from promptrec.worker.supervisor import serve

SETTINGS = RunSettings(dataset="movies", template="{item.title}")
CARD, PLAIN = {"gpu": 1, "cpu": 2}, {"cpu": 2}


def test_a_run_waits_for_a_worker_that_offers_what_it_needs(store):
    store.queue(SETTINGS, name="card", needs="gpu")
    store.queue(SETTINGS, name="big", needs="cpu:8,gpu:2")
    store.queue(SETTINGS, name="any")
    assert store.run("r0002").needs == "cpu:8,gpu:2"
    assert store.claim("w", offers=PLAIN).name == "any"
    assert store.claim("w", offers=PLAIN) is None
    assert not store.claimable(PLAIN)
    assert store.claim("w", offers=CARD).name == "card"
    assert store.claim("w", offers={"gpu": 4, "cpu": 64}).name == "big"


def test_what_is_no_resource_is_one_sentence(store):
    for wrong in ("gpu:many", "gpu:1,gpu:2", "two gpus", ":1"):
        with pytest.raises(SettingsError, match="is no resource"):
            store.queue(SETTINGS, needs=wrong)


@pytest.fixture
def made(store, tmp_path, monkeypatch):
    """A finished run whose files were put away, and a second home that lacks them."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "shared"))
    run = store.queue(SETTINGS)
    folder = store.run_folder(run.id)
    (folder / "checkpoint").mkdir(parents=True)
    (folder / "checkpoint" / "weights.safetensors").write_bytes(b"w" * 3000)
    (folder / "scores_valid.npz").write_bytes(b"s" * 100)
    (folder / "log.txt").write_text("stays here")
    claimed = store.claim("w")
    result = put_artifacts(store, run.id, JobResult())
    store.finish(run.id, claimed.fence, RunState.SUCCEEDED, "", result)
    other = Store.open(tmp_path / "other")
    return other, store.run(run.id)


def test_another_machine_gets_the_files_of_a_run_by_their_content(made):
    other, run = made
    get_artifacts(other, run)
    folder = other.run_folder(run.id)
    assert (folder / "checkpoint" / "weights.safetensors").read_bytes() == b"w" * 3000
    assert (folder / "scores_valid.npz").read_bytes() == b"s" * 100
    assert not (folder / "log.txt").exists()


def test_a_file_that_is_not_what_it_was_is_refused(made, tmp_path):
    other, run = made
    for path in (tmp_path / "shared").rglob("*"):
        if path.is_file():
            path.write_bytes(b"x" + path.read_bytes()[1:])
    with pytest.raises(StoreError, match="is not what it was"):
        get_artifacts(other, run)
    assert not [path for path in other.run_folder(run.id).rglob("*") if path.is_file()]


def test_files_of_another_machine_without_a_shared_place_are_one_sentence(made, monkeypatch):
    other, run = made
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(StoreError, match="not on this machine"):
        get_artifacts(other, run)


def test_a_place_that_cannot_be_used_is_said_without_its_secrets(made, monkeypatch):
    other, run = made
    monkeypatch.setenv(VARIABLE, "nosuch://key:CANARY@host/x?token=CANARY")
    with pytest.raises(StoreError, match="nosuch://host/x") as caught:
        get_artifacts(other, run)
    assert "CANARY" not in str(caught.value)


def test_a_result_cannot_name_a_file_outside_the_folder_of_its_run(made):
    other, run = made
    digest = next(iter(run.result.details["artifacts"].values()))
    result = JobResult(details={"artifacts": {"checkpoint/../../../evil": digest}})
    evil = type(run)(**{**fields_of(run), "result_json": result.to_json()})
    with pytest.raises(StoreError, match="is not what it was"):
        get_artifacts(other, evil)


def fields_of(run):
    return {name: getattr(run, name) for name in run.__dataclass_fields__}


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="there is no PostgreSQL here")
def test_two_homes_share_the_runs_of_one_server_and_each_run_happens_once(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "shared"))
    with server() as url:
        monkeypatch.setenv(URL_VARIABLE, url)
        store = Store.open(tmp_path / "a")
        ids = [store.queue(SETTINGS, needs="gpu" if at % 2 else "").id for at in range(6)]
        workers = [
            threading.Thread(
                target=serve,
                args=(tmp_path / name, False),
                kwargs={"job": "small_jobs:leave_a_file", "idle_s": 5, "offers": offers},
            )
            for name, offers in (("a", CARD), ("b", PLAIN))
        ]
        for each in workers:
            each.start()
        for each in workers:
            each.join()
        runs = [store.run(each) for each in ids]
        other = Store.open(tmp_path / "c")
        for run in runs:
            assert (run.state, run.attempts, run.fence) == (RunState.SUCCEEDED, 1, 1)
            get_artifacts(other, run)
            kept = (other.run_folder(run.id) / "checkpoint" / "made.json").read_text()
            assert kept == run.id
        by = [run.result.details["home"] for run in runs]
        assert {each for at, each in enumerate(by) if at % 2} == {"a"}
        assert "b" in by
        store.close()
        other.close()
