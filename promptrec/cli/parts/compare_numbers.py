"""Everything that `compare` was asked to measure, in order, with what the store has to know."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from promptrec.beyond.family import Family
from promptrec.beyond.kept import measured
from promptrec.beyond.ladder import Ladder
from promptrec.beyond.measuring import asked_of, families_on, ladders_on
from promptrec.beyond.together import BeyondAccuracy
from promptrec.beyond.written import to_plain
from promptrec.cli.parts.compare_output import beyond_text, comparison_text, ladder_text
from promptrec.cli.parts.output import Output
from promptrec.compare.estimates import RANKED, auc_parts
from promptrec.compare.groups import HISTORY, groups_by
from promptrec.compare.judging import Question, Sides, count_looks, judge, rules_on, sides_of
from promptrec.compare.scoreboard import Scoreboard, metric_lines, scoreboard
from promptrec.compare.verdict import Comparison
from promptrec.compare.winners import Winners, winners
from promptrec.data.fieldwords import kind_fields
from promptrec.judge.entrants import Group
from promptrec.records import ComparedSide, Floats
from promptrec.report.beyond import BeyondReport, measures_in
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
from promptrec.settings import Measuring
from promptrec.store.store import Store
from promptrec.words.table import Sentence

COMMAND = "compare --confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be measured beside the verdict."""

    formats: int = 0  # of each template
    ladder: bool = False
    lists: int = 0  # users that get one
    groups: str = ""  # user.FIELD
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
    beyond: BeyondAccuracy | None = None
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
        if self.beyond is not None:
            more["beyond"] = beyond_document(self.beyond)
        runs = {group.id: [one.run.id for one in group.entrants] for group in self.variants}
        document = comparison_document(self.found, runs, self.parts, self.families)
        return {**document, **more}

    @property
    def text(self) -> str:
        """As lines for people."""
        said = comparison_text(self.found, self.parts, self.families)
        beyond = [beyond_text(self.beyond)] if self.beyond else []
        return "\n\n".join([said, *(ladder_text(one) for one in self.ladders or ()), *beyond])

    @property
    def winners(self) -> list[Winners]:
        """Variants by what is known of users; nothing where there is a single one."""
        if len(self.variants) < 2:
            return []
        return [winners(self.judged, self.found.metric, groups_by(self.judged, HISTORY))]

    def report(self, language: str, made_on: str = "") -> ComparisonReport:
        """As a file. made_on: the date, as it shall be written."""
        return ComparisonReport(
            found=self.found,
            groups=self.variants,
            voice=voice_of(language, self.variants),
            board=self.board,
            users=users_of(self.found, self.judged, self.rules),
            winners=self.winners,
            families=self.families,
            ladders=self.ladders or (),
            made_on=made_on,
            more=self.beyond_report.blocks(language) if self.beyond_report else (),
        )

    @property
    def beyond_report(self) -> BeyondReport | None:
        """What is not accuracy, for the file."""
        if self.beyond is None:
            return None
        runs = [entrant.run for group in self.variants for entrant in group.entrants]
        gaps = measures_in(self.beyond.all_gaps)
        return BeyondReport(runs, self.beyond, "diversity", gaps[0] if gaps else "")


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
    more = Beside(variants, question, judged, store, output)
    return Measured(
        found=found,
        variants=variants,
        judged=judged,
        rules=rules,
        parts={side.name: auc_parts(rows.pairs, side.runs) for side in rows.sides} if rows else {},
        families=more.families(wanted.formats) if wanted.formats else {},
        ladders=more.ladders() if wanted.ladder else None,
        beyond=more.lists(wanted.lists, wanted.groups) if wanted.lists else None,
        board=board,
        looks=looks,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What takes minutes: read where a page or a command has measured it, else measured and kept.

    On test rows it is always measured now, and kept nowhere.
    """

    variants: Sequence[Group]
    question: Question
    judged: Sides
    store: Store
    output: Output

    def families(self, count: int) -> dict[str, Family]:
        """Each variant's first run in several formats, on the rows that all share."""
        asked = asked_of(self.variants, "formats", metric=self.question.metric, formats=count)
        if self.question.confirm:
            return families_on(self.variants, self.judged, asked, self.output.note)
        found: dict[str, Family] = self.measured(asked)
        return {group.id: found[group.id] for group in self.variants}

    def ladders(self) -> tuple[Ladder, ...]:
        """The cold-start ladder of each variant's first run, on the rows that all share."""
        if self.question.confirm:
            return ladders_on(self.variants, self.judged, confirm=True, note=self.output.note)
        found: tuple[Ladder, ...] = self.measured(asked_of(self.variants, "ladder"))
        return found

    def lists(self, users: int, field: str) -> BeyondAccuracy:
        """Lists, gaps, swapped words and cost of every run."""
        data = self.variants[0].entrants[0].plan.dataset
        kind = next(iter(kind_fields(data)), "")
        asked = asked_of(self.variants, "lists", users=users, item_field=kind, user_field=field)
        found: BeyondAccuracy = self.measured(asked)
        return found

    def measured(self, asked: Measuring) -> Any:
        """What is kept, or is kept from now on."""
        with self.output.progress(f"measuring {asked.kind}") as progress:
            return measured(self.store.home, self.variants, asked, self.output.note, progress)


def beyond_document(found: BeyondAccuracy) -> Any:
    """What is not accuracy, as JSON; who got lists stands there in English."""
    return to_plain(dataclasses.replace(found, candidates=Sentence(str(found.candidates))))
