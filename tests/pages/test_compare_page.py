"""The Compare page with real runs: verdict, parts, the lock."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.baselines.catalogue import BASELINES
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.worker.jobs import run_job

pytestmark = pytest.mark.slow
PAGE = "pages/understand/compare.py"
Open = Callable[..., AppTest]


def carried_out(home: Path, settings: RunSettings) -> Run:
    """A run that was really carried out."""
    store = Store.open(home)
    store.queue(settings)
    run = store.claim("test")
    assert run is not None
    result = run_job(home, run.id, settings, lambda _: None, lambda: False, lambda _: None)
    return store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)


@pytest.fixture
def runs(home: Path, many_folder: Path, settings: RunSettings) -> list[Run]:
    """Two templates, one of them tuned with two seeds on samples of different size."""
    folder = home / "datasets" / "many"
    shutil.copytree(many_folder, folder)
    base = dataclasses.replace(
        settings, dataset=str(folder), method="none", split=dataclasses.replace(settings.split)
    )
    plain = dataclasses.replace(base, template="{item.title}", max_valid=400)
    tuned = dataclasses.replace(base, method="bitfit", loss="cross_entropy", max_train=None)
    tuned = dataclasses.replace(tuned, split=dataclasses.replace(base.split, name="random"))
    plain = dataclasses.replace(plain, split=tuned.split)
    return [carried_out(home, one) for one in (plain, tuned, dataclasses.replace(tuned, seed=1))]


def show(app: AppTest, view: str) -> AppTest:
    app.session_state["versus_view"] = view
    app.run()
    assert not app.exception and not app.error
    return app


def words_of(app: AppTest) -> str:
    parts = (app.markdown, app.caption, app.warning, app.success, app.error, app.info)
    return "\n".join(str(one.value) for part in parts for one in part)


def test_a_comparison_is_read_part_by_part_and_confirmed_once(
    open_page: Open, looked_at: Callable[[], list[str]], runs: list[Run]
) -> None:
    app = open_page(PAGE, data="many")
    assert not app.exception and not app.error
    said = words_of(app)
    assert any(f"**{word}" in said for word in ("Use ", "Keep ", "Not enough", "Too close"))
    assert "No winner" in said or "beats" in said or "loses to" in said
    assert "2 seeds" in said  # two runs became one variant
    assert len(app.get("plotly_chart")) == 2
    assert len(app.get("download_button")) == 2
    next(one for one in app.button if "whoever decides" in one.label).click()
    app.run()
    assert not app.exception and len(app.get("download_button")) == 3
    assert len(show(app, "curves").get("plotly_chart")) == 1 + 3  # the verdict, too
    assert len(show(app, "classes").get("plotly_chart")) == 1 + 3  # the best baseline, too
    assert len(app.dataframe[0].value) == 2 * (2 + len(BASELINES))
    show(app, "users")
    assert "Which variant wins for which users" in [one.value for one in app.subheader]
    assert "No group has 20 users" in words_of(app)  # few rows of each are shared
    assert "Place, variant" in app.dataframe[0].value.columns
    show(app, "test")
    assert "unread" in words_of(app) and looked_at() == []
    next(one for one in app.button if one.label.startswith("Confirm")).click()
    app.run()
    assert not app.exception and not app.error
    assert looked_at() == [run.id for run in runs]
    app.run()
    assert len(looked_at()) == 3  # looking again at what was told is no new look


def test_scores_of_another_state_of_the_data_are_not_read(
    open_page: Open, home: Path, runs: list[Run]
) -> None:
    for run in runs[:2]:
        (home / "runs" / run.id / "scores_valid.npz").write_bytes(b"torn")
    app = open_page(PAGE, data="many")
    assert not app.exception and not app.error
    assert "2 seeds" in words_of(app)  # scored again


def test_formats_of_each_template_are_scored_on_request(open_page: Open, runs: list[Run]) -> None:
    app = show(open_page(PAGE, data="many"), "formats")
    next(one for one in app.button if one.label == "Measure").click()
    app.run()
    assert not app.exception and not app.error
    assert "equivalent ways" in words_of(app)
