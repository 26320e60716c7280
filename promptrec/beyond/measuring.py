"""Measurements that take minutes: what pages queue, what the worker and the command carry out."""

from collections.abc import Callable, Sequence

from promptrec.beyond.climb import Climb
from promptrec.beyond.family import Family, family_of
from promptrec.beyond.ladder import Ladder
from promptrec.beyond.together import BeyondAccuracy, Note, Progress, measure_together
from promptrec.compare.judging import Sides, sides_of
from promptrec.judge.entrants import Group
from promptrec.settings import Measuring
from promptrec.words.table import sentence

Measured = tuple[Ladder, ...] | dict[str, Family] | BeyondAccuracy
KINDS: dict[str, object] = {  # what is found
    "ladder": tuple[Ladder, ...],
    "formats": dict[str, Family],
    "lists": BeyondAccuracy,
}


def nothing(_: object) -> None:
    """A note or a share done that nobody reads."""


def asked_of(groups: Sequence[Group], kind: str, **options: object) -> Measuring:
    """A measurement of variants, whichever of them is the control."""
    ids = sorted(tuple(one.run.id for one in group.entrants) for group in groups)
    return Measuring(kind=kind, variants=tuple(ids), **options)  # type: ignore[arg-type]


def in_order(groups: Sequence[Group], asked: Measuring) -> list[Group]:
    """The variants as the measurement names them, so that their order changes no number."""
    known = {tuple(one.run.id for one in group.entrants): group for group in groups}
    return [known[ids] for ids in asked.variants]


def measure(
    groups: Sequence[Group], asked: Measuring, note: Note = nothing, progress: Progress = nothing
) -> Measured:
    """Measure now. progress is called with the share done, 0 to 1. Loads the models."""
    groups = in_order(groups, asked)
    if asked.kind == "lists":
        return measure_together(groups, asked, note, progress)
    note(sentence("sentence.log_common_rows"))
    rows = sides_of(groups, note=note)
    if asked.kind == "formats":
        return families_on(groups, rows, asked, note, progress)
    return ladders_on(groups, rows, note=note, progress=progress)


def families_on(
    groups: Sequence[Group],
    rows: Sides,
    asked: Measuring,
    note: Note = nothing,
    progress: Progress = nothing,
) -> dict[str, Family]:
    """Each variant's first run in several formats, on the rows that all share."""
    found = {}
    for at, group in enumerate(groups):
        note(sentence("sentence.log_formats_of", run=group.id))
        found[group.id] = family_of(
            group.entrants[0].variant,
            rows.part,
            rows.pairs,
            asked.formats,
            metric=asked.metric,
            note=note,
            progress=part_of(progress, at, len(groups)),
        )
    return found


def ladders_on(
    groups: Sequence[Group],
    rows: Sides,
    *,
    confirm: bool = False,
    note: Note = nothing,
    progress: Progress = nothing,
) -> tuple[Ladder, ...]:
    """The cold-start ladder of each variant's first run, on the rows that all share."""
    climb = Climb(rows.part, confirm)
    for at, (group, side) in enumerate(zip(groups, rows.sides, strict=True)):
        share = part_of(progress, at, len(groups) + 1)
        climb.add(
            group.id, group.entrants[0].variant, rows.pairs, side.runs[0], note=note, progress=share
        )
    note(sentence("sentence.log_rules_on_rungs"))
    found = climb.ladders(rows.plan)
    progress(1.0)
    return found


def part_of(progress: Progress, at: int, parts: int) -> Callable[[float], None]:
    """The progress of one of several equal parts, as a share of the whole."""

    def share(done: float) -> None:
        progress((at + done) / parts)

    return share
