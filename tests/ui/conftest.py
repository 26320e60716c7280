"""A home of its own with a small data set, and runs that need no model."""

from collections.abc import Callable

import pytest

from promptrec.records import Interval
from promptrec.settings import RunSettings
from promptrec.store.snapshots import JobResult, Run, RunState


@pytest.fixture
def make_run() -> Callable[..., Run]:
    """A run as the store gives it; settings: changed ones, the rest: fields of the run."""

    def made(
        state: RunState = RunState.SUCCEEDED,
        settings: dict[str, object] | None = None,
        **more: object,
    ) -> Run:
        chosen = {"dataset": "/home/me/datasets/shop", "template": "{item.title}"}
        chosen |= {"template_name": "plain", "method": "lora", **(settings or {})}  # type: ignore[dict-item]
        values = {"id": "r0001", "name": "", "created_at": 0.0, "queued_at": 0.0, **more}
        return Run(
            state=state,
            settings_json=RunSettings(**chosen).to_json(),  # type: ignore[arg-type]
            **values,  # type: ignore[arg-type]
        )

    return made


@pytest.fixture
def result() -> JobResult:
    """What a run of 90 seconds found."""
    return JobResult(
        metrics={"auc": Interval(0.71, 0.66, 0.76)},
        trainable_parameters=12345,
        label_rows=400,
        statistic_rows=500,
        seconds=90.0,
    )
