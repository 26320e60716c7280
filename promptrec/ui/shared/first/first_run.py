"""Which run a page is about before anybody chose: the best tuned one of the data in sight."""

import math
from collections.abc import Mapping, Sequence

from promptrec.metrics.metric import yardstick
from promptrec.model.backbones.catalogue import is_here
from promptrec.records import Interval
from promptrec.store.snapshots import Run
from promptrec.ui.shell.say import language, say_text
from promptrec.words.named import metric_inside


def metrics_of(run: Run) -> Mapping[str, Interval]:
    """The run's metrics on valid; none without a result."""
    return run.result.metrics if run.result else {}


def valid_metric(run: Run, name: str) -> float:
    """The run's metric on valid; nan without one."""
    found = metrics_of(run).get(name)
    return math.nan if found is None else found.value


def first_run(runs: Sequence[Run], source: str = "", *, from_words: bool = True) -> Run:
    """Of finished runs, newest first: the best tuned one, else the newest tuned, else the newest.

    from_words: a run that starts from a rule waits behind those that answer from words alone: where
    the rule says it all, no edit of a template and no word of a prompt would move anything.

    source: the data that is asked about; runs of other data count only where it has none, and then
    those of the newest run's data: metrics of different data cannot be compared. A value of too few
    users for an interval waits behind those that have one: that it is the highest may be luck. A
    run whose model is not installed is the first only where all are.
    """
    runs = [run for run in runs if is_here(run.settings.model)] or runs
    own = [run for run in runs if run.settings.dataset == source]
    own = own or [run for run in runs if run.settings.dataset == runs[0].settings.dataset]
    tuned = [run for run in own if run.settings.tunes]
    if from_words:
        tuned = [run for run in tuned if not run.settings.starts] or tuned
    name = yardstick(map(metrics_of, tuned))
    judged = [run for run in tuned if not math.isnan(valid_metric(run, name))]
    sure = [run for run in judged if metrics_of(run)[name].known]
    if judged:
        return max(sure or judged, key=lambda run: valid_metric(run, name))
    return (tuned or own)[0]


def first_words(run: Run) -> str:
    """Why this one, for the box that it stands in."""
    if not run.settings.tunes:
        return say_text("pick.first_untuned", run=run.id)
    name = yardstick([metrics_of(run)])
    value = valid_metric(run, name)
    if math.isnan(value):
        return say_text("pick.first_tuned", run=run.id)
    metric = metric_inside(language(), name)
    key = "pick.first_best" if run.settings.starts else "pick.first_best_words"
    return say_text(key, run=run.id, value=f"{value:.3f}", metric=metric)
