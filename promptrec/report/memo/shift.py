"""Real people before and after: whom a change serves best, who stands between, who fares worst.

Nobody is picked by hand: of all people who count the one with the best change, the middle one and
the one with the worst; among equal ones whoever was asked about more rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.compare.decision import Decision, decide
from promptrec.compare.estimates import values_by_user
from promptrec.compare.verdict import Comparison
from promptrec.records import Floats, SideId
from promptrec.report.blocks import Block, Grid, Heading, Text
from promptrec.report.users import Users
from promptrec.report.voice import Voice

PLACES = ("best", "middle", "worst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person; values of the metric, and the row that each side puts first."""

    place: str  # of PLACES
    user: str
    liked: int  # of their rows
    rows: int
    values: tuple[float, float]  # before, after
    first: tuple[int, int]  # among all pairs that were judged


def sides_shown(
    found: Comparison, users: Users, one: Decision | None = None
) -> tuple[SideId, SideId] | None:
    """What stays and what is weighed against it; None where there is only one side.

    Before is what a decision would keep, or the control where a rule is to be used; after is that
    rule, or what the decision is about, the best first. one: the decision, where it is known.
    """
    one, known = one or decide(found), list(users.scores)
    before = one.keep if one.keep in known and one.key != "rule" else known[0]
    named = (one.keep, *one.names) if one.key == "rule" else one.names
    after = next((side for side in (*named, *known) if side in known and side != before), None)
    return None if after is None else (before, after)


def shifts(users: Users, sides: tuple[SideId, SideId]) -> list[Shift]:
    """Up to three people, the best change first; nobody twice."""
    codes = users.codes
    values = [each_user(users, side) for side in sides]
    counts = np.array([int((users.pairs.user == code).sum()) for code in codes])
    change = values[1] - values[0]
    order = np.lexsort((codes, -counts, -change))
    worst = np.lexsort((codes, -counts, change))[:1]
    picked = np.r_[order[:1], order[len(order) // 2], worst]
    found: dict[int, Shift] = {}
    for place, at in zip(PLACES, picked.tolist(), strict=False):
        own = np.flatnonzero(users.pairs.user == codes[at])
        first = [int(own[np.argmax(users.scores[side].mean(axis=0)[own])]) for side in sides]
        shift = Shift(
            place=place,
            user=users.names[at],
            liked=int((users.pairs.label[own] > 0).sum()),
            rows=len(own),
            values=(float(values[0][at]), float(values[1][at])),
            first=(first[0], first[1]),
        )
        found.setdefault(at, shift)
    return list(found.values())


def each_user(users: Users, side: SideId) -> Floats:
    """(users that count,) the metric of each, on average over seeds."""
    runs = [values_by_user(users.metric, users.pairs, scores) for scores in users.scores[side]]
    result: Floats = np.mean(runs, axis=0)
    return result


def shift_part(found: Comparison, users: Users | None, voice: Voice) -> list[Block]:
    """How many gain and lose, then the table; nothing where nobody can be shown."""
    sides = sides_shown(found, users) if users is not None and len(users.codes) else None
    if users is None or sides is None:
        return []
    before, after = (voice.side(one) for one in sides)
    change = each_user(users, sides[1]) - each_user(users, sides[0])
    line = voice.say(
        "memo.shift_counts",
        after=after,
        before=before,
        users=f"{len(change):,}",
        gain=f"{int((change > 0).sum()):,}",
        lose=f"{int((change < 0).sum()):,}",
        same=f"{int((change == 0).sum()):,}",
    )
    heads = [voice.say("memo.shift_person"), voice.say("memo.shift_rows")]
    heads += [voice.say("memo.shift_first", side=one) for one in (before, after)]
    heads.append(voice.metric(users.metric))
    rows = [row(one, users, voice) for one in shifts(users, sides)]
    return [Heading(voice.say("memo.shift")), Text(line), Grid(heads, rows)]


def row(one: Shift, users: Users, voice: Voice) -> Sequence[str]:
    """A person in the table."""
    who = voice.say(f"memo.shift_{one.place}", user=one.user)
    asked = voice.say("memo.shift_liked", liked=one.liked, rows=one.rows)
    change = f"{one.values[0]:.2f} → {one.values[1]:.2f}"
    return [who, asked, *(titled(at, users, voice) for at in one.first), change]


def titled(at: int, users: Users, voice: Voice) -> str:
    """The item of a row, with what the person truly thought of it."""
    title = str(users.dataset.items["title"].iloc[int(users.pairs.item[at])])
    if users.pairs.sampled[at]:
        thought = voice.say("versus.unseen")
    else:
        thought = voice.figures()["liked" if users.pairs.label[at] > 0 else "disliked"]
    return voice.say("memo.shift_title", title=title, thought=thought)
