"""Hand a run of the store to a tracker: settings, every measure, final metrics."""

from collections.abc import Callable, Mapping
from pathlib import Path

from promptrec.errors import SettingsError
from promptrec.records import Measure
from promptrec.settings import RunSettings, choose
from promptrec.store.store import Store
from promptrec.trackers.board import Board
from promptrec.trackers.tracker import Scalar, Tracker
from promptrec.trackers.weights_biases import WeightsBiases

TRACKERS: Mapping[str, Callable[[Path], Tracker]] = {"tensorboard": Board, "wandb": WeightsBiases}


def export(store: Store, run_id: str, to: str, folder: Path | None = None) -> Path:
    """Write a run for a tracker and return the folder; default: RUN/<tracker> in the home.

    A run that still goes on is exported as far as it is. SettingsError when the tracker is not
    installed.
    """
    choose("tracker", to, tuple(TRACKERS))
    run = store.run(run_id)
    folder = folder or store.run_folder(run.id) / to
    try:
        tracker = TRACKERS[to](folder)
    except ImportError as error:
        raise SettingsError("sentence.no_tracker", tracker=to) from error
    tracker.start(run, flat(run.settings))
    steps: dict[int, list[Measure]] = {}
    for one in store.measures(run.id):
        steps.setdefault(one.step, []).append(one)
    for step in sorted(steps):
        tracker.measure(steps[step])
    if run.result is not None:
        tracker.finish("valid", run.result.metrics)
        tracker.finish("test", run.result.test_metrics or {})
    tracker.close()
    return folder


def flat(settings: RunSettings) -> dict[str, Scalar]:
    """Settings by name, "split.name" for those of the split; what is None stands as a word."""
    found: dict[str, Scalar] = {}
    for name, value in settings.as_dict().items():
        if isinstance(value, dict):
            found |= {f"{name}.{inner}": each for inner, each in value.items()}
        elif isinstance(value, str | int | float | bool):
            found[name] = value
        else:
            found[name] = "default" if value is None else len(value)
    return found
