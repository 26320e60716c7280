"""The cold-start ladder as a chart, a table and sentences."""

from collections.abc import Sequence

from promptrec.beyond.ladder import Crossing, Ladder
from promptrec.plots.ladder import ladder_figure
from promptrec.records import SideId
from promptrec.report.blocks import Chart, Grid
from promptrec.report.voice import Voice


def rows_in(found: Ladder) -> int:
    """Different rows on all rungs together."""
    first = found.rungs[0].rows
    return first if found.view == "controlled" else sum(one.rows for one in found.rungs)


def ladder_about(found: Ladder, voice: Voice) -> str:
    """What one view holds, with its counts."""
    counts = {"rows": f"{rows_in(found):,}"}
    if found.view == "controlled":
        counts["users"] = f"{found.rungs[0].users:,}"
    return voice.say(f"ladder.{found.side}_{found.view}_help", **counts)


def lines_in(found: Ladder) -> dict[str, SideId]:
    """Each line's id by its name in the ladder."""
    return {name: SideId(name, name not in found.variants) for name in found.rungs[0].values}


def ladder_chart(found: Ladder, voice: Voice) -> Chart:
    """One view as a chart: variants in colour, every baseline in grey."""
    lines = lines_in(found)
    values = {
        voice.side(one): [rung.values[name] for rung in found.rungs] for name, one in lines.items()
    }
    figure = ladder_figure(
        found.rung_names,
        values,
        voice.metric(found.metric),
        x=voice.say(f"ladder.x_{found.side}"),
        muted=[voice.side(one) for one in lines.values() if one.baseline],
        title=voice.say(f"ladder.{found.side}_{found.view}"),
        words=voice.figures(),
    )
    rows = [[name, *own] for name, own in cells(found, voice)]
    return Chart(figure, Grid([voice.page("variant"), *found.rung_names], rows))


def cells(found: Ladder, voice: Voice) -> list[tuple[str, list[str]]]:
    """Every line's values as text."""
    return [
        (voice.side(one), [f"{rung.values[name]}" for rung in found.rungs])
        for name, one in lines_in(found).items()
    ]


def ladder_grid(found: Ladder, voice: Voice) -> Grid:
    """One line per variant and baseline, one column per rung; rows and users first."""

    def counted(numbers: Sequence[int]) -> list[str]:
        return [f"{one:,}" for one in numbers]

    return Grid(
        [voice.say("ladder.known"), *found.rung_names],
        [
            [voice.say("ladder.rows"), *counted([one.rows for one in found.rungs])],
            [voice.say("ladder.users"), *counted([one.users for one in found.rungs])],
            *([name, *own] for name, own in cells(found, voice)),
        ],
    )


def crossing_words(one: Crossing, voice: Voice) -> str:
    """From where a collaborative baseline stays above a variant."""
    variant = voice.variant(one.variant)
    if not one.baseline:
        return voice.say("ladder.not_crossed", variant=variant)
    baseline = voice.rule(one.baseline)
    return voice.say("ladder.crossed", variant=variant, baseline=baseline, known=one.known)
