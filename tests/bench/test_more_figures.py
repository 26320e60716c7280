"""Ranking, Compare, explanations, starting and growth: they run, and both sides are equal."""

import numpy as np
import pytest
import sqlalchemy as sa

from promptrec.bench import comparing, grown, growth
from promptrec.bench.comparing import compare_figures, plain_value
from promptrec.bench.explaining import explain_figure
from promptrec.bench.figure import Figure
from promptrec.bench.growth import GROWTHS, begins_alike, exponent, growth_figure, is_nothing
from promptrec.bench.made import made, made_pairs, made_sides
from promptrec.bench.ranking import candidates_for, ranking_figure
from promptrec.bench.start import (
    WARM_STEP,
    Waited,
    app_figures,
    start_figures,
    waited_figure,
)
from promptrec.compare.estimates import ground_of, values_by_user
from promptrec.metrics.metric import MAIN
from promptrec.model.variant import open_variant
from promptrec.settings import RunSettings


def small(name: str, sizes: tuple[int, ...]) -> growth.Growth:
    one = GROWTHS[name]
    return growth.Growth(one.against, sizes, one.way, one.gap, one.same)


def test_the_exponent_is_the_slope_of_the_logarithms():
    sizes = np.array([10, 100, 1000])
    assert exponent(sizes, 3 * sizes**2.0) == pytest.approx(2.0)
    assert exponent(sizes, [0.5, 0.5, 0.5]) == pytest.approx(0.0)


def test_a_size_that_does_not_begin_like_the_smaller_one_has_no_exponent(tmp_path):
    one = growth.Growth("x", (2, 3), lambda size, _: lambda: np.arange(size) * float(size))
    found = growth_figure("growth_x", one, 1)
    assert found.value is None and found.unit == "exponent" and "differ by up to 1" in found.note
    assert begins_alike([np.array([1.0]), np.array([1.0, 9.0])]) == 0
    assert is_nothing([np.zeros(2), np.array([0.0, -3.0])]) == 3


@pytest.mark.parametrize("name", sorted(GROWTHS))
def test_each_kind_of_growth_gives_the_same_at_both_sizes(name):
    sizes = {"growth_evidence": (2_000, 4_000)}.get(name, (10, 20))
    found = growth_figure(name, small(name, sizes), 1)
    assert found.value is not None and np.isfinite(found.value), found.note


def test_listing_and_writing_ask_the_database_as_often_whatever_it_holds(tmp_path):
    asked = []
    for runs in (10, 200):
        home = tmp_path / str(runs)
        ways = (grown.listing(runs, home / "a"), grown.writing(runs, home / "b"))
        count = [0]

        def counting(*_: object, count: list[int] = count) -> None:
            count[0] += 1

        sa.event.listen(sa.Engine, "before_cursor_execute", counting)
        for way in ways:
            way()
        sa.event.remove(sa.Engine, "before_cursor_execute", counting)
        asked.append(count[0])
    assert asked[0] == asked[1] > 0


def test_a_made_variant_scores_the_same_whoever_is_beside_it():
    pairs = made_pairs(200, 20)
    few, many = made_sides(pairs, 2), made_sides(pairs, 5)
    assert [one.scores.tobytes() for one in few] == [one.scores.tobytes() for one in many[:2]]
    assert len(made(500).interactions) == 500


def test_the_plain_way_of_a_comparison_is_the_mean_of_the_quick_one():
    pairs = made_pairs(300, 30)
    scores = made_sides(pairs, 1)[0].runs[0]
    ground = ground_of(MAIN, pairs)
    quick = np.average(values_by_user(MAIN, pairs, scores), weights=ground.weights)
    assert plain_value(pairs, scores) == pytest.approx(float(quick))


def test_compare_has_a_verdict_and_another_view():
    verdict, view = compare_figures(1, rows=600, runs=3)
    assert (verdict.name, view.name) == (comparing.VERDICT, comparing.VIEW)
    assert verdict.value and view.value and verdict.unit == view.unit == "s"


def test_ranking_is_the_same_as_prompt_by_prompt():
    found = ranking_figure("tiny", users=2, each=12, rounds=1)
    assert found.value is not None, found.note
    settings = RunSettings(dataset="movies", template="{item.title}", model="tiny", method="none")
    pairs = candidates_for(open_variant(settings=settings, dataset=movies()), 2, 12)
    assert len(pairs) == 24 and len(np.unique(pairs.user)) == 2


def movies():
    from promptrec.data.shipped import open_dataset

    return open_dataset("movies")


def test_integrated_gradients_are_those_of_captum():
    found = explain_figure("tiny", 1)
    assert found.value is not None or "captum" in found.note, found.note


def test_a_model_that_is_not_there_has_figures_without_a_value():
    for found in (ranking_figure("/no/model", 1, 2, 1), explain_figure("/no/model", 1)):
        assert found.value is None and found.note


def test_a_figure_is_said_with_its_unit():
    assert str(Figure("a", 2.0, "s", "b", 4.0)) == "a: 2.00 s (target 4.00 s), against b"
    assert "512 MB" in str(Figure("a", 512.0, "MB", "b"))


@pytest.mark.slow
def test_a_run_takes_its_first_step_in_a_process_as_it_does_here():
    cold, warm, held = start_figures(1)
    assert cold.value and cold.unit == "s", cold.note
    assert warm.value and warm.unit == "s", warm.note
    assert held.value > 100 and held.unit == "MB"


def test_seconds_to_another_loss_are_no_figure():
    found = [Waited(2.0, 0.5), Waited(1.0, 0.5)]
    assert waited_figure(WARM_STEP, found, 0.5, "a", "").value == 1.0
    other = waited_figure(WARM_STEP, [*found, Waited(0.5, 0.6)], 0.5, "a", "")
    assert other.value is None and other.note


@pytest.mark.slow
def test_the_app_answers_and_says_what_it_holds():
    healthy, memory = app_figures(1)
    assert healthy.value and memory.value > 50
