"""A run and its repetition, held against each other bit for bit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from promptrec.errors import PromptRecError
from promptrec.store.snapshots import JobResult, Run
from promptrec.store.store import Store

TIMED = ("examples_per_s", "seconds_left", "learning_rate")  # told by the second, not by the step
WORDS = {
    "scores": "scores of the valid rows",
    "weights": "trained weights",
    "metrics": "metrics",
    "curves": "points of the curves",
}


@dataclass(frozen=True, slots=True)
class Repetition:
    """What is the same, and what the two were made with where that differs."""

    same: Mapping[str, bool]  # by name; what neither has is left out
    same_data: bool
    differs: Mapping[str, tuple[object, object]]  # made with: first, again

    @property
    def identical(self) -> bool:
        """True when there was something to compare, and all of it is the same."""
        return self.same_data and bool(self.same) and all(self.same.values())

    def lines(self, run: str, again: str) -> str:
        """For people."""
        verdict = "bit for bit the same" if self.identical else "NOT the same"
        lines = [f"{run} repeated as {again}: {verdict}."]
        lines += [
            f"  {WORDS[name]}: {'same' if one else 'NOT the same'}"
            for name, one in self.same.items()
        ]
        lines += [
            f"  made with another {name}: {shown(first)}, now {shown(now)}"
            for name, (first, now) in self.differs.items()
        ]
        return "\n".join(lines)


def shown(value: object) -> str:
    """A value, or the beginning of a digest.

    >>> shown("0.1.0"), shown("c0ffee" * 12), shown(None)
    ('0.1.0', 'c0ffeec0ffee', 'unknown')
    """
    text = "unknown" if value is None else str(value)
    return text[:12] if len(text) >= 40 else text


def repetition(store: Store, first: Run, again: Run) -> Repetition:
    """Compare two runs of the same settings; what was not kept of one is not compared."""
    one, two = first.result or JobResult(), again.result or JobResult()
    pairs = {
        "scores": (scores_of(one), scores_of(two)),
        "weights": (weights_of(store, first), weights_of(store, again)),
        "metrics": (metrics_of(one), metrics_of(two)),
        "curves": (curves_of(store, first), curves_of(store, again)),
    }
    same = {name: mine == other for name, (mine, other) in pairs.items() if mine}
    before, now = made_with_of(one), made_with_of(two)
    return Repetition(
        same=same,
        same_data=one.fingerprint == two.fingerprint,
        differs={
            name: (before.get(name), now.get(name))
            for name in now
            if before.get(name) != now.get(name)
        },
    )


def metrics_of(result: JobResult) -> str:
    """Every metric to the last bit; "" without any."""
    return repr(sorted(result.metrics.items())) if result.metrics else ""


def scores_of(result: JobResult) -> str:
    """Digest of the scores of the valid rows; "" without any."""
    return str(result.details.get("scores_sha256", ""))


def weights_of(store: Store, run: Run) -> str:
    """Digest of the trained weights; "" where nothing was trained, or they are gone."""
    path = store.home / run.checkpoint / "checkpoint.json"
    try:
        return str(json.loads(path.read_bytes())["weights_sha256"]) if run.checkpoint else ""
    except (OSError, ValueError, LookupError, PromptRecError):
        return ""


def curves_of(store: Store, run: Run) -> str:
    """Every point that does not depend on how fast the machine was."""
    points = (one for one in store.measures(run.id) if one.name not in TIMED)
    found = [(one.step, one.epoch, one.name, one.value) for one in points]
    return repr(found) if found else ""


def made_with_of(result: JobResult) -> Mapping[str, Any]:
    """What a run was made with, packages too; empty for one of before."""
    kept = result.details.get("made_with", {})
    return {**(kept if isinstance(kept, Mapping) else {}), **result.environment}
