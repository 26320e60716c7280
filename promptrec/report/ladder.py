"""The cold-start ladder as a chart, a table and sentences."""

from collections.abc import Sequence

from promptrec.beyond.ladder import Crossing, Ladder
from promptrec.plots.ladder import ladder_figure
from promptrec.records import SideId
from promptrec.report.blocks import Chart, Grid
from promptrec.report.voice import Voice


def rows_in(ladder: Ladder) -> int:
    """Different rows on all rungs together."""
    first = ladder.rungs[0].rows
    return first if ladder.view == "controlled" else sum(rung.rows for rung in ladder.rungs)


def ladder_about(ladder: Ladder, voice: Voice) -> str:
    """What one view holds, with its counts."""
    counts = {"rows": f"{rows_in(ladder):,}"}
    if ladder.view == "controlled":
        counts["users"] = f"{ladder.rungs[0].users:,}"
    return voice.say(f"ladder.{ladder.side}_{ladder.view}_help", **counts)


def lines_in(ladder: Ladder) -> dict[str, SideId]:
    """Each line's id by its name in the ladder."""
    return {name: SideId(name, name not in ladder.variants) for name in ladder.rungs[0].values}


def ladder_chart(ladder: Ladder, voice: Voice) -> Chart:
    """One view as a chart: variants in colour, every baseline in grey."""
    lines = lines_in(ladder)
    values = {
        voice.side(line): [rung.values[name] for rung in ladder.rungs]
        for name, line in lines.items()
    }
    figure = ladder_figure(
        ladder.rung_names,
        values,
        voice.metric(ladder.metric),
        x=voice.say(f"ladder.x_{ladder.side}"),
        muted=[voice.side(side) for side in lines.values() if side.baseline],
        title=voice.say(f"ladder.{ladder.side}_{ladder.view}"),
        words=voice.figures(),
    )
    rows = [[name, *own] for name, own in cells(ladder, voice)]
    return Chart(figure, Grid([voice.page("variant"), *ladder.rung_names], rows))


def cells(ladder: Ladder, voice: Voice) -> list[tuple[str, list[str]]]:
    """Every line's values as text."""
    return [
        (voice.side(one), [f"{rung.values[name]}" for rung in ladder.rungs])
        for name, one in lines_in(ladder).items()
    ]


def ladder_grid(ladder: Ladder, voice: Voice) -> Grid:
    """One line per variant and baseline, one column per rung; rows and users first."""

    def counted(numbers: Sequence[int]) -> list[str]:
        return [f"{number:,}" for number in numbers]

    return Grid(
        [voice.say("ladder.known"), *ladder.rung_names],
        [
            [voice.say("ladder.rows"), *counted([rung.rows for rung in ladder.rungs])],
            [voice.say("ladder.users"), *counted([rung.users for rung in ladder.rungs])],
            *([name, *own] for name, own in cells(ladder, voice)),
        ],
    )


def crossing_words(crossing: Crossing, voice: Voice) -> str:
    """From where a collaborative baseline stays above a variant."""
    variant = voice.variant(crossing.variant)
    if not crossing.baseline:
        return voice.say("ladder.not_crossed", variant=variant)
    baseline = voice.rule(crossing.baseline)
    return voice.say("ladder.crossed", variant=variant, baseline=baseline, known=crossing.known)
