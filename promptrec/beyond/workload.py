"""How long a measurement takes, before it starts: prompts, at a measured pace."""

import statistics
from collections.abc import Iterable, Sequence

import numpy as np

from promptrec.beyond.collect import COUNTED
from promptrec.beyond.cost import REPEATS, TIMED
from promptrec.beyond.flips import FLIPPED_USERS
from promptrec.beyond.ladder import CUT_ROWS, RUNGS
from promptrec.judge.candidates import NEGATIVES
from promptrec.judge.entrants import Group
from promptrec.judge.run_time import START_S, TOKENS_A_SECOND, RunTime, pace_of
from promptrec.settings import Measuring
from promptrec.store.snapshots import Run, RunState

SAMPLE = 32  # prompts whose tokens are counted
POSITIVES = 2  # of a user's candidates, about
RULES_S = 5.0  # rules that learn, once


def prompts_of(asked: Measuring, groups: Sequence[Group]) -> int:
    """Prompts that are scored, about; a prompt that is only counted costs a tenth."""
    sides = len(asked.variants)
    rows = min(len(one.plan.rows.valid) for group in groups for one in group.entrants)
    if asked.kind == "ladder":
        return sides * len(RUNGS) * min(CUT_ROWS, rows)
    if asked.kind == "formats":
        return sides * asked.formats * rows
    each = NEGATIVES + POSITIVES
    swapped = 2 * min(FLIPPED_USERS, asked.users) * each if asked.user_field else 0
    cost = TIMED * (REPEATS + 1) + COUNTED // 10
    return len(asked.runs) * (asked.users * each + swapped + cost)


def time_of(asked: Measuring, groups: Sequence[Group], runs: Iterable[Run]) -> RunTime:
    """Seconds from start to result, at the pace of this machine where it is known.

    runs: all jobs of this home.
    """
    prompts = prompts_of(asked, groups)
    learned = RULES_S * (len(RUNGS) if asked.kind == "ladder" else 1)
    if asked.kind == "formats":
        learned = 0.0
    every = [run for run in runs if not run.example and not run.unreadable]
    model = groups[0].entrants[0].plan.settings.model
    same = [pace for run in every if (pace := measured_pace(run, asked.kind, model)) is not None]
    if same:
        return RunTime(START_S + prompts / statistics.median(same), True)
    trained = [pace for run in every if run.ordinary and (pace := pace_of(run, model)) is not None]
    if trained:
        return RunTime(START_S + learned + prompts / statistics.median(trained), True)
    return RunTime(START_S + learned + prompts * tokens_of(groups) / TOKENS_A_SECOND, False)


def measured_pace(run: Run, kind: str, model: str) -> float | None:
    """Prompts a second of a finished measurement of this kind and model; None for any other."""
    if not run.measuring or run.state != RunState.SUCCEEDED or run.result is None:
        return None
    prompts, seconds = run.result.details.get("prompts"), run.result.seconds
    same = run.measuring.kind == kind and run.settings.model == model
    return float(str(prompts)) / seconds if same and prompts and seconds > 1 else None


def tokens_of(groups: Sequence[Group]) -> float:
    """Tokens of the average prompt, by a sample of each variant's valid rows."""
    lengths: list[int] = []
    for group in groups:
        plan = group.entrants[0].plan
        pairs = plan.pairs("valid")
        places = np.linspace(0, len(pairs) - 1, min(SAMPLE, len(pairs))).astype(np.int64)
        lengths += [len(one) for one in plan.make(pairs.take(places), "valid")]
    return float(np.mean(lengths)) if lengths else 0.0
