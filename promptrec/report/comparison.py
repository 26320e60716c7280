"""One comparison as people read it: verdict, differences, numbers, and all of it as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from promptrec.beyond.family import Family
from promptrec.beyond.ladder import Ladder
from promptrec.compare.decision import decide
from promptrec.compare.estimates import OF_AUC, POOLED
from promptrec.compare.scoreboard import Scoreboard, best_first
from promptrec.compare.verdict import Comparison
from promptrec.compare.winners import Winners
from promptrec.examples.plan import Plan
from promptrec.judge.entrants import Group
from promptrec.metrics.metric import BESIDE, MAIN, row_names
from promptrec.plots.bars import metric_bars
from promptrec.plots.forest import forest_figure
from promptrec.records import ComparedSide, Interval, Pairs
from promptrec.report.blocks import (
    Appendix,
    Block,
    Chart,
    Fold,
    Grid,
    Heading,
    Note,
    Text,
    part,
)
from promptrec.report.decision import lead, named_rules, rules_lines, surety
from promptrec.report.html import page_html
from promptrec.report.ladder import ladder_chart, rows_in
from promptrec.report.lines import lines_of
from promptrec.report.memo.limits import lengths
from promptrec.report.memo.page import about_line, behind, data_name, memo
from promptrec.report.parts import (
    Values,
    class_grid,
    classless,
    cost_grid,
    curve_charts,
    formats_part,
    metric_grid,
    metric_grids,
)
from promptrec.report.sentences import known_words, told
from promptrec.report.users import Users, user_charts
from promptrec.report.voice import Voice, run_label
from promptrec.report.winners import winners_part
from promptrec.words.form import together

LIGHTS = {"better": "green", "worse": "red"}
COLUMNS = ("name", "value", "difference", "p", "p_adjusted", "verdict", "runs")
FIRST = (MAIN, BESIDE, "uauc", "accuracy", "log_loss", "f1")  # metrics that are usual
PARTS = (POOLED, *OF_AUC)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparisonReport:
    """Everything that was measured; what was not is left out."""

    found: Comparison
    groups: Sequence[Group]  # the control first
    voice: Voice
    board: Scoreboard | None = None  # all metrics, curves and classes of rows
    users: Users | None = None
    winners: Sequence[Winners] = ()  # by groups of users
    families: Mapping[str, Family] = field(default_factory=dict)  # by variant
    ladders: Sequence[Ladder] = ()
    more: Sequence[Block] = ()  # lists, groups and cost of making lists
    late: str = ""  # said when the smallest effect of interest was chosen late
    made_on: str = ""  # the date, as it shall be written; "": none

    @property
    def plan(self) -> Plan | None:
        """The rows of the control, which are those of all; None of score files."""
        return self.groups[0].entrants[0].plan if self.groups else None

    @property
    def pairs(self) -> Pairs | None:
        """What every variant was asked, where it is known."""
        return self.users.pairs if self.users else None


def comparison_html(report: ComparisonReport) -> str:
    """The document, self-contained. PromptRecError when it would be too large for a mail."""
    found, voice, groups, users = report.found, report.voice, report.groups, report.users
    title = voice.page("title", data=data_name(groups, voice))
    blocks = card(found, voice)
    if found.refused:
        return page_html(title, [*blocks, how(report)], voice.language)
    tokens = lengths(groups, report.pairs, found.part)
    below = memo(found, groups, users, report.winners, report.late, tokens, voice)
    about = about_line(found, groups, part_words(found, voice), report.made_on, voice)
    blocks = [about, *blocks, *below]
    blocks += [Appendix(voice.say("memo.appendix")), how(report)]
    blocks += [*behind(found, groups, users, tokens, voice), *numbers_of(report)]
    return page_html(title, blocks, voice.language, sheet="one")


def card(found: Comparison, voice: Voice) -> list[Block]:
    """What to do, how sure that is, one picture."""
    one = decide(found)
    picture = [] if found.refused else [differences_chart(found, voice, named_rules(found))]
    sure = [*surety(one, voice), *rules_lines(one, found.baselines, voice)]
    words = together(voice.language, sure)
    return [Note(lead(one, voice), one.light), *([Text(words)] if words else []), *picture]


def how(report: ComparisonReport) -> Fold:
    """The numbers that the decision stands on, sentence by sentence, folded."""
    said = told(report.found, report.voice)
    notes = [Note(text, LIGHTS.get(about, "")) for about, text in said]
    return Fold(report.voice.say("decision.how"), notes)


def numbers_of(report: ComparisonReport) -> list[Block]:
    """Everything below the verdict."""
    found, voice = report.found, report.voice
    blocks: list[Block] = [
        Text(ground_words(found, voice), quiet=True),
        values_chart(found, voice),
        Heading(voice.page("table")),
        sides_grid(found, voice),
    ]
    if report.board is not None:
        blocks += board_blocks(best_first(report.board, found.metric, found), found, voice)
    blocks += winners_part(report.winners, voice)
    if report.users is not None:
        blocks += part(voice.page("users"), *user_charts(report.users, voice))
    if report.ladders:
        charts = [ladder_chart(one, voice) for one in report.ladders if rows_in(one)]
        blocks += part(voice.page("ladder"), *charts)
    if report.families:
        blocks += formats_part(found, report.families, voice)
    runs = [one.run for group in report.groups for one in group.entrants]
    named = ((run_label(run, voice.language), run) for run in runs)
    cost = part(voice.page("cost"), cost_grid(named, voice)) if runs else []
    return [*blocks, *report.more, *cost]


def ground_words(found: Comparison, voice: Voice) -> str:
    """What was compared on, and whom that leaves out."""
    if found.part == "files":
        return voice.page(
            "ground_files",
            metric=voice.inside("metric", found.metric),
            rows=f"{found.common[0]:,}",
            users=found.users,
            known=found.known,
        )
    return voice.page(
        "ground",
        metric=voice.inside("metric", found.metric),
        part=part_words(found, voice),
        users=found.users,
        locked=found.locked,
        known=known_words(found, voice),
    )


def part_words(found: Comparison, voice: Voice) -> str:
    """On which rows."""
    if found.part == "files":
        return voice.say("memo.on_files")
    return voice.say("compare.on_test" if found.part == "test" else "compare.on_valid")


def differences_chart(found: Comparison, voice: Voice, rules: Sequence[str] = ()) -> Chart:
    """Every variant and these rules against the control: the forest plot.

    While exploring every rule is tested, so every rule is drawn.
    """
    every = rules if not found.explored else list(found.baselines)
    lines = [one for one in lines_of(found) if one.kind != "baseline" or one.name in every]
    values = {
        voice.side(one.id): Interval(one.difference, one.difference_low, one.difference_high)
        for one in lines
        if one.difference is not None
    }
    figure = forest_figure(
        values,
        voice.page("difference_axis", metric=voice.inside("metric", found.metric)),
        verdicts={voice.side(one.id): one.verdict for one in lines},
        muted=[voice.side(one.id) for one in lines if one.kind == "baseline"],
        sesoi=found.sesoi,
        title=voice.page("differences", control=voice.variant(found.control)),
    )
    return Chart(figure, bounds_grid(values, voice))


def values_chart(found: Comparison, voice: Voice, rules: Sequence[str] | None = None) -> Chart:
    """Every side's own value, these rules (None: all) in grey."""
    metric, every = voice.metric(found.metric), found.baselines if rules is None else rules
    lines = [one for one in lines_of(found) if one.kind != "baseline" or one.name in every]
    values = {voice.side(one.id): Interval(one.value, one.low, one.high) for one in lines}
    muted = [voice.side(one.id) for one in lines if one.kind == "baseline"]
    figure = metric_bars(values, metric, muted=muted, title=metric, words=voice.figures())
    return Chart(figure, bounds_grid(values, voice))


