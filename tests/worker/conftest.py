import os
import time
from pathlib import Path

import pytest

from promptrec.settings import RunSettings
from promptrec.store.store import Store

HERE = Path(__file__).parent

collect_ignore = ["conftest.py"]  # no doctests here; there are several files of this name


@pytest.fixture
def store(tmp_path):
    return Store.open(tmp_path / "home")


@pytest.fixture
def settings():
    return RunSettings(dataset="movies", template="{item.title}")


@pytest.fixture(autouse=True)
def small_jobs(monkeypatch):
    """Let this process and those it starts import `small_jobs`."""
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]))


@pytest.fixture
def until():
    """Wait for a condition: until(lambda: ...) or fail after some seconds."""

    def wait(condition, timeout_s=20.0):
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            if found := condition():
                return found
            time.sleep(0.02)
        raise AssertionError(f"this did not happen within {timeout_s} s")

    return wait
