"""What the Compare page must not do by itself, on runs whose scores are made up."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from promptrec.baselines.catalogue import BASELINES
from promptrec.compare import kept_rules
from promptrec.judge.entrants import candidates, entrant
from promptrec.judge.saved import keep_scores, of_candidates, scores_file
from promptrec.records import Answers
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store
from promptrec.ui.compare import rows as compare_state
from promptrec.ui.state import judged
from promptrec.words.named import metric_name

PAGE = "pages/understand/compare.py"
Open = Callable[..., AppTest]
Scored = Callable[..., Run]


@pytest.fixture
def scored(home: Path, make_up_scores: Callable[..., None]) -> Callable[..., Run]:
    """Makes a run that succeeded and kept made-up scores."""

    def made(settings: RunSettings, gain: float = 0.0) -> Run:
        store = Store.open(home)
        store.queue(settings)
        run = store.claim("test")
        assert run is not None
        result = JobResult(
            metrics={},
            trainable_parameters=0,
            label_rows=0,
            statistic_rows=0,
            seconds=1.0,
            details={},
        )
        run = store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
        make_up_scores(run.id, gain)
        return run

    return made


def other(settings: RunSettings, text: str) -> RunSettings:
    return dataclasses.replace(settings, template=text, template_name="draft")


def words_of(app: AppTest) -> str:
    assert not app.exception
    parts = (app.markdown, app.caption, app.warning, app.success, app.error, app.info)
    return "\n".join(str(one.value) for part in parts for one in part)


def test_a_new_run_is_offered_and_never_joins_by_itself(
    open_page: Open, scored: Scored, many: RunSettings
) -> None:
    first = [scored(other(many, f"{{item.title}} {word}")) for word in ("a", "b")]
    app = open_page(PAGE, data="many")
    said = words_of(app)
    third = scored(other(many, "A much longer text about {item.title}, word for word"), 1.0)
    app.run()
    chosen = {run.id for run in first}
    assert set(app.multiselect[0].value) == chosen and words_of(app).startswith(said[:40])
    button = next(one for one in app.button if one.key == f"add_{third.id}")
    assert f"{third.id} · A much longer text about" in button.label.replace("\\", "")
    button.click().run()
    assert set(app.multiselect[0].value) == {*chosen, third.id}
    assert not [one for one in app.button if one.key == f"add_{third.id}"]


def test_the_oldest_untuned_run_is_the_control(
    open_page: Open, scored: Scored, many: RunSettings
) -> None:
    tuned = dataclasses.replace(many, method="bitfit")
    runs = [scored(one) for one in (tuned, other(many, "{item.title} a"), many)]
    app = open_page(PAGE, data="many")
    words_of(app)
    assert app.selectbox(key="verdict_control").value == runs[1].id


def test_a_single_run_is_held_against_the_rules_and_then_beside_its_untuned_twin(
    open_page: Open, scored: Scored, many: RunSettings
) -> None:
    tuned = scored(dataclasses.replace(many, method="bitfit"), 3.0)
    app = open_page(PAGE, data="many")
    assert "it is held against the best rule" in words_of(app)
    assert f"**Use {tuned.id}" in words_of(app).replace("\\", "")
    assert not [one for one in app.selectbox if one.key == "verdict_control"]
    untuned = scored(many)
    scored(other(many, "{item.title} of another text"))
    app = open_page(PAGE, data="many")
    app.multiselect[0].set_value([tuned.id]).run()
    said = words_of(app).replace("\\", "")
    assert f"beside it stands its untuned twin, {untuned.id}" in said
    assert f"**Use {tuned.id}" in said and f"better than {untuned.id}" in said
    assert app.selectbox(key="verdict_control").value == untuned.id


def test_a_limit_that_is_changed_after_the_verdict_is_told(
    open_page: Open, scored: Scored, many: RunSettings
) -> None:
    for word in ("a", "b"):
        scored(other(many, f"{{item.title}} {word}"))
    app = open_page(PAGE, data="many")
    assert "after the verdict was seen" not in words_of(app)
    app.number_input(key="verdict_sesoi").set_value(0.2).run()
    assert "after the verdict was seen; it was 0.01." in words_of(app)
    app.number_input(key="verdict_sesoi").set_value(0.01).run()
    assert "after the verdict was seen" not in words_of(app)


def test_all_metrics_are_counted_on_the_rows_that_all_share(
    open_page: Open, scored: Scored, many: RunSettings
) -> None:
    """The run on fewer rows would have another AUC of its own, and baselines those of one run."""
    scored(dataclasses.replace(other(many, "{item.title} a"), max_valid=None))
    scored(dataclasses.replace(other(many, "{item.title} b"), max_valid=60), 1.0)
    app = open_page(PAGE, data="many")
    app.session_state["verdict_metric"] = "auc"  # in which users of one class count, too
    app.session_state["versus_view"] = "metrics"
    app.run()
    assert "60 valid rows that the runs share" in words_of(app)
    table = app.dataframe[0].value
    assert len(table) == 2 + len(BASELINES) and metric_name("en", "auc") in table.columns
    parts = app.dataframe[1].value
    auc = metric_name("en", "auc")
    assert table[auc].tolist() == parts[auc].tolist()  # baselines stand in both


def test_under_twenty_users_there_is_a_reason_and_no_number(
    open_page: Open, home: Path, scored: Scored, many: RunSettings
) -> None:
    few = dataclasses.replace(many, dataset=str(home / "datasets" / "tiny"))
    for word in ("a", "b"):
        scored(other(few, f"{{item.title}} {word}"))
    app = open_page(PAGE)
    said = words_of(app)
    assert "users count, and under 20 nothing is said" in said and "What helps" in said
    assert not app.get("plotly_chart") and not app.get("download_button") and not app.dataframe


@pytest.mark.parametrize(("language", "words"), [("en", "Ranked are "), ("zh", "参与排序的是")])
def test_a_ranking_says_how_many_candidates_there_really_were(
    open_page: Open, scored: Scored, many: RunSettings, home: Path, language: str, words: str
) -> None:
    for text in ("a", "b"):
        run = scored(other(many, f"{{item.title}} {text}"))
        one = entrant(Store.open(home), run.id)
        pairs = candidates(one.plan, confirm=False, users=50).pairs
        noise = np.random.default_rng(len(text)).normal(size=len(pairs))
        answers = Answers(noise + pairs.label, (), np.zeros((len(pairs), 0)))
        keep_scores(scores_file(home, run.id, of_candidates(50)), pairs, answers, one.fingerprint)
    app = open_page(PAGE, data="many")
    app.session_state["lang"] = language
    app.session_state["verdict_metric"] = "ndcg@10"
    said = words_of(app.run())
    assert words in said and "99" in said


MEASURING = {
    "judge": judged,
    "sides_of": judged,
    "rules_on": kept_rules,
    "scoreboard": compare_state,
}


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the page measures, by name, as often as it does."""
    calls: list[str] = []

    def count(name: str) -> Callable[..., object]:
        own: Callable[..., object] = getattr(MEASURING[name], name)

        def counted(*given: object, **more: object) -> object:
            calls.append(name)
            return own(*given, **more)

        return counted

    for name in MEASURING:
        monkeypatch.setattr(MEASURING[name], name, count(name))
    return calls


