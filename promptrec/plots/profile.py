"""What is in the data: ratings, the long tail of items, interactions per user."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from promptrec.plots.style import MUTED, PALETTE, faint, reference_line, styled
from promptrec.plots.words import chosen
from promptrec.records import Floats

POINTS = 200  # of the long-tail curve
LAST_CLASS = 11  # 1,024 and more
HEAD = 0.2  # share of the items that the note speaks of


def rating_histogram(
    counts: Mapping[float, int],
    *,
    like_at: float | None = None,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """Interactions by rating; with like_at, ratings from there on have the colour of liked.

    counts: rating -> interactions.
    """
    word = chosen(words)
    total = max(sum(counts.values()), 1)
    figure = go.Figure()
    for name, color, ratings in _sides(sorted(counts), like_at, word):
        figure.add_bar(
            x=[f"{rating:g}" for rating in ratings],
            y=[counts[rating] for rating in ratings],
            customdata=[counts[rating] / total for rating in ratings],
            name=name,
            marker={"color": color},
            hovertemplate="%{x}: <b>%{y:,}</b> (%{customdata:.1%})<extra></extra>",
        )
    order = [f"{rating:g}" for rating in sorted(counts)]
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=order)
    figure.update_yaxes(tickformat=",")
    figure.update_layout(bargap=0.15, showlegend=like_at is not None)
    heading = word["rating_title"] if title is None else title
    return styled(figure, title=heading, x=word["rating"], y=word["rating_y"], height=320)


def _sides(
    ratings: list[float], like_at: float | None, word: Mapping[str, str]
) -> list[tuple[str, str, list[float]]]:
    """(name, colour, ratings) of each side of the like threshold."""
    if like_at is None:
        return [(word["rating_y"], PALETTE[0], ratings)]
    return [
        (word["disliked"], MUTED, [rating for rating in ratings if rating < like_at]),
        (word["liked"], PALETTE[0], [rating for rating in ratings if rating >= like_at]),
    ]


def long_tail_figure(
    per_item: npt.ArrayLike,
    *,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """Share of interactions drawn by the most popular items, as a curve, with one fact in words.

    per_item: (items,) interactions of each item, in any order; items without any count too.
    """
    word = chosen(words)
    items, drawn = _tail(per_item)
    figure = go.Figure()
    figure.add_scatter(
        x=items,
        y=drawn,
        mode="lines",
        fill="tozeroy",
        fillcolor=faint(PALETTE[0], 0.15),
        line={"color": PALETTE[0], "width": 2},
        showlegend=False,
        hovertemplate=f"{word['tail_x']}: %{{x:.1%}}<br>"
        f"{word['tail_y']}: %{{y:.1%}}<extra></extra>",
    )
    if drawn[-1] > 0:
        head = float(np.interp(HEAD, items, drawn))
        note = word["tail_note"].format(items=f"{HEAD:.0%}", interactions=f"{head:.0%}")
        figure.add_scatter(
            x=[HEAD],
            y=[head],
            mode="markers",
            name=note,
            marker={"color": PALETTE[1], "size": 10},
            hovertemplate=f"{note}<extra></extra>",
        )
    figure.add_scatter(**reference_line(word["even"]))
    percent = {"tickformat": ".0%", "range": [0, 1.02], "dtick": 0.25}
    figure.update_xaxes(**percent).update_yaxes(**percent)
    heading = word["tail_title"] if title is None else title
    return styled(figure, title=heading, x=word["tail_x"], y=word["tail_y"])


def _tail(per_item: npt.ArrayLike) -> tuple[Floats, Floats]:
    """(share of items, share of interactions), both from 0 to 1, at most POINTS + 1 points."""
    counts = np.sort(np.asarray(per_item, dtype=np.float64))[::-1]
    total = np.concatenate(([0.0], np.cumsum(counts)))
    at = np.unique(np.linspace(0, len(counts), min(POINTS, len(counts)) + 1).round().astype(int))
    return at / max(len(counts), 1), total[at] / max(total[-1], 1.0)


def history_length_figure(
    per_user: npt.ArrayLike,
    *,
    title: str | None = None,
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """Users by their number of interactions, in classes that double: 1, 2 to 3, 4 to 7, ...

    per_user: (users,) interactions of each user; users without any are a class of their own.
    """
    word = chosen(words)
    names, users = doubling_classes(per_user)
    figure = go.Figure()
    figure.add_bar(
        x=names,
        y=users,
        marker={"color": PALETTE[0]},
        hovertemplate=f"%{{x}} {word['history_x']}: <b>%{{y:,}}</b> {word['history_y']}"
        "<extra></extra>",
    )
    figure.update_xaxes(type="category").update_yaxes(tickformat=",")
    figure.update_layout(bargap=0.1, showlegend=False)
    heading = word["history_title"] if title is None else title
    return styled(figure, title=heading, x=word["history_x"], y=word["history_y"], height=320)


def doubling_classes(values: npt.ArrayLike) -> tuple[list[str], list[int]]:
    """(names, counts) of whole numbers in the classes 0, 1, 2-3, 4-7, ..., 1,024 and more.

    >>> doubling_classes([1, 3, 4, 4])
    (['1', '2–3', '4–7'], [1, 1, 2])
    """
    whole = np.asarray(values, dtype=np.int64)
    if not len(whole):
        return [], []
    # frexp's exponent: 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7, ...
    place = np.frexp(whole.astype(np.float64))[1]
    counts = np.bincount(np.minimum(place, LAST_CLASS))
    names = ["0", "1", *(f"{2 ** (n - 1)}–{2**n - 1}" for n in range(2, LAST_CLASS))]
    names.append(f"{2 ** (LAST_CLASS - 1):,}+")
    shown = range(int(place.min(initial=LAST_CLASS)), len(counts))
    return [names[n] for n in shown], [int(counts[n]) for n in shown]
