"""A search as pictures: trial by trial, what mattered, and all trials as lines over parameters."""

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from promptrec.plots.style import MUTED, PALETTE, SYMBOLS, faint, literal, shortened, styled
from promptrec.plots.whiskers import whiskers
from promptrec.plots.words import chosen
from promptrec.records import Interval
from promptrec.store.snapshots import Parameter, Trial

WIDE = 16  # characters of a value on an axis of parallel coordinates
ROW = 34  # pixels of a bar


def trials_figure(
    trials: Sequence[Trial],
    best: Sequence[float],
    metric: str,
    *,
    title: str = "",
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """One mark a trial, its whisker the 95 % interval, and the best value so far as a line.

    best: per trial. Each rung of successive halving has a mark and a line of its own, for its rows
    are not those of the rung before.
    """
    word = chosen(words)
    figure = go.Figure()
    for rung in sorted({trial.rung for trial in trials}):
        own = [
            (trial, value) for trial, value in zip(trials, best, strict=True) if trial.rung == rung
        ]
        color, symbol = PALETTE[rung % len(PALETTE)], SYMBOLS[rung % len(SYMBOLS)]
        add_marks(figure, [one for one, _ in own if one.value is not None], color, symbol, word)
        figure.add_scatter(
            x=[one.number + 1 for one, _ in own],
            y=[None if math.isnan(value) else value for _, value in own],
            mode="lines",
            line={"color": color, "shape": "hv", "width": 1.5, "dash": "dot"},
            showlegend=False,
            hoverinfo="skip",
        )
    figure.update_yaxes(tickformat=".2f")
    return styled(figure, title=title, x=word["trial"], y=metric, height=380)


def add_marks(
    figure: go.Figure, shown: Sequence[Trial], color: str, symbol: str, word: Mapping[str, str]
) -> None:
    """A mark for each of these trials, which have values, with its whisker."""
    rows = max((trial.rows for trial in shown), default=0)
    figure.add_scatter(
        x=[trial.number + 1 for trial in shown],
        y=[trial.value for trial in shown],
        mode="markers",
        name=f"{rows:,} {word['rows']}" if rows else word["trial"],
        marker={"color": color, "symbol": symbol, "size": 8},
        error_y=whiskers(
            [span_of(trial) for trial in shown], faint(color, 0.35), thickness=1, width=0
        ),
        customdata=[literal(described(trial)) for trial in shown],
        hovertemplate="%{customdata}<br><b>%{y:.3f}</b><extra></extra>",
    )


def span_of(trial: Trial) -> Interval:
    """A trial's value with its interval; without bounds where one is missing."""
    if trial.value is None or trial.low is None or trial.high is None:
        return Interval(trial.value or 0.0)
    return Interval(trial.value, trial.low, trial.high)


def described(trial: Trial) -> str:
    """A trial's parameters in one line each."""
    lines = (f"{spoken(name)}: {written(value)}" for name, value in trial.parameters.items())
    return "\n".join([str(trial.number + 1), *lines])


def spoken(name: str) -> str:
    """A parameter's name as words."""
    return literal(name.replace("_", " "))


def written(value: Parameter) -> str:
    """A value as people read it.

    >>> written(0.000123456), written("great,good/terrible,bad"), written(5)
    ('0.000123', 'great,good/terr…', '5')
    """
    return f"{value:.3g}" if isinstance(value, float) else shortened(str(value), WIDE)


def importance_figure(
    shares: Mapping[str, float], *, title: str = "", words: Mapping[str, str] | None = None
) -> go.Figure:
    """Bars of what distinguished the best trials, the most important on top. shares: 0 to 1."""
    word = chosen(words)
    ordered = sorted(shares.items(), key=lambda item: item[1])
    figure = go.Figure()
    figure.add_bar(
        x=[share for _, share in ordered],
        y=[spoken(name) for name, _ in ordered],
        orientation="h",
        width=0.55,
        marker={"color": faint(PALETTE[0], 0.55)},
        text=[f"{share:.0%}" for _, share in ordered],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(tickformat=".0%", range=[0, max(0.05, *shares.values()) * 1.15])
    return styled(figure, title=title, x=word["importance"], height=110 + ROW * len(shares))


def parallel_figure(
    trials: Sequence[Trial],
    metric: str,
    *,
    title: str = "",
    words: Mapping[str, str] | None = None,
) -> go.Figure:
    """Every trial of the first rung as a line over its parameters, coloured by its value.

    Parameters that never change are left out. Best read on a wide screen.
    """
    word = chosen(words)
    shown = [trial for trial in trials if trial.rung == 0 and trial.value is not None]
    names = list(shown[0].parameters) if shown else []
    axes = [axis(name, [one.parameters[name] for one in shown], word) for name in names]
    axes = [each for each in axes if each is not None]
    values = [one.value for one in shown]
    axes.append({"label": metric, "values": values, "tickformat": ".2f"})
    figure = go.Figure()
    figure.add_parcoords(
        dimensions=axes,
        line={"color": values, "colorscale": [[0, MUTED], [0.6, PALETTE[0]], [1, PALETTE[1]]]},
        labelfont={"size": 12},
        labelangle=-25,
        tickfont={"size": 10},
        rangefont={"size": 1},
        unselected={"line": {"opacity": 0.08}},
    )
    styled(figure, title=title, height=440)
    figure.update_layout(margin={"l": 60, "r": 90, "t": 90, "b": 24})
    return figure


def axis(
    name: str, values: Sequence[Parameter], words: Mapping[str, str]
) -> dict[str, object] | None:
    """One axis: numbers on a logarithmic scale, words at even places; None when all are alike."""
    if len(set(values)) < 2:
        return None
    if isinstance(values[0], float):
        logs = [math.log10(float(value)) for value in values]
        ticks = sorted({min(logs), max(logs), *range(math.ceil(min(logs)), math.ceil(max(logs)))})
        return {
            "label": f"{spoken(name)} ({words['log']})",
            "values": logs,
            "tickvals": ticks,
            "ticktext": [f"{10**tick:.1g}" for tick in ticks],
        }
    ordered = sorted(set(values), key=lambda one: (isinstance(one, str), one))
    return {
        "label": spoken(name),
        "values": [ordered.index(value) for value in values],
        "tickvals": list(range(len(ordered))),
        "ticktext": [literal(written(value)) for value in ordered],
    }
