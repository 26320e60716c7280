"""What a search does: trial after trial in one process, each kept in the store when it ends."""

import dataclasses
import math
import time
from collections.abc import Callable
from pathlib import Path

from promptrec.errors import Cancelled, PromptRecError, SettingsError
from promptrec.examples.plan import choose_rows, in_numbers
from promptrec.judge.evaluate import evaluate
from promptrec.judge.starting import open_variant
from promptrec.metrics.metric import BESIDE
from promptrec.model.planning import dataset_of
from promptrec.model.reading import reader_for
from promptrec.records import TOTAL_STEPS, Interval, Measure, Report
from promptrec.search.aim import BESIDE_CURVE, beside_in
from promptrec.search.fragments import candidates
from promptrec.search.halving import rungs, survivors
from promptrec.search.space import Parameters, composed_settings, settings_for
from promptrec.search.study import Proposal, propose
from promptrec.search.summary import winner
from promptrec.settings import RunSettings, SearchSettings
from promptrec.store.snapshots import JobResult, Trial, TrialState
from promptrec.store.store import Store
from promptrec.words.table import sentence
from promptrec.worker.bench import Bench
from promptrec.worker.race_job import race
from promptrec.worker.tuning import tune

MASKED = "{item.title} {mask}"  # any template with a mask: which head answers it?


class Pruned(Exception):
    """The trial is weak; its rest is not worth the time."""


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
        carry_out(bench, proposal.parameters, settings, proposal=proposal)


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
        values: dict[int, float | None] = {}
        for place in alive[: rung.candidates]:
            if number >= len(bench.done):
                bench.stop_if_asked()
                if not bench.budget_left():
                    return
                settings = composed_settings(search, found[place], dataset, head, rung.rows)
                carry_out(bench, found[place], settings, rung=level)
            values[place] = bench.done[number].value
            number += 1
        alive = list(survivors(values, len(values)))


def head_of(search: SearchSettings) -> str:
    """The head that answers composed templates: with a mask where the model can fill one."""
    if search.base.head == "classifier":
        return "classifier"
    return reader_for(dataclasses.replace(search.base, template=MASKED, verbalizer="")).head


def carry_out(
    bench: Bench,
    parameters: Parameters,
    settings: RunSettings,
    *,
    proposal: Proposal | None = None,
    rung: int = 0,
) -> None:
    """Make, judge and keep one trial; one that cannot work is kept with its reason."""
    began, number, metric = time.monotonic(), len(bench.done), bench.search.metric
    curve, beside = list[float](), dict[int, float]()
    value, rows, state, message = Interval(math.nan), 0, TrialState.COMPLETE, ""
    try:
        settings = in_numbers(bench.dataset, settings)
        found = judged_on_valid(bench, settings, curve, proposal)
        value, rows, beside[number] = found.metrics[metric], found.rows, found.metrics[BESIDE].value
        if math.isnan(value.value):
            state, message = TrialState.FAILED, sentence("sentence.metric_no_value", metric=metric)
    except Pruned:
        state, value = TrialState.PRUNED, Interval(max(curve))
    except Cancelled:
        bench.stop_if_asked()
        raise
    except PromptRecError as error:
        state, message = TrialState.FAILED, error.sentence
    trial = Trial(
        number=number,
        state=state,
        parameters=dict(parameters),
        settings=settings,
        value=None if math.isnan(value.value) else value.value,
        low=value.low,
        high=value.high,
        curve=tuple(curve),
        rung=rung,
        rows=rows,
        seconds=time.monotonic() - began,
        message=message,
    )
    bench.keep(trial, beside=beside)


def judged_on_valid(
    bench: Bench, settings: RunSettings, curve: list[float], proposal: Proposal | None
) -> Report:
    """Tune by these settings, and what that comes to on valid rows.

    curve: takes the metric after each epoch. Raises Pruned where the proposal is weak by then.
    """
    metric = bench.search.metric

    def watch(measure: Measure) -> None:
        if measure.name == f"valid_{metric}":
            curve.append(measure.value)
            if proposal is not None and proposal.is_weak(measure.value, len(curve)):
                raise Pruned

    variant = open_variant(bench.dataset, settings)
    tune(variant, report=watch, should_stop=bench.should_stop)
    return evaluate(variant, "valid").report
