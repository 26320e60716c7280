"""Two templates and a whole data set as figures."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from promptrec.explain.many import Importance, TwoTemplates
from promptrec.explain.records import Faithfulness
from promptrec.plots.explain_tests import importance_figure, moves_figure, removal_figure
from promptrec.plots.whiskers import whiskers
from promptrec.records import Interval

NONE = np.zeros(2)


def moved(places):
    edits = tuple(f"edit {at}" for at in range(len(places)))
    table = np.array(places, float)
    return TwoTemplates(
        edits=edits,
        items=("i1", "i2"),
        titles=("Still <b>", "Far"),
        before=NONE,
        after=NONE,
        rank_before=np.array([1.0, 2.0]),
        rank_after=np.array([2.0, 1.0]),
        scores=np.zeros_like(table),
        places=table,
        place_errors=np.zeros_like(table),
        asked=4,
        prompts=8,
    )


def test_each_edit_is_a_colour_and_the_candidate_that_moved_most_comes_first():
    figure = moves_figure(moved([[0.0, 3.0], [1.0, -1.0]]), x="places", title="Who moved")
    first, second = figure.data
    assert [first.name, second.name] == ["1. edit 0", "2. edit 1"]
    assert first.marker.color != second.marker.color
    assert list(first.x) == [3.0, 0.0] and list(second.x) == [-1.0, 1.0]
    assert "Far" in first.y[0] and "<b>" not in first.y[1]


def test_the_removal_curves_start_at_the_score_and_the_band_holds_the_random_orders():
    found = Faithfulness(
        comprehensiveness=1.5,
        sufficiency=0.5,
        random=1.0,
        random_high=1.2,
        removed=np.array([0.5, 1.0]),
        deletion=np.array([-1.0, -2.0]),
        insertion=np.array([0.5, 1.0]),
        top=1,
        top_moves=2.0,
        random_moves=1.0,
        random_deletion=np.array([[0.0, -2.0], [0.8, -2.0]]),
        score=1.0,
    )
    low, high, _, deletion, _, insertion = removal_figure(found).data
    assert list(deletion.y) == [1.0, -1.0, -2.0]
    assert list(insertion.y) == [-2.0, 0.5, 1.0]  # with no token left it is where deletion ends
    assert low.y[0] == high.y[0] == 1.0 and 0.0 <= low.y[1] < high.y[1] <= 0.8


def test_groups_stand_beside_everybody_each_with_its_interval_and_colour():
    own = {"item.title": Interval(0.5, 0.4, 0.7), "item.genres": Interval(0.2)}
    found = Importance(
        fields=("item.title", "item.genres"),
        size=own,
        mean=own,
        examples=9,
        users=5,
        by="user.gender",
        groups={"woman": own},
        group_examples={"woman": 4},
    )
    everybody, women = importance_figure(found, all_of_them="all", x="log-odds").data
    assert (everybody.name, women.name) == ("all", "woman")
    assert list(everybody.x) == [0.5, 0.2]
    assert np.allclose(everybody.error_x.array, [0.2, 0.0])
    assert everybody.marker.color != women.marker.color


@given(
    st.tuples(*[st.floats(-10, 10) for _ in range(3)]).map(sorted),
    st.booleans(),
)
def test_whiskers_reach_from_bound_to_bound(numbers, known):
    low, value, high = numbers
    bars = whiskers([Interval(value, low, high) if known else Interval(value)], "red")
    wide = high - low if known else 0.0
    assert np.isclose(bars["array"][0] + bars["arrayminus"][0], wide)
