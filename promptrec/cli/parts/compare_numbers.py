"""Everything that `compare` was asked to measure, in order, with what the store has to know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from promptrec.beyond.climb import Climb
from promptrec.beyond.family import Family, family_of
from promptrec.beyond.ladder import Ladder
from promptrec.cli.parts.compare_output import comparison_text, ladder_text
from promptrec.cli.parts.output import Output
from promptrec.compare.estimates import RANKED, auc_parts
from promptrec.compare.groups import HISTORY, groups_by
from promptrec.compare.judging import Question, Sides, count_looks, judge, rules_on, sides_of
from promptrec.compare.scoreboard import Scoreboard, metric_lines, scoreboard
from promptrec.compare.verdict import Comparison
from promptrec.compare.winners import Winners, winners
from promptrec.judge.entrants import Group
from promptrec.records import ComparedSide, Floats
from promptrec.report.comparison import ComparisonReport
from promptrec.report.documents import (
    Parts,
    comparison_document,
    family_document,
    ladder_document,
)
from promptrec.report.lines import lines_of
from promptrec.report.users import users_of
from promptrec.report.voice import voice_of
from promptrec.store.store import Store

COMMAND = "compare --confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be measured beside the verdict."""

    formats: int = 0  # of each template
    ladder: bool = False
    board: bool = False  # every metric of rows, for a file


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """What was measured."""

    found: Comparison
    variants: Sequence[Group]
    judged: Sides
    rules: Mapping[str, Floats]
    parts: Parts = field(default_factory=dict)
    families: Mapping[str, Family] = field(default_factory=dict)
    ladders: Sequence[Ladder] | None = None  # None: not asked for
    board: Scoreboard | None = None
    looks: int | None = None  # at these test rows so far, this one included

    @property
    def lines(self) -> list[ComparedSide]:
        """Rows of the CSV: the metric that is judged, then the others; none when refused."""
        if self.found.refused:
            return []
        board = self.board
        others = metric_lines(board, self.found.control, self.found.metric) if board else []
        return [*lines_of(self.found), *others]

    @property
    def document(self) -> dict[str, Any]:
        """As JSON."""
        more: dict[str, Any] = {}
        if self.looks is not None:
            more["looks"] = self.looks
        if self.families:
            more["formats"] = {
                name: family_document(family) for name, family in self.families.items()
            }
        if self.ladders is not None:
            more["ladder"] = [ladder_document(ladder) for ladder in self.ladders]
        runs = {group.id: [one.run.id for one in group.entrants] for group in self.variants}
        document = comparison_document(self.found, runs, self.parts, self.families)
        return {**document, **more}

    @property
    def text(self) -> str:
        """As lines for people."""
        said = comparison_text(self.found, self.parts, self.families)
        return "\n\n".join([said, *(ladder_text(one) for one in self.ladders or ())])

    @property
    def winners(self) -> list[Winners]:
        """Variants by what is known of users; nothing where there is a single one."""
        if len(self.variants) < 2:
            return []
        return [winners(self.judged, self.found.metric, groups_by(self.judged, HISTORY))]

    def report(self, language: str) -> ComparisonReport:
        """As a file."""
        return ComparisonReport(
            found=self.found,
            groups=self.variants,
            voice=voice_of(language, self.variants),
            board=self.board,
            users=users_of(self.found, self.judged, self.rules),
            winners=self.winners,
            families=self.families,
            ladders=self.ladders or (),
        )


def measure(
    variants: Sequence[Group], question: Question, wanted: Wanted, store: Store, output: Output
) -> Measured:
    """Score, judge, and measure what else is wanted. Confirming counts a look a run first."""
    looks = count_looks(store, variants, COMMAND) if question.confirm else None
    ranked = question.ranked_users if question.metric == RANKED else 0
    judged = sides_of(variants, confirm=question.confirm, ranked_users=ranked, note=output.note)
    rules = rules_on(judged)
    found = judge(variants, question, output.note, judged, rules)
    rows: Sides | None = judged
    if ranked:  # numbers of rows are told beside those of candidates, where no row is locked
        rows = None if question.confirm else sides_of(variants, note=output.note)
    board = None
    if wanted.board and rows:
        board = scoreboard(variants, rows, rules if rows is judged else rules_on(rows))
    return Measured(
        found=found,
        variants=variants,
        judged=judged,
        rules=rules,
        parts={side.name: auc_parts(rows.pairs, side.runs) for side in rows.sides} if rows else {},
        families=families_of(variants, judged, question.metric, wanted.formats, output),
        ladders=ladders_of(variants, judged, question.confirm, output) if wanted.ladder else None,
        board=board,
        looks=looks,
    )


def families_of(
    variants: Sequence[Group], rows: Sides, metric: str, count: int, output: Output
) -> dict[str, Family]:
    """Each variant's first run in several formats, on the rows that all share; {} for none."""
    found = {}
    for group in variants if count else ():
        output.note(f"formats of {group.id}")
        variant = group.entrants[0].variant
        found[group.id] = family_of(
            variant, rows.part, rows.pairs, count, metric=metric, note=output.note
        )
    return found


def ladders_of(
    variants: Sequence[Group], rows: Sides, confirm: bool, output: Output
) -> tuple[Ladder, ...]:
    """The cold-start ladder of each variant's first run, on the rows that all share."""
    climb = Climb(rows.part, confirm)
    for group, side in zip(variants, rows.sides, strict=True):
        climb.add(group.id, group.entrants[0].variant, rows.pairs, side.runs[0], output.note)
    return climb.ladders(rows.plan)
