"""Figures: the data that they draw, and that they fit light, dark and a phone."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from promptrec.metrics.classification import Confusion
from promptrec.metrics.curves import calibration_curve, roc_curve
from promptrec.plots.bars import metric_bars, numbers
from promptrec.plots.curves import calibration_figure, curve_figure, roc_figure
from promptrec.plots.profile import (
    doubling_classes,
    history_length_figure,
    long_tail_figure,
    rating_histogram,
)
from promptrec.plots.style import MUTED, PALETTE, TITLE_WIDTH, breadth
from promptrec.plots.tables import confusion_figure
from promptrec.plots.words import plot_words
from promptrec.records import Interval, Measure

WORDS = plot_words()

LABEL, SCORE = [0, 1, 0, 1], [-1.0, 0.5, 0.7, 2.0]
RUNS = {
    "run 2": [Measure(2, 1, "loss", 0.6), Measure(1, 1, "loss", 0.7), Measure(1, 1, "lr", 9.0)],
    "run 1": [Measure(1, 1, "loss", 0.8)],
}
VALUES = {
    "plain": Interval(0.55, 0.5, 0.6),
    "broken": Interval(math.nan),
    "history": Interval(0.7, 0.65, 0.74),
    "item mean": Interval(0.66),
}
FIGURES = {
    "curve": lambda words: curve_figure(RUNS, "loss", title="Loss", words=words),
    "bars": lambda words: metric_bars(VALUES, "auc", muted=["item mean"], words=words),
    "roc": lambda words: roc_figure({"a": roc_curve(LABEL, SCORE)}, words=words),
    "calibration": lambda words: calibration_figure(
        {"a": calibration_curve(LABEL, SCORE)}, words=words
    ),
    "confusion": lambda words: confusion_figure(Confusion(1, 2, 3, 4), words=words),
    "rating": lambda words: rating_histogram({1.0: 3, 4.5: 7}, like_at=4, words=words),
    "tail": lambda words: long_tail_figure([5, 1, 0], words=words),
    "history": lambda words: history_length_figure([1, 2, 9], words=words),
}
EMPTY = {
    "curve": lambda: curve_figure({}, "loss"),
    "bars": lambda: metric_bars({}, "auc"),
    "roc": lambda: roc_figure({}),
    "calibration": lambda: calibration_figure({}),
    "confusion": lambda: confusion_figure(Confusion(0, 0, 0, 0)),
    "rating": lambda: rating_histogram({}),
    "tail": lambda: long_tail_figure([]),
    "history": lambda: history_length_figure([]),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_transparent_and_as_wide_as_its_place(name):
    layout = FIGURES[name](None).layout
    assert layout.width is None
    assert layout.autosize
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.height <= 480
    assert layout.xaxis.title.text
    assert layout.yaxis.title.text or name == "bars"


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_an_empty_figure(name):
    assert isinstance(EMPTY[name](), go.Figure)


@pytest.mark.parametrize("name", FIGURES)
def test_every_word_can_be_handed_in(name):
    other = {
        key: "".join(f"§{part}" for part in text.split(" ") if "{" in part) or "§"
        for key, text in WORDS.items()
    }
    figure = FIGURES[name](other)
    shown = figure.to_json()
    left = [
        text
        for text in WORDS.values()
        if len(text) > 8 and "{" not in text and f'"{text}"' in shown
    ]
    assert not left


def test_a_curve_holds_one_line_a_run_by_rising_step_and_only_the_measure_asked_for():
    first, second = curve_figure(RUNS, "loss").data
    assert (list(first.x), list(first.y), first.name) == ([1, 2], [0.7, 0.6], "run 2")
    assert (list(second.x), list(second.y)) == ([1], [0.8])
    assert first.line.dash != second.line.dash
    assert first.line.color != second.line.color


def test_long_curves_are_lines_and_short_ones_are_marked():
    long = [Measure(step, 1, "loss", 1.0) for step in range(100)]
    assert [line.mode for line in curve_figure({"a": long, "b": long[:5]}, "loss").data] == [
        "lines",
        "lines+markers",
    ]


def test_bars_stand_best_first_with_their_interval_and_baselines_in_grey():
    figure = metric_bars(VALUES, "auc", muted=["item mean"], reference=0.5)
    own, grey = figure.data
    assert list(own.base) == [0.5, 0.5]
    ends = {y: base + x for y, base, x in zip(own.y, own.base, own.x, strict=True)}
    assert ends == pytest.approx({0: 0.7, -2: 0.55})  # history first, plain third
    assert list(grey.y) == [-1]
    assert grey.error_x.color == MUTED
    assert own.error_x.color == PALETTE[0]
    first = list(own.y).index(0)
    assert own.error_x.arrayminus[first] == pytest.approx(0.05)
    assert own.error_x.array[first] == pytest.approx(0.04)
    names = [note.text for note in figure.layout.annotations if note.xanchor == "left"]
    assert names == ["history", "item mean", "plain", "broken"]
    assert "not defined" in [note.text for note in figure.layout.annotations]


def test_of_a_loss_the_smallest_is_best():
    figure = metric_bars(VALUES, "log_loss", lower_is_better=True)
    names = [note.text for note in figure.layout.annotations if note.xanchor == "left"]
    assert names == ["plain", "item mean", "history", "broken"]


def test_numbers_as_text():
    assert numbers(Interval(0.7123, 0.688, 0.736), WORDS) == "0.712 [0.688, 0.736]"
    assert numbers(Interval(0.5), WORDS) == "0.500"
    assert numbers(Interval(math.inf), WORDS) == "inf"


def test_names_are_text_and_long_names_are_cut():
    name = "<b>bold</b> & " + "x" * 150
    figure = metric_bars({name: Interval(0.5)}, "auc")
    shown = figure.layout.annotations[0].text
    assert shown.startswith("&lt;b&gt;bold&lt;/b&gt; &amp; x")
    assert shown.endswith("…")
    line = curve_figure({name: [Measure(1, 1, "loss", 1.0)]}, "loss").data[0]
    assert "<b>bold" not in line.name + line.hovertemplate


def test_roc_and_calibration_draw_their_points_and_the_diagonal_last():
    curve = roc_curve(LABEL, SCORE)
    figure = roc_figure({"a": curve})
    assert list(figure.data[0].x) == curve.false_positive_rate.tolist()
    assert list(figure.data[0].y) == curve.true_positive_rate.tolist()
    assert list(figure.data[-1].x) == list(figure.data[-1].y) == [0, 1]
    points = calibration_curve(LABEL, SCORE)
    line = calibration_figure({"a": points}).data[0]
    assert list(line.x) == points.predicted.tolist()
    assert list(line.customdata) == points.rows.tolist()
    assert len(line.marker.size) == len(points.rows)


def test_the_confusion_shows_counts_and_shares_of_each_label():
    figure = confusion_figure(Confusion(30, 10, 5, 15))
    assert np.array(figure.data[0].z).tolist() == [[0.75, 0.25], [0.25, 0.75]]
    assert [note.text for note in figure.layout.annotations] == [
        "<b>30</b><br>75%",
        "<b>10</b><br>25%",
        "<b>5</b><br>25%",
        "<b>15</b><br>75%",
    ]


def test_the_rating_histogram_parts_liked_from_disliked():
    disliked, liked = rating_histogram({4.5: 7, 1.0: 3, 4.0: 1}, like_at=4).data
    assert (list(disliked.x), list(disliked.y)) == (["1"], [3])
    assert (list(liked.x), list(liked.y)) == (["4", "4.5"], [1, 7])
    assert len(rating_histogram({1.0: 3}).data) == 1


def test_the_long_tail_says_what_a_fifth_of_the_items_draw():
    figure = long_tail_figure([0, 60, 10, 20, 10])
    curve, note = figure.data[0], figure.data[1]
    assert list(curve.y) == [0, 0.6, 0.8, 0.9, 1.0, 1.0]
    assert note.name == "20% of the items draw 60% of the interactions"
    assert len(long_tail_figure(np.ones(5000)).data[0].x) <= 201


def test_users_are_counted_in_classes_that_double():
    figure = history_length_figure([1, 2, 3, 9, 5000])
    found = dict(zip(figure.data[0].x, figure.data[0].y, strict=True))
    assert (found["1"], found["2–3"], found["8–15"], found["1,024+"]) == (1, 2, 1, 1)
    assert sum(found.values()) == 5
    assert doubling_classes([0, 1]) == (["0", "1"], [1, 1])
    assert doubling_classes([1023, 1024]) == (["512–1023", "1,024+"], [1, 1])


def test_a_long_title_is_wrapped_to_phone_width():
    title = "AUC on valid, leave-last split: which variant tells liked from disliked?"
    layout = metric_bars(VALUES, "auc", title=title).layout
    assert max(map(breadth, layout.title.text.split("<br>"))) <= TITLE_WIDTH
    assert layout.margin.t > metric_bars(VALUES, "auc", title="AUC").layout.margin.t


@pytest.mark.parametrize(
    "title", ["当字段取不同的值时分数怎样变化" * 4, "W" * 90, "item.a_very_long_name" * 5]
)
def test_a_title_of_broad_letters_is_wrapped_too_and_loses_nothing(title):
    lines = metric_bars(VALUES, "auc", title=title).layout.title.text.split("<br>")
    assert len(lines) > 1
    assert max(map(breadth, lines)) <= TITLE_WIDTH
    assert "".join(lines) == title


def test_the_reference_line_crosses_no_name():
    figure = metric_bars(VALUES, "auc", reference=0.5)
    lines = [(one.y0, one.y1) for one in figure.layout.shapes]
    assert len(lines) == len(VALUES)
    names = [note.y for note in figure.layout.annotations]  # their lower edge
    assert not [y for y in names for low, high in lines if low < y < high]


def test_a_lone_value_stands_in_the_middle_of_a_short_axis():
    lone = [Measure(4, 1, "auc", 0.6)]
    assert curve_figure({"a": lone}, "auc").layout.yaxis.range == (0.5, 0.7)


def test_of_the_baselines_the_best_curve_is_in_sight_and_the_legend_has_the_others():
    curve = roc_curve(LABEL, SCORE)
    figure = roc_figure({"mine": curve, "best": curve, "other": curve}, muted=["best", "other"])
    mine, best, other, _ = figure.data
    assert (mine.visible, best.visible, other.visible) == (True, True, "legendonly")
    assert best.line.color == other.line.color == MUTED != mine.line.color
    assert best.line.width < mine.line.width
