"""Which run a page is about before anybody chose: the best tuned one of the data in sight."""

import math
from collections.abc import Sequence

from promptrec.store.snapshots import Run
from promptrec.ui.shell.say import say

JUDGED_BY = "auc"  # on valid: what every run has


def valid_metric(run: Run) -> float:
    """The run's metric on valid; nan without one."""
    found = run.result.metrics.get(JUDGED_BY) if run.result else None
    return math.nan if found is None else found.value


def first_run(runs: Sequence[Run], source: str = "") -> Run:
    """Of finished runs, newest first: the best tuned one, else the newest tuned, else the newest.

    source: the data that is asked about; runs of other data count only where it has none, and then
    those of the newest run's data: metrics of different data cannot be compared.
    """
    own = [run for run in runs if run.settings.dataset == source]
    own = own or [run for run in runs if run.settings.dataset == runs[0].settings.dataset]
    tuned = [run for run in own if run.settings.tunes]
    judged = [run for run in tuned if not math.isnan(valid_metric(run))]
    if judged:
        return max(judged, key=valid_metric)
    return (tuned or own)[0]


def first_words(run: Run) -> str:
    """Why this one, for the box that it stands in."""
    if not run.settings.tunes:
        return say("pick.first_untuned", run=run.id)
    value = valid_metric(run)
    if math.isnan(value):
        return say("pick.first_tuned", run=run.id)
    return say("pick.first_best", run=run.id, value=f"{value:.3f}")
