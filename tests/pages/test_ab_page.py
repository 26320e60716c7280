"""Two templates side by side on the Templates page, and from there to a decision."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.ui.state import served as starting
from promptrec.worker.jobs import run_job

Open = Callable[..., AppTest]
TEMPLATES, COMPARE = "pages/prepare/templates.py", "pages/understand/compare.py"


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def words_of(app: AppTest) -> str:
    parts = (app.markdown, app.caption, app.info, app.warning)
    return "\n".join(str(one.value) for part in parts for one in part)


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label.startswith(label)).click()
    app.run()
    assert not app.exception and not app.error
    return app


def typed(app: AppTest, text: str, side: str = "") -> AppTest:
    """As the component leaves it."""
    app.session_state[f"draft_text{side}"] = text
    app.session_state[f"draft_force{side}"] = 1000 + len(text)
    return app.run()


def carried_out(home: Path, store: Store) -> list[Run]:
    """Every queued run, as the worker does it."""
    done = []
    while (run := store.claim("test")) is not None:
        found = run_job(home, run.id, run.settings, lambda _: None, lambda: False, lambda _: None)
        done.append(store.finish(run.id, run.fence, RunState.SUCCEEDED, result=found))
    return done


@pytest.mark.slow
def test_two_templates_are_edited_side_by_side_and_lead_to_a_decision(
    open_page: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ensure_supervisor", lambda home: None)  # a process of its own
    app = open_page(TEMPLATES)
    app.selectbox(key="draft_model").set_value("tiny").run()
    typed(app, "{item.title} is {mask}")
    app.selectbox(key="score_with").set_value("untuned").run()
    press(app, "A/B")
    assert app.query_params["ab"] in ("1", ["1"])
    assert "A and B say the same" in words_of(app)
    assert 'class="pr-ab"' in html_of(app) and "+0.00" in html_of(app)
    assert not [one for one in app.button if one.label == "Compare these two"]

    typed(app, "it is {mask}: {item.title}, {item.year}", "_b")
    press(app, "Pin 5 people")
    shown = html_of(app)
    table = shown[shown.index("pr-ab") :]
    assert table.count("<tr>") >= 5  # head, examples, mean
    assert "A look, no verdict" in words_of(app) and "B − A is" in words_of(app)
    assert "untuned run(s)" in words_of(app)

    press(app, "Compare these two")
    assert app.title[0].value == "Compare"
    assert "when both runs have finished" in words_of(app)
    store = Store.open(home)
    first, second = sorted(store.runs(), key=lambda run: run.id)
    assert first.settings.template == "{item.title} is {mask}"
    assert second.settings.template.startswith("it is {mask}")
    assert first.settings.method == second.settings.method == "none"

    carried_out(home, store)
    compared = open_page(COMPARE, runs=f"{first.id},{second.id}", control=first.id)
    assert not compared.exception and not compared.error
    assert compared.multiselect[0].value == [first.id, second.id]
    assert compared.selectbox(key="verdict_control").value == first.id

    app.run()  # the tab with both templates
    assert "Both have a run already" in words_of(app)
    press(app, "Compare these two")
    assert len(store.runs()) == 2  # nothing was run again


@pytest.mark.slow
def test_one_side_that_cannot_be_read_leaves_the_other_in_sight(
    open_page: Open, tuned_run: Run
) -> None:
    app = open_page(TEMPLATES)
    app.selectbox(key="score_with").set_value(tuned_run.id).run()
    press(app, "A/B")
    typed(app, "{item.titl", "_b")
    assert not app.exception
    assert [one for one in app.error if "line 1" in one.value]
    assert "pr-prompt" in html_of(app) and 'class="pr-ab"' not in html_of(app)
    typed(app, "{soft:3} {item.title}", "_b")  # the run has learned no soft tokens
    assert not app.exception
    assert [one for one in app.error if "soft" in one.value]
    typed(app, "{item.title}", "_b")
    assert not app.error and 'class="pr-ab"' in html_of(app)
    assert "Scored by" in words_of(app) and tuned_run.id in words_of(app)
    press(app, "Close B")
    assert "ab" not in app.query_params and 'class="pr-ab"' not in html_of(app)
    press(app, "A/B")
    assert app.session_state["draft_text_b"] == "{item.title}"


def test_without_a_model_the_two_texts_are_still_side_by_side(open_page: Open) -> None:
    app = open_page(TEMPLATES, ab="1")
    assert not app.exception and not app.error
    assert app.selectbox(key="score_with").value == "nothing"
    app.selectbox(key="ab_start").set_value("library/Plain title").run()
    assert app.session_state["draft_text_b"] == "{item.title}"
    assert html_of(app).count("pr-prompt") >= 2
    assert "Choose above what scores" in words_of(app)
    assert [one for one in app.button if one.label == "Compare these two"]