def test_another_language_measures_nothing_again_and_runs_of_one_name_keep_their_rows(
    open_page: Open, scored: Scored, many: RunSettings, measured: list[str]
) -> None:
    for word in ("a", "b"):
        scored(other(many, f"{{item.title}} {word}"))
    app = open_page(PAGE, data="many")
    app.session_state["versus_view"] = "metrics"
    app.run()
    english = words_of(app)
    table = app.dataframe[0].value
    assert len(table) == 2 + len(BASELINES) and not table.iloc[:, 0].duplicated().any()
    assert sorted(measured) == sorted(MEASURING)
    app.session_state["lang"] = "zh"
    app.run()
    assert not app.exception and words_of(app) != english
    assert app.dataframe[0].value.shape == table.shape
    assert sorted(measured) == sorted(MEASURING)


def test_which_variant_wins_for_which_users_stands_before_single_users(
    open_page: Open, scored: Scored, many: RunSettings
) -> None:
    settings = dataclasses.replace(many, split=SplitSettings(small_users="test"))
    scored(other(settings, "{item.title} a"))
    scored(other(settings, "{item.title} b"), 3.0)
    app = open_page(PAGE, data="many")
    app.session_state["versus_view"] = "users"
    app.run()
    said = words_of(app)
    assert "wins in every group of users" in said and "is never the best" in said
    table = app.dataframe[0].value
    assert {"Users with", "Best", "Lead over the next"} <= set(table.columns)
    assert len(app.get("plotly_chart")) == 3  # the verdict, groups, single users
    assert [one.value for one in app.subheader][-2:] == [
        "Which variant wins for which users",
        "User by user",
    ]
