"""Runs that were stored before histories had a form repeat bit for bit, and are read as running."""

import dataclasses
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from promptrec.errors import DataError
from promptrec.judge.evaluate import evaluate
from promptrec.judge.opening import variant_of
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store import schema
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job

TEMPLATE = "The user {history.summary}. {item.title} {item.summary}"


@pytest.fixture
def plain(tiny_folder: Path) -> RunSettings:
    return RunSettings(
        dataset=str(tiny_folder), template=TEMPLATE, model="tiny", head="classifier", method="none"
    )


def job(home: Path, run: Run) -> JobResult:
    return run_job(home, run.id, run.settings, lambda _: None, lambda: False, lambda _: None)


def stored_before(home: Path, settings: RunSettings) -> Run:
    """A run as an older version left it: made running, and its settings do not say so."""
    store = Store.open(home)
    running = dataclasses.replace(settings, split=SplitSettings(history="running"))
    store.queue(running)
    run = store.claim("test")
    assert run is not None
    run = store.finish(run.id, run.fence, RunState.SUCCEEDED, result=job(home, run))
    kept = json.loads(run.settings_json)
    del kept["split"]["history"]
    engine = sa.create_engine(f"sqlite:///{home / 'store.db'}")
    with engine.begin() as connection:
        connection.execute(sa.update(schema.run).values(settings_json=json.dumps(kept)))
    engine.dispose()
    return Store.open(home).run(run.id)


def test_a_run_of_before_repeats_bit_for_bit(tmp_path: Path, plain: RunSettings) -> None:
    run = stored_before(tmp_path, plain)
    assert "history" not in json.loads(run.settings_json)["split"]
    store = Store.open(tmp_path)
    again = job(tmp_path, store.queue(run.settings, name="repeats"))
    frozen = job(tmp_path, store.queue(plain))
    assert run.result is not None
    digest = run.result.details["scores_sha256"]
    assert again.details["scores_sha256"] == digest != frozen.details["scores_sha256"]


def test_it_is_judged_with_running_histories_and_with_no_others(
    tmp_path: Path, plain: RunSettings
) -> None:
    run = stored_before(tmp_path, plain)
    store = Store.open(tmp_path)
    variant = variant_of(run.id, store=store, split={"history": None})
    assert variant.settings.split.history == "running"
    valid = evaluate(variant, "valid")
    assert run.result is not None
    assert valid.metrics["auc"] == run.result.metrics["auc"]
    with pytest.raises(DataError, match="made with running histories, and frozen ones"):
        variant_of(run.id, store=store, split={"history": "frozen"})
