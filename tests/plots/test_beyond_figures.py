"""The scatter and the groups' chart hold what was handed in."""

import math

from promptrec.plots.beyond import Dot, gap_figure, trade_figure
from promptrec.records import Interval


def test_every_recommender_is_a_named_dot_and_the_undefined_is_left_out():
    dots = [
        Dot("mine <b>", Interval(0.2, 0.1, 0.3), Interval(0.5)),
        Dot("random", Interval(0.1), Interval(0.8, 0.7, 0.9), muted=True),
        Dot("broken", Interval(math.nan), Interval(0.8)),
    ]
    figure = trade_figure(dots, x="NDCG", y="diversity", title="t")
    assert [one.name for one in figure.data] == ["mine &lt;b&gt;", "random"]
    assert [(one.x[0], one.y[0]) for one in figure.data] == [(0.2, 0.5), (0.1, 0.8)]
    assert figure.data[0].error_x.array[0] == 0.3 - 0.2
    assert figure.data[0].error_y.array[0] == 0
    assert figure.data[1].marker.symbol.endswith("-open")


def test_each_variant_has_its_dots_beside_the_group():
    groups = {
        "a": {"woman": Interval(0.6, 0.5, 0.7), "man": Interval(0.4)},
        "b": {"man": Interval(0.3)},
    }
    figure = gap_figure(groups, "accuracy", title="by gender")
    assert list(figure.layout.yaxis.ticktext) == ["woman", "man"]
    assert list(figure.data[0].x) == [0.6, 0.4]
    assert round(figure.data[1].y[0]) == -1
