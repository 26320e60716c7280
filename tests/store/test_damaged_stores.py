"""A store that is damaged, or of a newer version, is a sentence and never a traceback."""

import random

import pytest
import sqlalchemy as sa

from promptrec.cli.main import main
from promptrec.errors import StoreError
from promptrec.records import Measure
from promptrec.settings import RunSettings
from promptrec.store.snapshots import JobResult, RunState, Trial, TrialState
from promptrec.store.store import Store
from promptrec.store.upkeep.deleting import delete_run

PAGE = 4096


def change(store, **values):
    """Write into the first run past the store's own rules."""
    with store.database.write() as connection:
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        connection.execute(sa.text(f"UPDATE run SET {assignments} WHERE number = 1"), values)


def listed(home, capsys):
    code = main(["runs", "--home", str(home)])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"settings_json": "{broken"}, "cannot read"),
        ({"settings_json": "[1, 2]"}, "cannot read"),
        ({"result_json": "{broken"}, "cannot read"),
        ({"result_json": '{"metrics": 3}'}, "cannot read"),
        ({"state": "paused"}, "state: paused"),
        ({"state": "unreadable"}, "state: unreadable"),
    ],
)
def test_a_row_of_another_version_stands_in_the_list_as_unreadable(
    store, settings, values, what, capsys
):
    if store.database.file is None:
        pytest.skip("the command below opens the store of a file")
    store.queue(settings, name="first")
    store.queue(settings, name="second")
    change(store, **values)
    code, out, _ = listed(store.home, capsys)
    assert code == 0
    assert what in next(line for line in out.splitlines() if line.startswith("r0001"))
    assert "second" in out
    assert [run.id for run in store.readable_runs()] == ["r0002"]
    assert store.run("r0001").unreadable


@pytest.mark.parametrize("name", ["created_at", "step", "attempts", "fence", "lease_until"])
def test_a_number_that_is_text_makes_its_row_unreadable(tmp_path, settings, name):
    store = Store.open(tmp_path)
    store.queue(settings)
    change(store, **{name: "soon"})
    run = store.run("r0001")
    assert run.state is RunState.UNREADABLE
    assert f"{name}: soon" in run.unreadable


def test_a_run_in_a_state_of_a_newer_version_is_not_claimed_and_can_be_deleted(store, settings):
    store.queue(settings)
    change(store, state="paused")
    assert store.claim("w") is None
    delete_run(store, "r0001")
    assert store.runs() == ()


def test_a_trial_that_cannot_be_read_is_a_sentence(store, settings):
    store.queue(settings)
    run = store.claim("w")
    trial = Trial(number=0, state=TrialState.COMPLETE, parameters={}, settings=settings, value=0.5)
    store.add_trial(run.id, run.fence, trial)
    with store.database.write() as connection:
        connection.execute(sa.text("UPDATE trial SET curve_json = '{'"))
    with pytest.raises(StoreError, match="Trial 0 of search r0001 cannot be read"):
        store.trials(run.id)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("INSERT INTO alembic_version VALUES ('0001')", "0001, "),
        ("DELETE FROM alembic_version", "none"),
    ],
)
def test_a_table_of_versions_with_two_rows_or_none_is_one_sentence(store, statement, found):
    with store.database.write() as connection:
        connection.execute(sa.text(statement))
    with pytest.raises(StoreError, match=f"names these: {found}"):
        Store.open(store.home)


@pytest.mark.parametrize("size", [1, 100, PAGE, 3 * PAGE])
@pytest.mark.parametrize("zeros", [False, True])
def test_noise_is_never_taken_for_an_empty_store(tmp_path, size, zeros):
    noise = bytes(size) if zeros else random.Random(size).randbytes(size)
    (tmp_path / "store.db").write_bytes(noise)
    with pytest.raises(StoreError, match="cannot be opened as a database"):
        Store.open(tmp_path)
    assert (tmp_path / "store.db").read_bytes() == noise


def test_a_database_of_somebody_else_is_not_made_a_store(tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "store.db") as other:
        other.execute("CREATE TABLE cats (name)")
    with pytest.raises(StoreError, match="holds no store of promptrec"):
        Store.open(tmp_path)


def test_an_empty_file_is_an_empty_store(tmp_path):
    (tmp_path / "store.db").touch()
    assert Store.open(tmp_path).runs() == ()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a store with runs, curves and results."""
    store = Store.open(tmp_path_factory.mktemp("whole"))
    for each in range(12):
        store.queue(RunSettings(dataset="movies", template="{item.title} {mask}"), name=f"n{each}")
    for _ in range(4):
        run = store.claim("w")
        store.record(run.id, run.fence, [Measure(k, 1, "loss", 0.5) for k in range(50)])
        store.finish(run.id, run.fence, RunState.SUCCEEDED, "", JobResult())
    return store.database.file.read_bytes()


def damaged(whole, at, rng):
    """The same with one page of noise, a cut, or some other bytes."""
    if at % 3 == 0:
        page = rng.randrange(len(whole) // PAGE) * PAGE
        return whole[:page] + rng.randbytes(PAGE) + whole[page + PAGE :]
    if at % 3 == 1:
        return whole[: rng.randrange(1, len(whole))]
    changed = bytearray(whole)
    for _ in range(rng.choice([1, 5, 50])):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def test_random_damage_is_a_list_of_all_runs_or_one_sentence(whole, tmp_path, capsys):
    rng = random.Random(17)
    for at in range(60):
        home = tmp_path / str(at)
        home.mkdir()
        (home / "store.db").write_bytes(damaged(whole, at, rng))
        code, out, err = listed(home, capsys)
        if code == 0:
            assert len(out.splitlines()) == 12
        else:
            assert code == 2
            assert len(err.strip().splitlines()) == 1
