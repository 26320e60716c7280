"""What accuracy does not show, as tables and charts: lists, groups, swapped words, cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from promptrec.plots.beyond import Dot, gap_figure, trade_figure
from promptrec.records import Interval, SideId
from promptrec.report.blocks import Block, Chart, Grid, part
from promptrec.report.voice import Voice, labels_of
from promptrec.store.snapshots import Run
from promptrec.words.table import has_words

if TYPE_CHECKING:
    from promptrec.beyond.cost import Cost
    from promptrec.beyond.flips import Flips
    from promptrec.beyond.together import BeyondAccuracy
    from promptrec.metrics.groups import Gaps

T = TypeVar("T")
ACCURACY = "ndcg@10"
DIGITS = ".3g"
NOTHING = Interval(float("nan"))
AllLists = Mapping[SideId, Mapping[str, Interval]]  # by side, then by metric
AllGaps = Mapping[SideId, Mapping[str, "Gaps"]]  # by side, then by measure


def measure_words(name: str, voice: Voice) -> str:
    """A measure of lists or groups for people."""
    key = f"beyond.{name}"
    return voice.say(key) if has_words(key) else voice.metric(name)


def list_ground(found: "BeyondAccuracy", voice: Voice) -> str:
    """Whose lists, of which items."""
    return voice.say(
        "beyond.ground",
        candidates=found.candidates.in_language(voice.language),
        items=f"{found.available:,}",
        kind=found.item_field or "–",
    )


def trade_chart(lists: AllLists, against: str, voice: Voice) -> Chart:
    """Accuracy against one measure of the lists; the table has all of them."""
    dots = [
        Dot(voice.side(one), own[ACCURACY], own.get(against, NOTHING), one.baseline)
        for one, own in lists.items()
    ]
    figure = trade_figure(
        dots,
        x=voice.metric(ACCURACY),
        y=measure_words(against, voice),
        title=voice.say("beyond.trade"),
        words=voice.figures(),
    )
    names = list(dict.fromkeys(name for own in lists.values() for name in own))
    rows = [
        [voice.side(one), *(format(own.get(name, NOTHING), DIGITS) for name in names)]
        for one, own in lists.items()
    ]
    heads = [measure_words(name, voice) for name in names]
    return Chart(figure, Grid([voice.say("compare.variant"), *heads], rows))


def measures_in(every: AllGaps) -> list[str]:
    """Every measure that somebody has."""
    return list(dict.fromkeys(name for own in every.values() for name in own))


def gap_chart(every: AllGaps, measure: str, field: str, voice: Voice) -> Chart | None:
    """One measure by group, the gaps of all measures as its table; None where no group is shown."""
    shown = {one: own[measure] for one, own in every.items() if measure in own}
    if not any(one.groups for one in shown.values()):
        return None
    name = measure_words(measure, voice)
    figure = gap_figure(
        {voice.side(one): own.groups for one, own in shown.items()},
        name,
        muted=[voice.side(one) for one in shown if one.baseline],
        title=voice.say("beyond.by_group", measure=name, field=voice.inside("field", field)),
        words=voice.figures(),
    )
    return Chart(figure, gap_grid(every, measures_in(every), voice))


def gap_grid(every: AllGaps, measures: Sequence[str], voice: Voice) -> Grid:
    """The widest gap of each side in these measures."""
    heads = ("measure", "gap", "highest", "lowest", "p", "group_users")
    rows = [
        [voice.side(one), measure_words(name, voice), *gap_cells(gaps)]
        for one, own in every.items()
        for name, gaps in own.items()
        if name in measures and gaps.gap is not None
    ]
    columns = [voice.say("compare.variant"), *(voice.say(f"beyond.{head}") for head in heads)]
    return Grid(columns, rows)


def gap_cells(gaps: "Gaps") -> list[object]:
    """The widest gap, between whom, its p, and how many users stand in groups."""
    ends = [f"{one} {format(gaps.groups[one], DIGITS)}" for one in (gaps.highest, gaps.lowest)]
    p = "–" if gaps.p is None else f"{gaps.p:.3f}"
    return [f"{gaps.gap:.3g}", *ends, p, f"{sum(gaps.users.values()):,}"]


def refused_groups(every: AllGaps, measure: str, voice: Voice) -> str:
    """Groups that are too small to be shown; "" for none."""
    shown = [own[measure] for own in every.values() if measure in own]
    refused = {group: users for one in shown for group, users in one.refused.items()}
    named = ", ".join(f"{group} ({users})" for group, users in refused.items())
    return voice.say("beyond.refused", groups=named) if named else ""


def flip_grid(flips: Mapping[SideId, "Flips"], voice: Voice) -> Grid:
    """What a swapped word changes."""
    heads = ("reads", "places", "replaced", "moved", "changes", "group_users")
    rows = [[voice.side(one), *flip_cells(flip, voice)] for one, flip in flips.items()]
    columns = [voice.say("compare.variant"), *(voice.say(f"beyond.{head}") for head in heads)]
    return Grid(columns, rows)


def flip_cells(flips: "Flips", voice: Voice) -> list[object]:
    """Whether the prompt names the field, and what moves."""
    changes = "; ".join(
        f"{kind}: {format(change, DIGITS)}" for kind, change in flips.changes.items()
    )
    return [
        voice.say("beyond.yes" if flips.named else "beyond.no"),
        *(format(one, DIGITS) for one in (flips.places, flips.replaced, flips.moved)),
        changes or "–",
        f"{flips.users:,}",
    ]


def groups_part(
    every: AllGaps, flips: Mapping[SideId, "Flips"], measure: str, field: str, voice: Voice
) -> list[Block]:
    """Groups side by side and the flip test, for the file."""
    drawn = gap_chart(every, measure, field, voice)
    blocks: list[Block] = [drawn] if drawn else []
    note = voice.say("beyond.gaps_help")
    return part(voice.say("beyond.groups"), *blocks, flip_grid(flips, voice), note=note)


def list_cost_grid(costs: Mapping[SideId, "Cost"], voice: Voice) -> Grid:
    """Prompt lengths, speed on this machine, size."""
    heads = (
        *("compare.variant", "beyond.tokens", "beyond.tokens_95"),
        *("beyond.seconds", "compare.weights", "beyond.megabytes"),
    )
    rows = [
        [
            voice.side(one),
            f"{cost.tokens:.0f}",
            f"{cost.tokens_95:.0f}",
            f"{cost.seconds:.1f}",
            f"{cost.parameters:,}",
            f"{cost.megabytes:.2f}",
        ]
        for one, cost in costs.items()
    ]
    return Grid([voice.say(head) for head in heads], rows)


@dataclass(frozen=True, slots=True, eq=False)
class BeyondReport:
    """What was measured and chosen on the page; its blocks for the file are in any language."""

    runs: Sequence[Run]
    found: "BeyondAccuracy"
    against: str  # the measure beside accuracy
    measure: str  # of the gaps; "" without groups

    def blocks(self, language: str) -> list[Block]:
        """Lists, groups, cost."""
        voice, found = Voice(language, labels_of(self.runs, language)), self.found
        drawn = trade_chart(found.all_lists, self.against, voice)
        shown = part(voice.say("beyond.trade"), drawn, note=list_ground(found, voice))
        if self.measure:
            flips = by_side(found.flips)
            shown += groups_part(found.all_gaps, flips, self.measure, found.user_field, voice)
        note, title = voice.say("beyond.cost_help"), voice.say("beyond.cost")
        return shown + part(title, list_cost_grid(by_side(found.cost), voice), note=note)


def by_side(of_runs: Mapping[str, T]) -> dict[SideId, T]:
    """What is known of runs, by the side that each is."""
    return {SideId(name): one for name, one in of_runs.items()}
