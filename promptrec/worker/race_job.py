"""A search that starts from a person's template: its edits race against it, heat after heat.

Each heat lines up the best template so far and edits of it. After each block of users, whoever is
behind beyond chance is dropped (`compare.race`); who is left is judged on all valid users, and the
best of them is edited in the next heat. A heat is kept when it ends, whole: an interrupted one is
run again, with the same draws.
"""

import dataclasses
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from promptrec.compare.estimates import Estimate, JudgedUsers, estimates, ground_of
from promptrec.compare.race import behind, level_of
from promptrec.errors import Cancelled, PromptRecError
from promptrec.metrics.auc import auc
from promptrec.records import TOTAL_STEPS, Floats, Interval, Measure, Pairs, SideId
from promptrec.search.from_template import template_in
from promptrec.search.lineage import heats
from promptrec.search.proposals import proposals
from promptrec.search.summary import winner
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Parameter, Trial, TrialState
from promptrec.words.table import sentence
from promptrec.worker.bench import Bench
from promptrec.worker.race_scores import BlockScores

WIDTH = 8  # edits in a heat


@dataclass(eq=False)
class Racer:
    """A template in a heat, and what became of it."""

    name: str
    settings: RunSettings
    parameters: dict[str, Parameter]
    scores: list[Floats] = field(default_factory=list)  # of each block so far
    curve: list[float] = field(default_factory=list)  # the metric at each look
    value: Interval = field(default_factory=lambda: Interval(math.nan))
    seconds: float = 0.0
    state: TrialState = TrialState.COMPLETE
    message: str = ""

    def judge(self, blocks: BlockScores, at: int) -> None:
        """Score one more block; one that cannot work is out of the race with its reason."""
        began = time.monotonic()
        try:
            self.scores.append(blocks.score(self.settings, at))
        except Cancelled:
            raise
        except PromptRecError as error:
            self.state, self.message = TrialState.FAILED, error.sentence
        self.seconds += time.monotonic() - began

    def trial(self, number: int, rows: Sequence[int], metric: str) -> Trial:
        """What is kept of it. rows: of each block."""
        known = not math.isnan(self.value.value)
        failed = self.state is TrialState.FAILED or not known
        why = self.message or sentence("sentence.metric_no_value", metric=metric)
        return Trial(
            number=number,
            state=TrialState.FAILED if failed else self.state,
            parameters={**self.parameters, "looks": len(self.curve)},
            settings=self.settings,
            value=self.value.value if known else None,
            low=self.value.low,
            high=self.value.high,
            curve=tuple(self.curve),
            rows=sum(rows[: len(self.curve)]),
            seconds=self.seconds,
            message=why if failed else self.message,
        )


def race(bench: Bench) -> None:
    """Heats until the budget is used up or every edit of the best was tried."""
    total = bench.search.trials + 1  # with the template that all start from
    bench.report(Measure(len(bench.done), 0, TOTAL_STEPS, total))
    blocks = BlockScores(bench)
    if not bench.done:
        only = Racer("0", bench.search.base, {"edit": "start", "heat": 0})
        run_heat(bench, blocks, [only])
        keep(bench, blocks, [only])
    while bench.budget_left() and len(bench.done) < total:
        bench.stop_if_asked()
        best = winner(bench.done)
        if best is None:
            return  # not even the first could be scored
        racers = list(line_up(bench, blocks, best, min(WIDTH, total - len(bench.done))))
        if not racers:
            bench.note(sentence("sentence.log_all_tried"))
            return
        leader = Racer(str(best.number), best.settings, dict(best.parameters))
        run_heat(bench, blocks, [leader, *racers])
        keep(bench, blocks, racers)


def keep(bench: Bench, blocks: BlockScores, racers: Sequence[Racer]) -> None:
    """Keep a heat, whole; beside each value the AUC over all rows that it was judged on."""
    rows = [len(one) for one in blocks.blocks]
    trials = [one.trial(int(one.name), rows, bench.search.metric) for one in racers]
    beside = {
        trial.number: auc(
            blocks.pairs.label[: trial.rows], np.concatenate(one.scores)[: trial.rows]
        )
        for one, trial in zip(racers, trials, strict=True)
        if trial.value is not None
    }
    bench.keep(*trials, beside=beside)


def line_up(bench: Bench, blocks: BlockScores, best: Trial, count: int) -> Iterator[Racer]:
    """Edits of the best template that read as none before them."""
    heat = len(heats(bench.done))
    rng = np.random.default_rng([bench.search.seed, heat])
    name = bench.search.templates[0].name
    read = {blocks.read(one.settings) for one in bench.done if one.state is not TrialState.FAILED}
    number = len(bench.done)
    for edit in proposals(template_in(best.settings), bench.dataset, rng):
        if number == len(bench.done) + count:
            return
        bench.stop_if_asked()
        settings = dataclasses.replace(
            best.settings, template=edit.text, template_name=f"{name} ~{number}"
        )
        try:
            mine = blocks.read(settings)
        except PromptRecError:
            continue  # too long for the model, say
        if mine not in read:
            read.add(mine)
            told = {"edit": edit.kind, "part": edit.part, "other": edit.other}
            yield Racer(str(number), settings, {**told, "parent": best.number, "heat": heat})
            number += 1


def run_heat(bench: Bench, blocks: BlockScores, racers: Sequence[Racer]) -> None:
    """Judge these on block after block; each ends complete, dropped or failed. The first leads."""
    alive = list(racers)
    for at in range(len(blocks.blocks)):
        for one in alive:
            bench.stop_if_asked()
            one.judge(blocks, at)
        alive = [one for one in alive if one.state is TrialState.COMPLETE]
        if not alive:
            return
        ground, found = looked_at(bench.search.metric, blocks.blocks[: at + 1], alive)
        dropped = behind(ground, found, level_of(len(blocks.blocks)))
        for one in alive:
            mine = found[SideId(one.name)]
            one.value = mine.interval
            one.curve.append(mine.value)
            if SideId(one.name) in dropped:
                one.state = TrialState.PRUNED
        alive = [one for one in alive if one.state is TrialState.COMPLETE]
        tell(bench, blocks, at, racers, alive)
        if alive == [racers[0]] and len(racers) > 1:
            return  # the leader was judged on all users before


def looked_at(
    metric: str, seen: Sequence[Pairs], alive: Sequence[Racer]
) -> tuple[JudgedUsers, dict[SideId, Estimate]]:
    """Who counts, and what each is worth on all blocks so far."""
    pairs = Pairs.joined(seen)
    ground = ground_of(metric, pairs)
    sides = {SideId(one.name): np.concatenate(one.scores)[None] for one in alive}
    return ground, estimates(ground, pairs, sides)


def tell(
    bench: Bench, blocks: BlockScores, at: int, racers: Sequence[Racer], alive: Sequence[Racer]
) -> None:
    """A line in the log, and how many are decided."""
    if len(racers) == 1:
        return
    bench.tell(len(racers) - len([one for one in alive if one is not racers[0]]) - 1)
    bench.note(
        sentence(
            "sentence.log_look",
            look=at + 1,
            looks=len(blocks.blocks),
            users=len(np.unique(Pairs.joined(blocks.blocks[: at + 1]).user)),
            left=len(alive),
        )
    )
