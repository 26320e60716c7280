"""Open what people name: a run of the store, or a template that was never tuned."""

import dataclasses
from collections.abc import Mapping

from promptrec.data.dataset import Dataset
from promptrec.errors import StoreError
from promptrec.judge.starting import open_variant
from promptrec.model.planning import dataset_of, moved_to, scale_note, scale_of_answers
from promptrec.model.shelf import SHELF
from promptrec.model.variant import Variant
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.store.upkeep.artifacts import get_artifacts

Who = str | RunSettings  # the id of a run, or the settings of a template that was never tuned


def variant_of(
    who: Who,
    dataset: Dataset | None = None,
    *,
    store: Store | None = None,
    split: Mapping[str, object] | None = None,
    every_row: bool = False,
) -> Variant:
    """A run of the store with its weights, or an untuned template, on its own data or on other.

    split: what is asked of the split of a run (`planning.moved_to`). every_row: the item statistics
    of a template count all strictly older rows, no split. Raises as `variant_of_run`, ModelError
    when the weights cannot be read.
    """
    if isinstance(who, str):
        assert store is not None, "a run stands in a store"
        variant = variant_of_run(store, store.run(who), dataset, split)
    else:
        untuned = dataclasses.replace(who, method="none")
        variant = open_variant(dataset or dataset_of(who), untuned, shelf=SHELF)
    own = variant.plan.dataset
    scorer = variant.load()  # what is wrong with the weights is said now
    off = scale_note(scale_of_answers(scorer.plan, own), own)
    if off and off not in variant.notes:  # a run that learned the ratings of other data
        variant = dataclasses.replace(variant, notes=(*variant.notes, off))
    return variant.unsplit() if every_row else variant


def variant_of_run(
    store: Store,
    run: Run,
    dataset: Dataset | None = None,
    split: Mapping[str, object] | None = None,
) -> Variant:
    """A finished run with its rows; its weights are loaded when they are first asked for.

    Raises StoreError when it did not succeed, DataError when its split does not fit the data.
    """
    if run.search_json:
        raise StoreError("sentence.search_no_model", run=run.id)
    if run.measuring_json:
        raise StoreError("sentence.measure_no_model", run=run.id)
    if run.state != RunState.SUCCEEDED:
        raise StoreError("sentence.run_unscored", run=run.id, state=run.state.words)
    get_artifacts(store, run)
    dataset = dataset or dataset_of(run.settings)
    fingerprint = run.result.fingerprint if run.result else ""
    settings = moved_to(dataset, run.settings, fingerprint, split or {})
    checkpoint = store.home / run.checkpoint if run.checkpoint else None
    return open_variant(dataset, settings, checkpoint, run.name or run.id, SHELF)
