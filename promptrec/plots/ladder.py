"""The cold-start ladder as lines: one per variant and baseline, over what is known."""

import math
from collections.abc import Collection, Mapping, Sequence

import plotly.graph_objects as go

from promptrec.plots.bars import numbers
from promptrec.plots.style import (
    DASHES,
    MUTED,
    SYMBOLS,
    faint,
    in_legend,
    line_look,
    literal,
    styled,
)
from promptrec.plots.whiskers import whiskers
from promptrec.plots.words import chosen, within
from promptrec.records import Interval

NAMED = 2  # baselines that stand in the legend: the best ones
APART = 0.06  # of a rung: whiskers of neighbouring lines do not cover each other


def ladder_figure(
    rungs: Sequence[str],
    lines: Mapping[str, Sequence[Interval]],
    metric: str,
    *,
    x: str,
    muted: Collection[str] = (),
    title: str = "",
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """Lines over rungs, evenly spaced, with 95 % intervals as whiskers on those not muted.

    rungs: what is known, as text. lines: one value per rung by name; nan leaves a gap. muted: names
    drawn in grey (baselines); the legend names the best two, the cursor all of them.
    """
    word = chosen(words)
    figure = go.Figure()
    bright = [name for name in lines if name not in muted]
    named = best_of(lines, muted)
    for name, values in lines.items():
        place = bright.index(name) if name in bright else list(muted).index(name)
        shift = APART * (place - (len(bright) - 1) / 2) if name in bright else 0.0
        figure.add_scatter(
            x=[at + shift for at in range(len(rungs))],
            y=[value.value for value in values],
            name=in_legend(name),
            mode="lines+markers",
            showlegend=name in bright or name in named,
            customdata=[
                [literal(rung), numbers(value, word)]
                for rung, value in zip(rungs, values, strict=True)
            ],
            hovertemplate=f"{literal(name)}<br>%{{customdata[0]}}: <b>%{{customdata[1]}}</b>"
            "<extra></extra>",
            **(line_look(place) if name in bright else grey(place, name in named)),
            **({"error_y": own_whiskers(values, place)} if name in bright else {}),
        )
    name_rungs(figure, rungs)
    return styled(figure, title=title, x=x, y=within(metric, word), height=460)


def name_rungs(figure: go.Figure, rungs: Sequence[str]) -> None:
    """Write the rungs below their places, with room at both ends."""
    figure.update_xaxes(
        tickvals=list(range(len(rungs))),
        ticktext=[literal(rung) for rung in rungs],
        range=[-0.4, len(rungs) - 0.6],
    )
    figure.update_yaxes(tickformat=".2f")


def best_of(lines: Mapping[str, Sequence[Interval]], muted: Collection[str]) -> list[str]:
    """Those of the muted lines with the highest means, over the rungs where they have a value."""

    def mean(name: str) -> float:
        known = [one.value for one in lines[name] if math.isfinite(one.value)]
        return sum(known) / len(known) if known else -math.inf

    return sorted((name for name in muted if name in lines), key=mean, reverse=True)[:NAMED]


def grey(place: int, named: bool) -> dict[str, object]:
    """A baseline's line, told from others by dash and marker; faint where it is not named."""
    color = MUTED if named else faint(MUTED, 0.45)
    return {
        "line": {"color": color, "dash": DASHES[place % len(DASHES)], "width": 2 if named else 1},
        "marker": {"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 7 if named else 4},
    }


def own_whiskers(values: Sequence[Interval], place: int) -> dict[str, object]:
    """Intervals in the faint colour of the line at this place."""
    color = str(line_look(place)["line"]["color"])  # type: ignore[index]
    return whiskers(values, faint(color, 0.6), thickness=1.5, width=4)
