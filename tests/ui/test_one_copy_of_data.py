"""Runs that pages open stand on the data set that other pages hold: one copy in memory."""

from pathlib import Path

import pytest

from promptrec.memory import GROWN, give_back, give_back_if_grown, resident
from promptrec.settings import RunSettings
from promptrec.store.snapshots import JobResult, RunState
from promptrec.store.store import Store
from promptrec.ui.state.opened import dataset, lookups, run_variant


@pytest.fixture
def runs(home: Path) -> list[str]:
    """Two finished runs that were not tuned, on the uploaded data."""
    store = Store.open(home)
    found = []
    for seed in (1, 2):
        settings = RunSettings(
            dataset=str(home / "datasets" / "tiny"),
            template="{item.title}",
            model="tiny",
            method="none",
            seed=seed,
        )
        store.queue(settings)
        run = store.claim("worker")
        assert run is not None
        store.finish(run.id, run.fence, RunState.SUCCEEDED, result=JobResult(metrics={}))
        found.append(run.id)
    return found


def test_runs_on_a_page_share_the_data_and_what_is_looked_up_in_it(
    home: Path, runs: list[str]
) -> None:
    held = dataset(str(home / "datasets" / "tiny"))
    one, other = (run_variant(name).plan.dataset for name in runs)
    assert one is held and other is held
    assert lookups(held)[1] is lookups(one)[1]


def test_memory_is_given_back_once_the_app_has_grown() -> None:
    give_back()
    before = resident()
    held = bytearray(b"x" * (GROWN + 20_000_000))
    assert resident() > before + GROWN
    del held
    give_back_if_grown()
    assert resident() < before + GROWN
