"""Who a comparison asked: people and rows, from the whole data set to those that count."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.compare.verdict import Comparison
from promptrec.data.locked import rows_of
from promptrec.examples.plan import Plan
from promptrec.records import Ints, Pairs
from promptrec.report.blocks import Block, Grid, Heading, Text
from promptrec.report.voice import Voice
from promptrec.words.table import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who is left after one filter."""

    key: str  # of the section `memo`, behind people_
    people: int
    rows: int | None  # None: the step is about people alone


def steps(found: Comparison, plan: Plan, pairs: Pairs | None) -> list[Step]:
    """All people of the data, those of the part, those who may be asked, were, and count.

    pairs: what every variant was asked, None where that is not known any more.
    """
    data, confirmed = plan.dataset, found.part == "test"
    part = plan.rows.split.test if confirmed else plan.rows.split.valid
    asked = rows_of(data, part, confirmed)
    kept = "locked" if confirmed else "unlocked"
    result = [
        Step(key="data", people=len(data.users), rows=len(data.interactions)),
        Step(key=found.part, people=people_in(data.user[part]), rows=len(part)),
        Step(key=kept, people=people_in(data.user[asked]), rows=len(asked)),
    ]
    if pairs is not None:
        result += answered(pairs, ranked=found.candidates is not None)
    return [*result, Step(key="counted", people=found.users, rows=None)]


def answered(pairs: Pairs, *, ranked: bool) -> list[Step]:
    """What every variant was asked: rows, and items drawn beside them that nobody met."""
    real, people = ~pairs.sampled, people_in(pairs.user[pairs.user >= 0])
    drawn = int(pairs.sampled.sum())
    if ranked:
        return [Step(key="candidates", people=people, rows=len(pairs))]
    own = [Step(key="judged", people=people, rows=int(real.sum()))]
    return own + ([Step(key="sampled", people=people, rows=drawn)] if drawn else [])


def people_in(users: Ints) -> int:
    """How many different ones."""
    return len(np.unique(users))


def people_part(
    found: Comparison, plan: Plan, pairs: Pairs | None, voice: Voice
) -> Sequence[Block]:
    """The table, and whether these people are real."""
    metric = voice.inside("metric", found.metric)
    rows = [
        [
            voice.say(f"memo.people_{one.key}", metric=metric),
            f"{one.people:,}",
            "–" if one.rows is None else f"{one.rows:,}",
        ]
        for one in steps(found, plan, pairs)
    ]
    heads = [voice.say(f"memo.{name}") for name in ("filter", "people", "rows")]
    about = plan.dataset.about
    made_up = [Text(voice.say("memo.made_up"))] if about.synthetic else []
    return [Heading(voice.say("memo.who")), *made_up, Grid(heads, rows), *mended(plan, voice)]


def mended(plan: Plan, voice: Voice) -> list[Block]:
    """What was changed in the data while it was read."""
    notes = [
        one.in_language(voice.language) if isinstance(one, Sentence) else one
        for one in plan.dataset.notes
    ]
    return [Text(" ".join(notes), quiet=True)] if notes else []
