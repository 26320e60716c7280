"""A run whose worker and supervisor were both killed goes on while somebody looks at it."""

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.settings import RunSettings
from promptrec.store.store import Store
from promptrec.ui.state.served import SILENT_S, is_silent
from promptrec.worker.process import identity


def test_a_run_is_silent_when_nothing_happened_to_it_for_a_while(
    home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    queued = store.queue(settings)
    assert not is_silent(queued)
    assert is_silent(dataclasses.replace(queued, queued_at=time.time() - 2 * SILENT_S))
    claimed = store.claim("here:1:1", now=time.time() - 2 * SILENT_S)
    assert claimed is not None and is_silent(claimed)
    store.heartbeat(claimed.id, claimed.fence)
    assert not is_silent(store.run(claimed.id))


@pytest.mark.slow
def test_an_open_page_of_runs_sees_to_it_that_somebody_takes_it_up(
    open_page: Callable[..., AppTest], home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    store.queue(dataclasses.replace(settings, method="none"))
    machine, pid, began = identity().rsplit(":", 2)
    left = store.claim(f"{machine}:{pid}:{began}0", now=time.time() - 1000)  # of a dead process
    assert left is not None
    assert not open_page("pages/train/runs.py").exception
    until = time.monotonic() + 120
    while store.run(left.id).fence == left.fence and time.monotonic() < until:
        time.sleep(0.2)
    assert store.run(left.id).fence > left.fence or store.run(left.id).state.finished
