"""The picture of a step of the lesson."""

from promptrec.plots.lesson import lesson_bars
from promptrec.records import Interval


def test_each_bar_has_its_name_its_number_and_its_whiskers() -> None:
    rows = [("one <b>", Interval(1.0, 0.5, 1.5), False), ("random", Interval(-0.25), True)]
    figure = lesson_bars(rows, title="A title", unit="log-odds", digits="+.2f")
    assert figure.layout.title.text == "A title"
    assert figure.layout.xaxis.title.text == "log-odds"
    texts = [one.text for one in figure.layout.annotations]
    assert texts == ["one &lt;b&gt;", "+1.00 [+0.50, +1.50]", "random", "-0.25"]
    first, second = figure.data
    assert list(first.x) == [1.0] and list(second.x) == [-0.25]
    assert list(first.error_x.array) == [0.5] and list(second.error_x.array) == [0.0]
    assert first.marker.color != second.marker.color
    assert list(first.y) > list(second.y)  # in the order given
