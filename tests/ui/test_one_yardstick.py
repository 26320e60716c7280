"""Runs, the choice of a run, Search and Compare speak of one number by one name."""

import pytest

from promptrec.compare.judging import SESOI, Question, judge
from promptrec.judge.entrants import entrant, groups
from promptrec.metrics.metric import BESIDE, MAIN
from promptrec.report.voice import Voice
from promptrec.store.shipped_runs import add_examples
from promptrec.store.snapshots import Run
from promptrec.store.store import Store
from promptrec.ui.shared.first.first_run import first_words
from promptrec.ui.shared.metric_cards import first_metrics, metric_words
from promptrec.ui.shared.run_list import COLUMNS, row_of
from promptrec.words.named import metric_inside
from promptrec.words.table import LANGUAGES


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    found = Store.open(tmp_path_factory.mktemp("examples"))
    add_examples(found)
    return found


def metric(run: Run, name: str) -> float:
    assert run.result is not None
    return run.result.metrics[name].value


@pytest.mark.parametrize("name", ["e0001", "e0005"])
def test_a_run_has_one_first_number_in_the_list_on_its_card_and_where_it_is_chosen(
    name: str, store: Store
) -> None:
    run = store.run(name)
    value = f"{metric(run, MAIN):.3f}"
    assert row_of(run)[MAIN] == value
    assert COLUMNS.index(MAIN) < COLUMNS.index(BESIDE)
    assert run.result is not None
    first = first_metrics(run.result.metrics)
    assert next(iter(first)) == MAIN and f"{first[MAIN].value:.3f}" == value
    said = first_words(run)
    assert value in said and metric_inside("en", MAIN) in said


def test_compare_finds_that_number_on_the_rows_of_the_run(store: Store) -> None:
    runs = [entrant(store, name) for name in ("e0001", "e0002")]
    judged = judge(groups(runs), Question(sesoi=SESOI))
    assert judged.metric == MAIN
    assert judged.control_value == pytest.approx(metric(store.run("e0001"), MAIN))
    (other,) = judged.variants
    assert other.value == pytest.approx(metric(store.run("e0002"), MAIN))


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_and_pages_call_it_alike(language: str) -> None:
    named = Voice(language).metric(MAIN)
    assert "GAUC" in named
    if language == "en":
        assert named == metric_words(MAIN)
