"""The one home of what the pages keep between reruns: every cache, every name of the session."""

from promptrec.ui.state.opened import (
    dataset,
    dataset_name,
    dataset_names,
    dataset_source,
    evaluation,
    forget_datasets,
    known_by,
    lookups,
    profile_of,
    remember_folder,
    run_variant,
    split_of,
    store,
    store_at,
    untuned_scorer,
    untuned_variant,
)

__all__ = [
    "dataset",
    "dataset_name",
    "dataset_names",
    "dataset_source",
    "evaluation",
    "forget_datasets",
    "known_by",
    "lookups",
    "profile_of",
    "remember_folder",
    "run_variant",
    "split_of",
    "store",
    "store_at",
    "untuned_scorer",
    "untuned_variant",
]
