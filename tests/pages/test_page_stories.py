"""What a person does on each page, and what they see."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.data.shipped import open_dataset
from promptrec.methods.method import Method
from promptrec.settings import METHODS, RunSettings, SearchSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.ui.state import served as starting
from promptrec.words.named import metric_name
from promptrec.worker.jobs import run_job
from promptrec.worker.search_job import run_search

Open = Callable[..., AppTest]
DATA, TEMPLATES = "pages/prepare/data.py", "pages/prepare/templates.py"
NEW_RUN, RUNS = "pages/train/new_run.py", "pages/train/runs.py"
SEARCH, LABEL = "pages/train/search.py", "pages/train/label.py"
COMPARE, RECOMMEND = "pages/understand/compare.py", "pages/use/recommend.py"


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def button(app: AppTest, label: str) -> object:
    return next(one for one in app.button if one.label.startswith(label))


def words_of(app: AppTest) -> str:
    parts = (app.markdown, app.caption, app.info, app.subheader, app.header)
    return "\n".join(str(one.value) for part in parts for one in part)


def test_data_shows_how_many_users_items_and_likes_there_are(open_page: Open) -> None:
    values = {metric.label: metric.value for metric in open_page(DATA).metric}
    assert values["Users"] == "12"
    assert values["Items"] == "10"
    assert values["Interactions"] == "144"


def test_templates_show_the_prompt_with_its_fields_coloured(open_page: Open) -> None:
    shown = html_of(open_page(TEMPLATES))
    assert "pr-f pr-item" in shown
    assert "likes " in shown


def test_a_broken_template_is_a_message_with_line_and_column(open_page: Open) -> None:
    app = open_page(TEMPLATES)
    app.session_state["draft_text"] = "Is {item.tittle} good?"
    app.session_state["draft_force"] = 9
    app.run()
    assert not app.exception
    assert "line 1, column 4" in app.error[0].value
    assert "item.title" in app.error[0].value


def test_text_of_the_data_is_escaped_in_the_preview(open_page: Open, home: Path) -> None:
    items = home / "datasets" / "tiny" / "items.csv"
    header, *rows = items.read_text(encoding="utf-8").splitlines()
    hostile = [row.replace(",", ",<script>", 1) for row in rows]
    items.write_text("\n".join([header, *hostile, ""]), encoding="utf-8")
    shown = html_of(open_page(TEMPLATES))
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_saving_a_template_twice_keeps_both_versions(open_page: Open, home: Path) -> None:
    app = open_page(TEMPLATES)
    button(app, "Save").click()
    app.run()
    app.session_state["draft_text"] = "Another text about {item.title}"
    app.session_state["draft_force"] = 99
    app.run()
    button(app, "Save").click()
    app.run()
    assert not app.error
    saved = Store.open(home).templates()
    assert [one.version for one in saved] == [2]
    assert len(Store.open(home).template_history(saved[0].name)) == 2


def test_pinning_keeps_a_pair_in_sight(open_page: Open, home: Path) -> None:
    app = open_page(TEMPLATES)
    button(app, "Pin").click()
    app.run()
    pins = Store.open(home).pins(str(home / "datasets" / "tiny"))
    assert len(pins) == 1


def test_new_run_says_how_long_it_takes_and_who_is_cold(open_page: Open) -> None:
    app = open_page(NEW_RUN)
    values = {metric.label: metric.value for metric in app.metric}
    assert values["Rows locked"] == "24"
    assert "s" in values["About"]
    assert "12 users that train knows" in words_of(app)


def test_start_puts_the_run_into_the_queue_and_leads_to_it(
    open_page: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ensure_supervisor", lambda home: None)  # a process of its own
    app = open_page(NEW_RUN)
    app.selectbox(key="run_method").set_value("head").run()
    button(app, "Start").click()
    app.run()
    assert not app.error
    (run,) = Store.open(home).runs()
    assert run.state is RunState.QUEUED
    assert run.settings.method == "head"
    assert run.settings.template_name == "Summaries, title, genres"


def test_every_method_can_be_started(open_page: Open) -> None:
    app = open_page(NEW_RUN)
    for method in METHODS:
        app.selectbox(key="run_method").set_value(method).run()
        assert not app.error, method
        assert not app.exception, method
        assert any(one.label == "Start" for one in app.button), method
        trained = {metric.label: metric.value for metric in app.metric}["Trains"]
        assert (trained == "0") == (method == "none")


def test_the_classic_recipe_fills_the_form(open_page: Open) -> None:
    app = open_page(NEW_RUN)
    app.radio(key="new_run_preset").set_value("classic").run()
    assert not app.error
    assert app.selectbox(key="run_method").value == "full"
    assert app.number_input(key="run_epochs").value == 5
    assert app.toggle(key="run_test").value


def test_a_setting_that_cannot_work_is_a_sentence_and_nothing_is_queued(
    open_page: Open, home: Path
) -> None:
    app = open_page(NEW_RUN)
    app.selectbox(key="run_model").set_value("tiny").run()
    app.selectbox(key="run_head").set_value("cloze").run()
    assert "{mask}" in app.error[0].value
    assert not any(one.label == "Start" for one in app.button)


def test_runs_shows_result_curves_and_log(open_page: Open, finished_run: Run) -> None:
    app = open_page(RUNS)
    assert {metric.label: metric.value for metric in app.metric}[
        metric_name("en", "auc")
    ] == "0.710"
    assert len(app.get("plotly_chart")) == 2
    assert "making 40 prompts" in app.code[0].value


@pytest.mark.parametrize("page", ["pages/train/runs.py", "pages/understand/compare.py"])
def test_a_run_of_another_version_does_not_close_a_page(
    page: str, open_page: Open, finished_run: Run, settings: RunSettings, home: Path
) -> None:
    gone = Method(name="gone", learning_rate=1e-3)
    with METHODS.holding(gone):
        old = Store.open(home).queue(dataclasses.replace(settings, method="gone"))
    app = open_page(page, run=finished_run.id, lang="中文")
    assert not app.exception
    assert not app.error
    if page.endswith("runs.py"):
        assert set(app.dataframe[0].value["run"]) == {old.id, finished_run.id}
        said = app.warning[0].value
        assert said == old.unreadable.in_language("zh") and old.id in said


def test_cancelling_a_queued_run_stops_it(
    open_page: Open, home: Path, settings: RunSettings
) -> None:
    run = Store.open(home).queue(settings)
    app = open_page(RUNS)
    button(app, "Stop this run").click()
    app.run()
    assert Store.open(home).run(run.id).state is RunState.CANCELLED


def test_repeat_with_changes_fills_the_form(open_page: Open, finished_run: Run) -> None:
    app = open_page(RUNS)
    button(app, "Repeat").click()
    app.run()
    assert not app.error
    assert app.selectbox(key="run_model").value == "tiny"
    assert app.number_input(key="run_max_train").value == 40


def test_compare_judges_a_single_run_at_once_and_says_that_12_people_are_too_few(
    open_page: Open,
    looked_at: Callable[[], list[str]],
    finished_run: Run,
    make_up_scores: Callable[..., None],
) -> None:
    make_up_scores(finished_run.id)
    app = open_page(COMPARE)
    said = words_of(app)
    assert "it is held against the best rule" in said
    assert "Choose two runs" not in said
    assert any("Not enough people" in one.value for one in app.warning)
    names = list(app.dataframe[0].value["Variant"])  # its metrics stand below all the same
    assert names[0].startswith(finished_run.id) and "Item's mean" in names
    assert looked_at() == []


def test_compare_queues_the_untuned_model(
    open_page: Open, home: Path, finished_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ensure_supervisor", lambda home: None)
    app = open_page(COMPARE)
    button(app, "Add the untuned").click()
    app.run()
    newest = Store.open(home).runs()[0]
    assert newest.settings.method == "none"
    assert newest.settings.template == finished_run.settings.template


def test_recommend_without_a_run_leads_to_one(open_page: Open) -> None:
    assert "No tuned model yet" in words_of(open_page(RECOMMEND))


def test_a_search_is_started_from_its_page(
    open_page: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ensure_supervisor", lambda _: None)  # nothing is to run here
    app = open_page(SEARCH)
    app.selectbox(key="search_model").set_value("tiny").run()
    button(app, "Start the search").click().run()  # type: ignore[attr-defined]
    assert not app.exception
    (row,) = Store.open(home).searches()
    assert row.search is not None and row.search.kind == "templates"
    assert (row.settings.model, row.settings.method) == ("tiny", "none")


def test_a_finished_search_shows_its_winner_and_confirms_it(
    open_page: Open, home: Path, settings: RunSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ensure_supervisor", lambda _: None)
    store = Store.open(home)
    base = dataclasses.replace(settings, template="{item.title}", method="none")
    asked = SearchSettings(base=base, kind="templates", trials=4, first_rows=10, metric="accuracy")
    store.queue_search(asked)
    claimed = store.claim("test")
    assert claimed is not None
    result = run_search(home, claimed.id, base, lambda _: None, lambda: False, lambda _: None)
    store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED, result=result)
    app = open_page(SEARCH)
    assert not app.exception
    (shown,) = [one.value for one in app.metric if one.label.startswith("Winner")]
    assert shown == f"{result.metrics['accuracy'].value:.3f}"
    assert len(app.get("plotly_chart")) >= 2
    button(app, "Confirm the winner").click().run()  # type: ignore[attr-defined]
    (run,) = store.runs()
    assert run.settings.test and run.name == f"winner of {claimed.id}"


def test_labels_are_given_on_the_page_and_offered_to_the_next_run(
    open_page: Open, finished_run: Run, home: Path
) -> None:
    path = home / "datasets" / "tiny" / "interactions.csv"
    header, *rows = path.read_text().splitlines()
    kept = [row for at, row in enumerate(rows) if at // 12 % 2]  # every second step
    path.write_text("\n".join([header, *kept, ""]))  # some pairs are now unlabelled
    app = open_page(LABEL)
    app.selectbox(key="label_run").set_value("untuned").run()
    app.selectbox(key="label_model").set_value("tiny").run()
    button(app, "Ask 10").click().run()  # type: ignore[attr-defined]
    assert not app.exception
    for words in ("Liked", "Not liked", "Skip"):
        button(app, words).click().run()  # type: ignore[attr-defined]
    assert not app.exception
    data = open_dataset(str(home / "datasets" / "tiny"))
    given = Store.open(home).labels(data.fingerprint())
    assert [one.label for one in given] == [1, 0]
    assert any(
        "my 2 labels" in one for one in open_page(NEW_RUN).selectbox(key="run_labels").options
    )


def test_a_run_is_exported_from_its_page(open_page: Open, finished_run: Run, home: Path) -> None:
    app = open_page(RUNS)
    button(app, "Export for TensorBoard").click().run()  # type: ignore[attr-defined]
    assert not app.exception
    folder = Store.open(home).run_folder(finished_run.id) / "tensorboard"
    assert list(folder.glob("events*")) and str(folder) in app.code[0].value


def test_a_comparison_of_few_users_is_refused_in_words(
    open_page: Open, home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    for text in ("{item.title}", "{item.title}, {item.genres:2}."):
        store.queue(dataclasses.replace(settings, template=text, method="none"))
        run = store.claim("test")
        assert run is not None
        result = run_job(home, run.id, run.settings, lambda _: None, lambda: False, lambda _: None)
        store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
    app = open_page(COMPARE)
    assert not app.exception and not app.error
    assert any("under 20 nothing can be said" in one.value for one in app.warning)
