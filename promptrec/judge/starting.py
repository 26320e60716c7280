"""Open a variant with the rule that its scores start from, and keep how that rule is calibrated."""

import dataclasses
import json
from pathlib import Path

from promptrec.baselines.calibrate import Calibration
from promptrec.baselines.start import RuleStart, rule_start
from promptrec.data.dataset import Dataset
from promptrec.errors import ModelError
from promptrec.examples.plan import in_numbers, rows_to_learn
from promptrec.files import write_whole
from promptrec.model import variant
from promptrec.model.plan import ScorerPlan
from promptrec.model.planning import check_before_queueing, dataset_of
from promptrec.model.shelf import ScorerShelf
from promptrec.model.start import START_FILE
from promptrec.model.variant import Variant
from promptrec.settings import RunSettings
from promptrec.settings.by_rows import told_course


def open_variant(
    dataset: Dataset,
    settings: RunSettings,
    checkpoint: Path | None = None,
    name: str = "",
    shelf: ScorerShelf | None = None,
) -> Variant:
    """As `model.variant.open_variant`, with the rule of `start_from` in its hands.

    The calibration of a tuned run is that of its checkpoint; else it is fitted on the train rows,
    which gives the same numbers on the same data. SettingsError for a rule that says nothing here.
    """
    start = start_of(dataset, settings, checkpoint)
    return variant.open_variant(dataset, settings, checkpoint, name, shelf, start)


def start_of(
    dataset: Dataset, settings: RunSettings, checkpoint: Path | None = None
) -> RuleStart | None:
    """The rule that settings start from; None where they name none."""
    if not settings.starts:
        return None
    kept = None if checkpoint is None else kept_calibration(checkpoint)
    return rule_start(settings.start_from, dataset, kept)


def kept_calibration(checkpoint: Path) -> Calibration:
    """What `keep_start` wrote; ModelError when it is missing or torn."""
    try:
        return Calibration.read(json.loads((checkpoint / START_FILE).read_bytes())["calibration"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        kind = type(error).__name__
        raise ModelError("sentence.no_checkpoint", folder=checkpoint, error=kind) from None


def carry_on(of: Variant, checkpoint: Path) -> None:
    """Let a variant have the weights of a checkpoint, to train on from them.

    ModelError where it is built otherwise: then these weights would mean something else.
    """
    from promptrec.model.network.weights import put_state, read_weights  # torch

    state, description = read_weights(checkpoint)
    if ScorerPlan.from_json(str(description["plan"])) != of.scorer.plan:
        raise ModelError("sentence.continue_otherwise")
    put_state(of.scorer.network, state)


def keep_start(of: Variant, checkpoint: Path) -> None:
    """Write the rule and its calibration into a checkpoint, before its weights are."""
    told = told_start(of)
    if told:
        write_whole(checkpoint / START_FILE, json.dumps(told, indent=1, sort_keys=True))


def told_start(of: Variant) -> dict[str, object]:
    """The rule and its calibration as JSON values; {} where a variant starts from none."""
    if not isinstance(of.start, RuleStart):
        return {}
    calibration = dataclasses.asdict(of.start.calibrated(of.plan))
    return {"rule": of.start.rule.name, "calibration": calibration}


def ready_to_queue(settings: RunSettings) -> RunSettings:
    """The settings as a run keeps them: epochs and rate that nobody chose are numbers now."""
    return in_numbers(dataset_of(settings), settings) if settings.waits_for_rows else settings


def told_before_queueing(settings: RunSettings) -> tuple[str, ...]:
    """How long and how fast such a run learns, and why, where nobody says how long."""
    if not settings.waits_for_rows:
        return ()
    return (told_course(settings, rows_to_learn(dataset_of(settings), settings)),)


def check_run(settings: RunSettings) -> tuple[str, ...]:
    """As `planning.check_before_queueing`, and whether the rule says anything of this data."""
    dataset = dataset_of(settings)
    start_of(dataset, settings)
    return check_before_queueing(settings, dataset)
