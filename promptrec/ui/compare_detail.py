"""Sides closer: the curves of their scores, what was called what, and per class."""

from collections.abc import Sequence

import streamlit as st

from promptrec.compare.scoreboard import Scoreboard
from promptrec.judge.entrants import Group
from promptrec.metrics.classification import confusion
from promptrec.plots.comparison_parts import class_table, curve_charts
from promptrec.plots.tables import confusion_figure
from promptrec.records import ScoredSide
from promptrec.ui.charts import chart
from promptrec.ui.compare_blocks import frame, implicit, row_words, words
from promptrec.ui.compare_state import named_sides
from promptrec.ui.say import plain, say


def curves(variants: Sequence[Group], board: Scoreboard) -> None:
    """ROC, precision against recall, calibration; of the baselines the best one is in sight."""
    sides = named_sides(board)
    roc, precise, said = curve_charts(board.pairs.label, sides, words(), row_words(variants))
    left, right = st.columns(2, gap="large")
    with left:
        chart(roc.figure, "roc")
    with right:
        chart(precise.figure, "precision_recall")
    chart(said.figure, "calibration")
    left_out(sides)
    note(variants)
    st.caption(say("versus.grey_curves"))


def classes(variants: Sequence[Group], board: Scoreboard) -> None:
    """A confusion matrix a variant and for the best baseline; both classes of every side."""
    label, sides, word = board.pairs.label, named_sides(board), row_words(variants)
    best = next((side for side in sides if side.baseline), None)
    places = st.columns(2, gap="large")
    matrices = [side for side in sides if side.is_probability]
    matrices = [side for side in matrices if not side.baseline or side is best]
    for at, side in enumerate(matrices):
        with places[at % 2]:
            counts = confusion(label, side.runs[0])
            chart(confusion_figure(counts, title=side.name, words=word), f"confusion_{at}")
    frame(class_table(label, sides, words(), word))
    left_out(sides)
    note(variants)


def left_out(sides: Sequence[ScoredSide]) -> None:
    """Say whose scores only order items."""
    if classless(sides):
        st.caption(classless(sides))


def classless(sides: Sequence[ScoredSide]) -> str:
    """Whose scores only order items, so that they have no classes; "" for nobody."""
    names = [side.name for side in sides if not side.is_probability]
    return say("versus.no_classes", names=", ".join(map(plain, names))) if names else ""


def note(variants: Sequence[Group]) -> None:
    """What the two classes are where nobody says that something was disliked."""
    if implicit(variants):
        st.caption(say("implicit.note"))
