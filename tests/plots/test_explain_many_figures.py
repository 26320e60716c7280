"""Two templates and a whole data set as figures."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from promptrec.explain.many import Importance, TwoTemplates
from promptrec.plots.explain_tests import importance_figure, moves_figure
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
        score_errors=np.zeros_like(table),
        place_errors=np.zeros_like(table),
        asked=4,
        prompts=8,
    )


def test_each_edit_is_a_colour_and_the_candidate_that_moved_most_comes_first():
    figure = moves_figure(moved([[0.0, 3.0], [1.0, -1.0]]), x="places", title="Who moved")
    first, second = figure.data
    assert [first.name, second.name] == ["edit 0", "edit 1"]
    assert first.marker.color != second.marker.color
    assert list(first.x) == [3.0, 0.0] and list(second.x) == [-1.0, 1.0]
    assert "Far" in first.y[0] and "<b>" not in first.y[1]


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
