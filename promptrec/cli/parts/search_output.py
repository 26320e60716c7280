"""A search as JSON and as text: its trials, what mattered, the winner."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from promptrec.store.snapshots import JobResult, Run, Trial

SHOWN = 10  # trials that are printed, the best first
WIDE = 60  # characters of a trial's parameters


def document(
    row: Run, trials: Sequence[Trial], shares: Mapping[str, float], best: Trial | None
) -> dict[str, Any]:
    """A search as JSON. shares: importance by parameter; best: the winner."""
    result = row.result or JobResult()
    return {
        "search": row.id,
        "state": str(row.state),
        "kind": row.search.kind if row.search else "",
        "metric": row.search.metric if row.search else "",
        "trials": [trial_document(trial) for trial in trials],
        "tried": len(trials),
        "importance": dict(shares),
        "best": None
        if best is None
        else {
            **trial_document(best),
            "template": best.settings.template,
            "verbalizer": best.settings.verbalizer,
            "settings": json.loads(best.settings.to_json()),
        },
        "seconds": result.seconds or sum(trial.seconds for trial in trials),
        "message": row.message,
    }


def trial_document(trial: Trial) -> dict[str, Any]:
    """A trial as JSON."""
    names = ("number", "value", "low", "high", "rows", "rung", "seconds", "parameters", "message")
    return {"state": str(trial.state), **{name: getattr(trial, name) for name in names}}


def as_text(
    row: Run, trials: Sequence[Trial], shares: Mapping[str, float], best: Trial | None
) -> str:
    """The best trials and the winner, for people."""
    valued = sorted(
        (trial for trial in trials if trial.value is not None),
        key=lambda one: (-one.rung, -(one.value or 0.0)),
    )
    lines = [f"{row.id} {row.state}: {len(trials)} trials"]
    for one in valued[:SHOWN]:
        words = ", ".join(f"{name} {value}" for name, value in one.parameters.items())[:WIDE]
        lines.append(f"  {one.number:>4} {one.state:<9} {one.value:.4f} ({one.rows} rows)  {words}")
    for name, share in shares.items():
        lines.append(f"  importance of {name}: {share:.0%}")
    if best is not None:
        bounds = "" if best.low is None else f" ({best.low:.4f} to {best.high:.4f})"
        lines += [
            f"Winner: trial {best.number}, {best.value:.4f}{bounds} on {best.rows} valid rows",
            f"  {best.settings.template}",
            "  The best of many looks better than it is. Confirm it on test: "
            f"search {row.settings.dataset} --confirm {row.id}",
        ]
    return "\n".join(lines)
