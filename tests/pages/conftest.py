"""A home of its own with a small data set, and the app as a person opens it."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from promptrec.judge.entrants import entrant
from promptrec.judge.saved import keep_scores, scores_file
from promptrec.records import Answers, Interval, Measure
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store import schema
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 120
RESULT = JobResult(
    metrics={"auc": Interval(0.71, 0.66, 0.76), "accuracy": Interval(0.65, 0.61, 0.69)},
    trainable_parameters=2114,
    label_rows=40,
    statistic_rows=40,
    seconds=12.0,
    details={
        "classes": {
            "liked": {"precision": 0.7, "recall": 0.6, "f1": 0.646, "rows": 30},
            "disliked": {"precision": float("nan"), "recall": 0.0, "f1": 0.0, "rows": 12},
        }
    },
)


@pytest.fixture
def open_page(home: Path) -> Callable[..., AppTest]:
    """Open a page of the app on the data set `tiny`."""

    def opened(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT_S)
        for name, value in {"data": "tiny", **query}.items():
            app.query_params[name] = value
        app.run()
        return app.switch_page(page).run()

    return opened


@pytest.fixture
def many(home: Path, many_folder: Path, settings: RunSettings) -> RunSettings:
    """An untuned run on 160 users."""
    shutil.copytree(many_folder, home / "datasets" / "many")
    return dataclasses.replace(
        settings,
        dataset=str(home / "datasets" / "many"),
        method="none",
        split=SplitSettings(name="random"),
    )


@pytest.fixture
def upload(open_page: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """The Upload tab with these files given."""

    def given(*files: tuple[str, bytes], lang: str = "English") -> AppTest:
        app = open_page("pages/prepare/data.py", lang=lang)
        app.session_state["data_tab"] = "上传" if lang == "中文" else "Upload"
        app.run()
        app.file_uploader(key="upload_files").set_value(
            [(name, content, "application/octet-stream") for name, content in files]
        )
        return app.run()

    return given


@pytest.fixture
def looked_at(home: Path) -> Callable[[], list[str]]:
    """The runs whose test rows were looked at, once for each look that was written down."""

    def looks() -> list[str]:
        with Store.open(home)._database.read() as connection:
            return sorted(connection.execute(sa.select(schema.look.c.run)).scalars())

    return looks


@pytest.fixture
def settings(home: Path) -> RunSettings:
    """A run of the random model on `tiny`."""
    return RunSettings(
        dataset=str(home / "datasets" / "tiny"),
        template="{item.title}, {item.genres:2}.",
        template_name="plain",
        model="tiny",
        max_train=40,
        epochs=1,
    )


@pytest.fixture
def finished_run(home: Path, settings: RunSettings) -> Run:
    """A run that succeeded, with a curve and a log."""
    store = Store.open(home)
    queued = store.queue(settings, name="first try")
    claimed = store.claim("test")
    assert claimed is not None
    points = [Measure(step, 1, "loss", 0.7 - step / 100) for step in range(1, 4)]
    store.record(claimed.id, claimed.fence, [*points, Measure(3, 1, "valid_auc", 0.71)])
    store.add_log(claimed.id, "making 40 prompts to learn from")
    return store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED, result=RESULT) or queued


@pytest.fixture
def carried_out(home: Path, settings: RunSettings) -> Callable[..., Run]:
    """Carry out a run of the random model for real, with some settings changed."""

    def run_now(**changed: object) -> Run:
        chosen = dataclasses.replace(settings, **changed)  # type: ignore[arg-type]
        store = Store.open(home)
        store.queue(chosen)
        run = store.claim("test")
        assert run is not None
        result = run_job(home, run.id, chosen, lambda _: None, lambda: False, lambda _: None)
        return store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)

    return run_now


@pytest.fixture
def tuned_run(carried_out: Callable[..., Run]) -> Run:
    """A run that was really carried out."""
    return carried_out()


@pytest.fixture
def make_up_scores(home: Path) -> Callable[..., None]:
    """Keep random valid scores of a run; gain: how much higher liked rows stand in them."""

    def made_up(run: str, gain: float = 0.0) -> None:
        one = entrant(Store.open(home), run)
        pairs = one.plan.pairs("valid")
        noise = np.random.default_rng(int(run[1:])).normal(size=len(pairs))
        answers = Answers(
            score=noise + gain * pairs.label,
            words=(),
            word_probability=np.zeros((len(pairs), 0)),
        )
        keep_scores(scores_file(home, run), pairs, answers, one.fingerprint)

    return made_up
