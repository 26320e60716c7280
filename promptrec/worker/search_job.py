"""What a search does: trial after trial in one process, each kept in the store when it ends."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from promptrec.errors import SettingsError
from promptrec.examples.plan import choose_rows
from promptrec.metrics.metric import BESIDE
from promptrec.model.planning import dataset_of
from promptrec.model.reading import reader_for
from promptrec.records import TOTAL_STEPS, Interval, Measure
from promptrec.search.aim import BESIDE_CURVE, beside_in
from promptrec.search.fragments import candidates
from promptrec.search.halving import rungs, survivors
from promptrec.search.space import Parameters, composed_settings, settings_for
from promptrec.search.study import Proposal, propose
from promptrec.search.summary import winner
from promptrec.settings import RunSettings, SearchSettings
from promptrec.store.snapshots import JobResult
from promptrec.store.store import Store
from promptrec.words.table import sentence
from promptrec.worker.bench import Bench
from promptrec.worker.race_job import race
from promptrec.worker.trials import MadeTrial, make_trial
from promptrec.worker.wherever import made_wherever

MASKED = "{item.title} {mask}"  # any template with a mask: which head answers it?


def run_search(
    home: Path,
    run_id: str,
    settings: RunSettings,
    report: Callable[[Measure], None],
    should_stop: Callable[[], bool],
    note: Callable[[str], None],
) -> JobResult:
    """Carry on the search from the trials that are in the store. Only valid rows are scored.

    Raises Cancelled when should_stop says so, PromptRecError when no trial can work.
    """
    store = Store.open(home)
    row = store.run(run_id)
    if row.search is None:
        raise SettingsError("sentence.no_search", run=run_id)
    bench = Bench(
        store=store,
        run_id=run_id,
        fence=row.fence,
        search=row.search,
        dataset=dataset_of(settings),
        report=report,
        should_stop=should_stop,
        note=note,
        done=list(store.trials(run_id)),
        beside=beside_in(store.measures(run_id, BESIDE_CURVE)),
    )
    for remark in bench.dataset.remarks:
        note(remark)
    if bench.done:
        note(sentence("sentence.log_resumed", count=len(bench.done)))
    {"templates": halve, "parameters": ask, "edits": race}[row.search.kind](bench)
    return result_of(bench)


def result_of(bench: Bench) -> JobResult:
    """What the search found; SettingsError with the first reason when no trial has a value."""
    best = winner(bench.done)
    if best is None or best.value is None:
        said = [one.message for one in bench.done if one.message]
        why = said[0] if said else sentence("sentence.no_trial_made")
        raise SettingsError("sentence.no_trial_worked", why=why)
    beside = {BESIDE: Interval(at)} if (at := bench.beside.get(best.number)) is not None else {}
    return JobResult(
        metrics={bench.search.metric: Interval(best.value, best.low, best.high), **beside},
        seconds=sum(one.seconds for one in bench.done),
        fingerprint=bench.dataset.fingerprint(),
        details={"trials": len(bench.done), "best": best.number},
    )


def ask(bench: Bench) -> None:
    """Trials that Optuna proposes, until the budget or the space is used up."""
    search = bench.search
    bench.report(Measure(len(bench.done), 0, TOTAL_STEPS, search.trials))
    while len(bench.done) < search.trials and bench.budget_left():
        bench.stop_if_asked()
        proposal = propose(search, bench.done)
        if proposal is None:
            bench.note(sentence("sentence.log_all_tried"))
            return
        settings = settings_for(search, proposal.parameters)
        carry_out(bench, proposal.parameters, settings, proposal)


def halve(bench: Bench) -> None:
    """Composed templates, thinned out from rung to rung; a trial in the store is not made again."""
    search, dataset = bench.search, bench.dataset
    head = head_of(search)
    found = candidates(dataset, head, search.trials, search.seed, search.verbalizers)
    most = len(choose_rows(dataset, search.base).valid)
    plan = rungs(len(found), search.first_rows, most)
    bench.report(Measure(len(bench.done), 0, TOTAL_STEPS, sum(one.candidates for one in plan)))
    alive, number = list(range(len(found))), 0
    for level, rung in enumerate(plan):
        chosen = alive[: rung.candidates]
        new = chosen[max(0, len(bench.done) - number) :]
        asked = (composed_settings(search, found[at], dataset, head, rung.rows) for at in new)
        for at, made in zip(new, made_trials(bench, asked), strict=False):
            keep_made(bench, found[at], made, rung=level)
        if len(bench.done) < number + len(chosen):
            return  # the budget is used up
        values = {at: bench.done[number + place].value for place, at in enumerate(chosen)}
        number += len(chosen)
        alive = list(survivors(values, len(values)))


def made_trials(bench: Bench, asked: Iterable[RunSettings]) -> Iterator[MadeTrial]:
    """Trials that do not depend on each other, in order, until the budget is used up."""

    def affordable() -> Iterator[RunSettings]:
        for settings in asked:
            bench.stop_if_asked()
            if not bench.budget_left():
                return
            yield settings

    return made_wherever(
        bench.dataset,
        bench.search.base,
        affordable(),
        bench.search.metric,
        should_stop=bench.should_stop,
        asked=bench.stop_if_asked,
    )


def head_of(search: SearchSettings) -> str:
    """The head that answers composed templates: with a mask where the model can fill one."""
    if search.base.head == "classifier":
        return "classifier"
    return reader_for(dataclasses.replace(search.base, template=MASKED, verbalizer="")).head


def carry_out(
    bench: Bench, parameters: Parameters, settings: RunSettings, proposal: Proposal
) -> None:
    """Make, judge and keep one trial here, since whether it is weak depends on those before it."""
    made = make_trial(
        bench.dataset,
        settings,
        bench.search.metric,
        is_weak=proposal.is_weak,
        should_stop=bench.should_stop,
        asked=bench.stop_if_asked,
    )
    keep_made(bench, parameters, made)


def keep_made(bench: Bench, parameters: Parameters, made: MadeTrial, rung: int = 0) -> None:
    """Keep a trial under the next number; one that cannot work is kept with its reason."""
    number = len(bench.done)
    beside = {} if made.beside is None else {number: made.beside}
    bench.keep(made.trial(number, parameters, rung), beside=beside)
