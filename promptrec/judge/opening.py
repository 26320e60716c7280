"""Open a variant from what people name: a run of the store, or a template that was never tuned."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from promptrec.data.dataset import Dataset
from promptrec.errors import StoreError
from promptrec.model.planning import dataset_of, moved_to
from promptrec.model.shelf import SHELF
from promptrec.model.variant import Variant, open_variant
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store


def opened(
    store: Store,
    run_id: str,
    dataset: Dataset | None = None,
    split: Mapping[str, object] | None = None,
) -> tuple[Run, Dataset, RunSettings]:
    """A finished run, the data it is judged on (its own or other), and its settings there.

    Raises StoreError when the run did not succeed, DataError when its split does not fit.
    """
    run = store.run(run_id)
    if run.search_json:
        raise StoreError("sentence.search_no_model", run=run.id)
    if run.state != RunState.SUCCEEDED:
        raise StoreError("sentence.run_unscored", run=run.id, state=run.state.words)
    settings = run.settings
    if dataset is None:
        dataset = dataset_of(settings)
    fingerprint = run.result.fingerprint if run.result else ""
    return run, dataset, moved_to(dataset, settings, fingerprint, split or {})


def run_variant(
    store: Store,
    home: Path,
    run_id: str,
    dataset: Dataset | None = None,
    split: Mapping[str, object] | None = None,
) -> Variant:
    """A finished run with its checkpoint, on its own data or on other data. Raises as `opened`."""
    run, dataset, settings = opened(store, run_id, dataset, split)
    checkpoint = home / run.checkpoint if run.checkpoint else None
    return open_variant(dataset, settings, checkpoint, run.name or run.id, SHELF)


def template_variant(
    dataset: Dataset, settings: RunSettings, *, every_row: bool = False
) -> Variant:
    """An untuned template. every_row: item statistics count all strictly older rows, no split."""
    untuned = dataclasses.replace(settings, method="none")
    variant = open_variant(dataset, untuned, shelf=SHELF)
    return variant.unsplit() if every_row else variant
