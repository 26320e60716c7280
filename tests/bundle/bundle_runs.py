"""Runs that were really carried out, with the random model."""

from pathlib import Path

from promptrec.settings import RunSettings
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job


def carried_out(home: Path, settings: RunSettings) -> None:
    store = Store.open(home)
    store.queue(settings, name="winner")
    run = store.claim("test")
    assert run is not None
    result = run_job(home, run.id, settings, lambda _: None, lambda: False, lambda _: None)
    store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