def bounds_grid(values: Mapping[str, Interval], voice: Voice) -> Grid:
    """Values with their bounds."""
    rows = [
        [name, *("–" if one is None else f"{one:.3f}" for one in (own.value, own.low, own.high))]
        for name, own in values.items()
    ]
    return Grid([voice.page(one) for one in ("name", "value", "low", "high")], rows)


def sides_grid(found: Comparison, voice: Voice) -> Grid:
    """Every side with all that was tested."""

    def cells(one: ComparedSide) -> list[object]:
        numbers = [one.value, one.difference, one.p, one.p_adjusted]
        texts = ["–" if number is None else f"{number:.4f}" for number in numbers]
        return [voice.side(one.id), *texts, one.verdict, one.runs]

    return Grid([voice.page(one) for one in COLUMNS], [cells(one) for one in lines_of(found)])


def values_of(board: Scoreboard, verdict: Comparison | None) -> Values:
    """Metrics of each side by its id; the metric of the verdict as the verdict has it."""
    judged = verdict.intervals if verdict else {}
    metric = verdict.metric if verdict else ""
    return [
        (side.id, {**own, **({metric: judged[side.id]} if side.id in judged else {})})
        for side, own in zip(board.sides, board.metrics, strict=True)
    ]


def ordered_metrics(values: Values, metric: str) -> list[str]:
    """The metrics that somebody has: that of the verdict, the usual ones, the others."""
    known = {name for _, own in values for name in own}
    return [one for one in dict.fromkeys((metric, *FIRST, *row_names(rated=False))) if one in known]


def board_blocks(board: Scoreboard, found: Comparison, voice: Voice) -> list[Block]:
    """Metrics, curves and classes on the rows that all share."""
    values, label = values_of(board, found), board.pairs.label
    note = voice.say("implicit.note") if voice.implicit else ""
    note = " ".join(filter(None, (note, classless(board.sides, voice))))
    metrics = metric_grids(values, ordered_metrics(values, found.metric), voice)
    between = metric_grid(values, PARTS, voice)
    return [
        *part(voice.page("parts"), between, note=voice.page("parts_note")),
        *part(voice.page("metrics"), *metrics),
        *part(voice.page("curves"), *curve_charts(label, board.sides, voice), note=note),
        *part(voice.page("classes"), class_grid(label, board.sides, voice)),
    ]
