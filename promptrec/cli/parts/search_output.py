"""A search as JSON and as text: its trials, what mattered, the winner."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from promptrec.metrics.metric import BESIDE
from promptrec.search.lineage import branches, heats, looks_taken
from promptrec.search.told import told
from promptrec.store.snapshots import JobResult, Run, Trial, TrialState

SHOWN = 10  # trials that are printed, the best first
DROPPED = "dropped"  # what a race calls a trial that was stopped early
WIDE = 60  # characters of a trial's parameters


def document(
    row: Run,
    trials: Sequence[Trial],
    shares: Mapping[str, float],
    best: Trial | None,
    beside: Mapping[int, float] = {},
) -> dict[str, Any]:
    """A search as JSON. shares: importance by parameter; beside: as in `Bench`."""
    result = row.result or JobResult()
    return {
        "search": row.id,
        "state": str(row.state),
        "kind": row.search.kind if row.search else "",
        "metric": row.search.metric if row.search else "",
        "trials": [trial_document(trial, beside) for trial in trials],
        "tried": len(trials),
        "importance": dict(shares),
        "best": None
        if best is None
        else {
            **trial_document(best, beside),
            "template": best.settings.template,
            "verbalizer": best.settings.verbalizer,
            "settings": json.loads(best.settings.to_json()),
        },
        "seconds": result.seconds or sum(trial.seconds for trial in trials),
        "message": row.message,
    }


def trial_document(trial: Trial, beside: Mapping[int, float]) -> dict[str, Any]:
    """A trial as JSON; its AUC over all rows, where the search goes by something else."""
    names = ("number", "value", "low", "high", "rows", "rung", "seconds", "parameters", "message")
    found = {"state": str(trial.state), **{name: getattr(trial, name) for name in names}}
    if trial.number in beside:
        found[BESIDE] = beside[trial.number]
    if "edit" in trial.parameters:
        found |= {"told": told(trial.parameters), "template": trial.settings.template}
    return found


def with_beside(one: Trial, beside: Mapping[int, float]) -> str:
    """The value of a trial, and what stands beside it."""
    return f"{one.value:.4f}{said_beside(one, beside)}"


def said_beside(one: Trial, beside: Mapping[int, float]) -> str:
    """The AUC of a trial over all rows, where it has one beside its value."""
    return f", {BESIDE} {beside[one.number]:.4f}" if one.number in beside else ""


def as_text(
    row: Run,
    trials: Sequence[Trial],
    shares: Mapping[str, float],
    best: Trial | None,
    beside: Mapping[int, float] = {},
) -> str:
    """The best trials and the winner, for people."""
    if row.search is not None and row.search.kind == "edits":
        return edits_text(row, trials, best, beside)
    valued = sorted(
        (trial for trial in trials if trial.value is not None),
        key=lambda one: (-one.rung, -(one.value or 0.0)),
    )
    lines = [f"{row.id} {row.state}: {len(trials)} trials"]
    for one in valued[:SHOWN]:
        words = ", ".join(f"{name} {value}" for name, value in one.parameters.items())[:WIDE]
        value = f"{with_beside(one, beside)} ({one.rows} rows)"
        lines.append(f"  {one.number:>4} {one.state:<9} {value}  {words}")
    for name, share in shares.items():
        lines.append(f"  importance of {name}: {share:.0%}")
    if best is not None:
        bounds = "" if best.low is None else f" ({best.low:.4f} to {best.high:.4f})"
        also = said_beside(best, beside)
        lines += [
            f"Winner: trial {best.number}, {best.value:.4f}{bounds}{also} "
            f"on {best.rows} valid rows",
            f"  {best.settings.template}",
            "  The best of many looks better than it is. Confirm it on test: "
            f"search {row.settings.dataset} --confirm {row.id}",
        ]
    return "\n".join(lines)


def edits_text(
    row: Run, trials: Sequence[Trial], best: Trial | None, beside: Mapping[int, float]
) -> str:
    """Which edit led to which template, what was dropped, and the choice."""
    lines = [
        f"{row.id} {row.state}: {len(trials)} templates in {len(heats(trials[1:]))} heats, "
        f"{looks_taken(trials)} interim looks"
    ]
    for each in branches(trials):
        one = each.trial
        value = "no value"
        if one.value is not None:
            value = f"{with_beside(one, beside)} ({one.rows} rows)"
        state = DROPPED if one.state is TrialState.PRUNED else str(one.state)
        words = f"{'  ' * each.depth}{told(one.parameters)}"
        lines.append(f"  {one.number:>4} {state:<9} {value}  {words}")
    if best is None:
        return "\n".join(lines)
    lines += [
        f"Best: {best.number}, {with_beside(best, beside)}, "
        f"where the start has {trials[0].value or 0:.4f}",
        f"  {best.settings.template}",
    ]
    if best.number:
        lines.append(
            "  The best of many looks better than it is. Compare it with the start on users that "
            f"the search never saw: search {row.settings.dataset} --confirm {row.id}"
        )
    return "\n".join(lines)
