"""A search that takes some seconds, and what of it must be the same wherever it is made."""

import dataclasses
import os

import pytest

from promptrec.settings import RunSettings, SearchSettings

os.environ["HF_HUB_OFFLINE"] = "1"
collect_ignore = ["conftest.py"]  # no doctests here; there are several files of this name


@pytest.fixture
def search():
    """Composed templates on movies, each tuned for a moment."""
    base = RunSettings(
        dataset="movies",
        template="{item.title}",
        model="tiny",
        method="head",
        epochs=2,
        max_train=200,
        max_valid=400,
        learning_rate=1e-3,
    )
    return SearchSettings(base=base, kind="templates", trials=6, first_rows=100)


@pytest.fixture
def without_time():
    """Trials but for the seconds that they took."""
    return lambda trials: [dataclasses.replace(one, seconds=0.0) for one in trials]
