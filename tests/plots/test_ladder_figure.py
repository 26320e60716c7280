"""The ladder as a figure."""

import math

from promptrec.plots.ladder import ladder_figure
from promptrec.plots.style import MUTED
from promptrec.records import Interval


def test_variants_have_colour_and_whiskers_and_baselines_are_grey():
    lines = {
        "mine": [Interval(0.6, 0.5, 0.7), Interval(math.nan)],
        "als": [Interval(0.5), Interval(0.6)],
        "random": [Interval(0.5), Interval(0.5)],
    }
    muted = ["als", "random"]
    figure = ladder_figure(["0", "1+"], lines, "AUC", x="known", muted=muted)
    mine, als, random = figure.data
    assert list(mine.error_y.array) == [0.7 - 0.6, 0.0] and als.error_y.array is None
    assert als.line.color == random.line.color == MUTED != mine.line.color
    assert als.line.dash != random.line.dash
    assert list(figure.layout.xaxis.ticktext) == ["0", "1+"]
    assert "AUC" in figure.layout.yaxis.title.text


def test_the_legend_names_the_variants_and_the_two_best_baselines():
    lines = {
        name: [Interval(value)] for name, value in zip("abcd", (0.5, 0.7, 0.6, 0.8), strict=True)
    }
    figure = ladder_figure(["0"], lines, "AUC", x="known", muted=["b", "c", "d"])
    assert [one.name for one in figure.data if one.showlegend] == ["a", "b", "d"]
