"""Compare with ten runs and 200,000 scored rows: until the verdict, and until another view."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.bench.figure import Figure, unlike
from promptrec.bench.made import made, made_pairs, made_rules, made_sides
from promptrec.bench.turns import take_turns
from promptrec.compare.estimates import by_user
from promptrec.compare.scoreboard import Scoreboard, metrics_of
from promptrec.compare.sides import People, compared_on
from promptrec.compare.verdict import Comparison
from promptrec.metrics.auc import auc
from promptrec.metrics.metric import MAIN
from promptrec.records import Floats, Pairs, ScoredSide
from promptrec.report.comparison import board_blocks, card
from promptrec.report.voice import Voice

RUNS, ROWS, USERS = 10, 20_000, 1_000
SAME = 1e-9
VERDICT, VIEW = "compare_verdict", "compare_view"
TARGETS = {VERDICT: 2.0, VIEW: 0.3}


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """A verdict, and the value of each variant where the plain way gives it, too."""

    found: Comparison
    values: Floats


def compare_figures(rounds: int, rows: int = ROWS, runs: int = RUNS) -> Iterator[Figure]:
    """Seconds, where the values are those of the plain way: one user after the other."""
    pairs = made_pairs(rows, min(USERS, rows // 5))
    sides, rules = made_sides(pairs, runs), made_rules(pairs)
    people = People(part="valid", locked=0, known=USERS)
    every, voice = np.arange(rows), Voice("en")
    plain = np.array([plain_value(pairs, side.runs[0]) for side in sides])

    def verdict() -> ShownComparison:
        found = compared_on(people, pairs, sides, rules, every)
        card(found, voice)
        values = [found.control_value, *(one.value for one in found.variants)]
        return ShownComparison(found, np.array(values))

    took, given = take_turns({VERDICT: verdict}, rounds)
    gap = float(np.abs(given[VERDICT].values - plain).max())
    against = f"{runs} runs of {rows:,} rows, {len(rules)} rules beside them"
    if gap > SAME:
        yield unlike(VERDICT, against, TARGETS[VERDICT], "values", gap, SAME, unit="s")
        return
    yield Figure(VERDICT, round(took[VERDICT], 4), "s", against, TARGETS[VERDICT])
    yield view_figure(given[VERDICT].found, pairs, scored(pairs, runs), rounds, against)


def view_figure(
    found: Comparison, pairs: Pairs, sides: Sequence[ScoredSide], rounds: int, against: str
) -> Figure:
    """Until another view stands there; what the page keeps between two views is kept here, too."""
    dataset, voice = made(1_000), Voice("en")
    first, boards = take_turns(
        {
            "board": lambda: Scoreboard(
                "valid", dataset, pairs, tuple(sides), *metrics_of(pairs, sides)
            )
        },
        rounds=1,
    )
    took, _ = take_turns({VIEW: lambda: board_blocks(boards["board"], found, voice)}, rounds)
    note = f"every metric of every side takes {first['board']:.2f} s, once"
    return Figure(VIEW, round(took[VIEW], 4), "s", against, TARGETS[VIEW], note)


def scored(pairs: Pairs, runs: int) -> list[ScoredSide]:
    """The same variants and rules as a table of metrics has them."""
    sides = [ScoredSide(one.name, one.runs) for one in made_sides(pairs, runs)]
    rules = made_rules(pairs).items()
    return [*sides, *(ScoredSide(name, own[None], baseline=True) for name, own in rules)]


def plain_value(pairs: Pairs, scores: Floats) -> float:
    """The main metric of one variant: AUC within each user, weighted by rows."""
    assert MAIN == "gauc_rows", "the plain way is of this metric"
    areas = by_user(auc, pairs, scores)
    weights = by_user(lambda label, _: float(len(label)), pairs, scores)
    return float(np.average(areas, weights=weights))
