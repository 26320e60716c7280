"""The address of a comparison: complete at once, taken again, and honest about what is gone."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from promptrec.beyond import kept
from promptrec.beyond.measuring import asked_of
from promptrec.judge.entrants import entrant, entrants, groups
from promptrec.judge.saved import keep_scores, scores_file
from promptrec.records import Answers
from promptrec.settings import RunSettings
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store
from promptrec.ui.state import served as starting

PAGE, READ = "pages/understand/compare.py", "pages/read/compare.py"
EXPLAIN_READ = "pages/read/explain.py"
Open = Callable[..., AppTest]
CHOICES = (
    *("button", "selectbox", "multiselect", "button_group", "text_input", "number_input"),
    *("toggle", "checkbox", "radio", "select_slider", "slider", "download_button", "page_link"),
)


@pytest.fixture
def two(home: Path, many: RunSettings, make_up_scores: Callable[..., None]) -> list[Run]:
    """Two templates with made-up scores, the second far better."""
    found = []
    for text, gain in (("{item.title}", 0.0), ("{item.title}, a film", 3.0)):
        store = Store.open(home)
        store.queue(dataclasses.replace(many, template=text, template_name="draft"))
        run = store.claim("test")
        assert run is not None
        found.append(store.finish(run.id, run.fence, RunState.SUCCEEDED, result=JobResult()))
        make_up_scores(run.id, gain)
    return found


def asked_for(app: AppTest) -> dict[str, str]:
    """The address as one value a name."""
    return {
        name: value if isinstance(value, str) else value[-1]
        for name, value in app.query_params.items()
    }


def words_of(app: AppTest) -> str:
    assert not app.exception
    parts = (app.title, app.markdown, app.caption, app.warning, app.success, app.error, app.info)
    return "\n".join(str(one.value) for part in parts for one in part).replace("\\", "")


def test_the_address_is_complete_after_the_first_look(open_page: Open, two: list[Run]) -> None:
    said = asked_for(open_page(PAGE, data="many"))
    assert set(said["runs"].split(",")) == {run.id for run in two}
    wanted = {"data": "many", "control": two[0].id, "metric": "gauc_rows", "view": "values"}
    assert wanted.items() <= said.items() and said["sesoi"] == "0.01"


def test_a_link_brings_runs_data_control_and_view_to_a_new_visit(
    open_page: Open, two: list[Run]
) -> None:
    first, second = two
    asked = {"runs": f"{first.id},{second.id}", "control": second.id, "metric": "auc"}
    app = open_page(PAGE, data="many", **asked, sesoi="0.05", view="metrics", explore="1")
    assert "The link asks" not in words_of(app)
    assert app.selectbox(key="verdict_control").value == second.id
    assert app.selectbox(key="verdict_metric").value == "auc"
    assert app.number_input(key="verdict_sesoi").value == 0.05
    assert app.toggle(key="verdict_explore").value
    assert app.session_state["versus_view"] == "metrics"
    app.selectbox(key="verdict_metric").set_value("uauc").run()  # the address follows, not leads
    assert asked_for(app)["metric"] == "uauc"
    assert app.selectbox(key="verdict_metric").value == "uauc"


def test_a_link_without_its_data_finds_the_data_of_its_runs(
    open_page: Open, two: list[Run]
) -> None:
    app = open_page(PAGE, data="tiny")
    app.query_params.clear()
    app.query_params["runs"] = two[1].id
    app.run()
    assert app.selectbox(key="data").value == "many"
    assert app.multiselect[0].value == [two[1].id]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"runs": "r0001,r0099"}, "the run r0099, which is not here. It is left out"),
        ({"runs": "r0098,r0099"}, "the run r0098, which is not here. It is left out"),
        ({"view": "zzz"}, "the view zzz, which is not here. Shown instead: values"),
        ({"metric": "zzz"}, "the metric zzz, which is not here. Shown instead: gauc_rows"),
        ({"control": "r0099"}, "the control r0099, which is not here. Shown instead: r0001"),
        ({"sesoi": "lots"}, "smallest difference that matters lots, which is not here. Shown"),
    ],
)
def test_a_link_to_what_is_gone_says_so_until_something_else_is_chosen(
    asked: dict[str, str], said: str, open_page: Open, two: list[Run]
) -> None:
    app = open_page(PAGE, data="many", **asked)
    assert said in words_of(app)
    app.multiselect[0].set_value([two[1].id]).run()
    assert "The link asks" not in words_of(app)


def test_a_comparison_that_is_refused_or_fails_has_a_complete_address(
    open_page: Open, two: list[Run], settings: RunSettings, home: Path
) -> None:
    few = dataclasses.replace(settings, method="none", template_name="few")
    store, found = Store.open(home), []
    for text in ("{item.title}", "{item.title}, a film", "{item.gone}"):
        store.queue(dataclasses.replace(few, template=text))
        run = store.claim("test")
        assert run is not None
        found.append(store.finish(run.id, run.fence, RunState.SUCCEEDED, result=JobResult()).id)
    for run_id in found[:2]:
        pairs = (one := entrant(store, run_id)).plan.pairs("valid")
        answers = Answers(np.arange(len(pairs)) / 1.0, (), np.zeros((len(pairs), 0)))
        keep_scores(scores_file(home, run_id), pairs, answers, one.fingerprint)
    refused = open_page(PAGE, runs=",".join(found[:2]), metric="auc", view="metrics")
    failing = open_page(PAGE, runs=",".join(found[1:]), sesoi="0.05")
    assert "Not enough" in words_of(refused) and "item.gone" in words_of(failing)
    for app, asked in (
        (refused, {"runs": set(found[:2]), "metric": "auc", "view": "metrics", "sesoi": "0.01"}),
        (failing, {"runs": set(found[1:]), "view": "values", "sesoi": "0.05"}),
    ):
        said = asked_for(app)
        assert {**said, "runs": set(said["runs"].split(","))} == {**said, **asked}
        assert said["data"] == "tiny"


def test_the_verdict_stands_above_what_else_can_be_run(
    open_page: Open, many: RunSettings, make_up_scores: Callable[..., None], home: Path
) -> None:
    store = Store.open(home)
    for text in ("{item.title}", "{item.title}, a film"):
        store.queue(dataclasses.replace(many, template=text, method="bitfit"))
        run = store.claim("test")
        assert run is not None
        store.finish(run.id, run.fence, RunState.SUCCEEDED, result=JobResult())
        make_up_scores(run.id)
    app = open_page(PAGE, data="many")
    order = [str(getattr(one, "label", "")) for one in (*app.main,)]
    at = [order.index(one) for one in ("How we know", "Add the untuned model (2)")]
    assert at == sorted(at)
    assert any(one.startswith("Repeat with 2 more seeds") for one in order[at[0] :])


def test_a_comparison_is_read_without_anything_to_press(
    open_page: Open, two: list[Run], looked_at: Callable[[], list[str]], home: Path
) -> None:
    asked = {"runs": ",".join(run.id for run in two), "control": two[0].id, "reading": "1"}
    app = open_page(READ, data="many", **asked)
    assert f"**Use {two[1].id}" in words_of(app)
    assert len(app.get("plotly_chart")) == 1 and "{item.title}, a film" in app.code[1].value
    assert not [one for kind in CHOICES for one in app.get(kind)]
    assert looked_at() == [] and len(Store.open(home).all_jobs()) == 2
    assert "使用" in words_of(open_page(READ, data="many", **asked, lang="zh"))


def test_a_page_for_reading_opens_no_model_and_says_what_is_missing(
    open_page: Open, two: list[Run], home: Path
) -> None:
    (home / "runs" / two[0].id / "scores_valid.npz").unlink()
    app = open_page(READ, data="many", runs=f"{two[0].id},r0099", reading="1")
    assert "no kept scores yet" in words_of(app) and "the run r0099" in words_of(app)
    assert not (home / "runs" / two[0].id / "scores_valid.npz").exists()
    assert "names no run that is here" in words_of(open_page(READ, data="many", reading="1"))


def test_an_explanation_is_read_without_anything_to_press(open_page: Open) -> None:
    asked = {"run": "untuned", "template": "{item.title}.", "model": "tiny", "user": "u3"}
    app = open_page(EXPLAIN_READ, **asked, item="i4", reading="1")
    assert "User u3" in words_of(app) and len(app.get("plotly_chart")) == 1
    assert all(one.help and "#pr-term" not in one.help for one in app.metric)  # no way elsewhere
    assert not [one for kind in CHOICES for one in app.get(kind)]
    gone = open_page(EXPLAIN_READ, run="r0099", user="u3", item="i4", reading="1")
    assert "the run r0099, which is not here" in words_of(gone)


def test_what_takes_minutes_is_offered_with_its_time_queued_once_and_shown_when_kept(
    open_page: Open, two: list[Run], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ensure_supervisor", lambda _: None)  # nothing is to run here
    monkeypatch.setattr("promptrec.ui.compare.measured.QUICK_S", -1e9)
    app = open_page(PAGE, data="many", view="formats")
    assert "in the background" in words_of(app)
    button(app, "Measure").click().run()  # type: ignore[attr-defined]
    (job,) = Store.open(home).measurings()
    assert job.measuring is not None and job.measuring.kind == "formats"
    other = open_page(PAGE, data="many", view="formats")  # a second tab sees the same
    assert "Waiting for the worker" in str(other.get("progress")[0].proto)
    assert button(other, "Stop measuring") and not button(other, "Measure")
    found = groups(entrants(Store.open(home), [run.id for run in two]))
    asked = kept.named(asked_of(found, "formats", metric="gauc_rows", formats=5), found)
    assert asked == job.measuring
    kept.measured(home, found, asked)
    Store.open(home).request_cancel(job.id)
    done = open_page(PAGE, data="many", view="formats")
    assert "Kept for every visit" in words_of(done) and len(done.expander) > 2
    assert len(done.dataframe) == 2  # a table of formats for each


def button(app: AppTest, label: str) -> object:
    return next((one for one in app.button if one.label == label), None)
