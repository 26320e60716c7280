"""Sides closer: the curves of their scores, what was called what, and per class."""

from collections.abc import Sequence

import streamlit as st

from promptrec.compare.scoreboard import Scoreboard
from promptrec.judge.entrants import Group
from promptrec.metrics.classification import confusion
from promptrec.plots.tables import confusion_figure
from promptrec.report.parts import class_grid, classless, curve_charts
from promptrec.report.voice import Voice
from promptrec.ui.compare.blocks import frame
from promptrec.ui.compare.rows import voice
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import plain, say


def curves(variants: Sequence[Group], board: Scoreboard) -> None:
    """ROC, precision against recall, calibration; of the baselines the best one is in sight."""
    own = voice(variants)
    roc, precise, said = curve_charts(board.pairs.label, board.sides, own)
    left, right = st.columns(2, gap="large")
    with left:
        chart(roc.figure, "roc")
    with right:
        chart(precise.figure, "precision_recall")
    chart(said.figure, "calibration")
    notes(board, own)
    st.caption(say("versus.grey_curves"))


def classes(variants: Sequence[Group], board: Scoreboard) -> None:
    """A confusion matrix a variant and for the best baseline; both classes of every side."""
    label, own = board.pairs.label, voice(variants)
    best = next((side for side in board.sides if side.baseline), None)
    places = st.columns(2, gap="large")
    matrices = [side for side in board.sides if side.is_probability]
    matrices = [side for side in matrices if not side.baseline or side is best]
    for at, side in enumerate(matrices):
        with places[at % 2]:
            counts = confusion(label, side.runs[0])
            figure = confusion_figure(counts, title=own.side(side.id), words=own.figures())
            chart(figure, f"confusion_{at}")
    frame(class_grid(label, board.sides, own))
    notes(board, own)


def notes(board: Scoreboard, own: Voice) -> None:
    """Whose scores only order items, and what the classes are where nobody dislikes."""
    missing = classless(board.sides, own)
    if missing:
        st.caption(plain(missing))
    if own.implicit:
        st.caption(say("implicit.note"))
