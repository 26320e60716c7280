"""A home with finished runs, and a bundle of the first."""

import dataclasses
from pathlib import Path

import pytest
from bundle_runs import carried_out

from promptrec.bundle.export import export
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.store import Store

TEXT = "The user {history.summary}. {item.title} is {mask}."


@pytest.fixture(scope="session")
def bundled_home(many_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """r0001: tuned; r0002: the same template untuned; r0003: started from a rule."""
    found = tmp_path_factory.mktemp("bundles")
    settings = RunSettings(
        dataset=str(many_folder),
        template=TEXT,
        model="tiny",
        method="lora",
        epochs=1,
        max_train=40,
        split=SplitSettings(name="random"),
    )
    for more in ({}, {"method": "none"}, {"start_from": "like_share"}):
        carried_out(found, dataclasses.replace(settings, **more))
    return found


@pytest.fixture(scope="session")
def made(bundled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "r1.zip"
    export(Store.open(bundled_home), "r0001", out)
    return out
