"""Names beside and above the rows of figures: whole, in lines that a phone has room for."""

import numpy as np

from promptrec.explain.records import FieldAttribution
from promptrec.plots.bars import LINES, NAME, in_lines, metric_bars
from promptrec.plots.explain import waterfall
from promptrec.plots.forest import forest_figure
from promptrec.plots.style import breadth
from promptrec.records import Interval
from promptrec.words.named import field_names

LONG = "e0003 · the same with evidence of others, from all rules at once"
VALUE = Interval(0.7, 0.6, 0.8)


def test_a_long_name_is_told_in_lines_and_the_rows_make_room() -> None:
    for figure in (metric_bars, forest_figure):
        short, long = figure({"e1": VALUE}, "m"), figure({LONG: VALUE}, "m")
        written = long.layout.annotations[0].text
        assert written.replace("<br>", " ") == LONG and "<br>" in written
        assert all(breadth(line) <= NAME for line in written.split("<br>"))
        assert long.layout.height > short.layout.height


def test_a_name_that_never_ends_is_cut_at_last() -> None:
    (text,), _ = in_lines(["word " * 100])
    assert text.endswith("…") and text.count("<br>") <= LINES


def test_fields_of_one_name_keep_a_bar_each() -> None:
    names = ("history.alike:3", "history.alike:10", "item.genres")
    found = FieldAttribution(
        fields=names,
        values=np.array([1.0, 0.5, 0.25]),
        errors=np.zeros(3),
        score=2.0,
        base_score=0.25,
        prior=0.0,
        asked=8,
        tokens=(),
    )
    for language in ("en", "zh"):
        (bars,) = waterfall(found, named=field_names(language, names)).data
        assert len(set(bars.y)) == len(bars.y) == len(bars.x)
