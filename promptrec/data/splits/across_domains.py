"""cross_domain: learn from one domain, be judged on another, with the same users."""

import numpy as np
import numpy.typing as npt

from promptrec.data.dataset import Dataset
from promptrec.data.nearest import hint
from promptrec.data.splits.by_user_time import HELD_OUT, last_of
from promptrec.data.splits.parts import TEST, TRAIN, UNUSED, VALID, Parts, filled
from promptrec.errors import DataError
from promptrec.records import Bools, Ints
from promptrec.settings import SplitSettings
from promptrec.words.table import sentence


def cross_domain(dataset: Dataset, settings: SplitSettings) -> Parts:
    """Train is every source row and `target_rows` seeded rows of the target's train part.

    Valid and test are target rows only: each user's last 5 are test, the 5 before them valid. Only
    users with rows in both domains count. Every other row is never seen.
    """
    source, target = in_domain(dataset, settings.source), in_domain(dataset, settings.target)
    if settings.source == settings.target:
        raise DataError("sentence.same_domain")
    both = np.intersect1d(dataset.user[source], dataset.user[target])
    if not len(both):
        raise DataError("sentence.no_shared_user", source=settings.source, target=settings.target)
    shared = np.isin(dataset.user, both)
    part = filled(len(dataset.user), UNUSED)
    part[source & shared] = TRAIN
    rows = np.flatnonzero(target & shared)
    held = last_of(dataset.user[rows], dataset.when[rows])
    part[rows[held == VALID]] = VALID
    part[rows[held == TEST]] = TEST
    pool = rows[held == TRAIN]
    drawn = min(settings.target_rows, len(pool))
    part[np.random.default_rng(settings.seed).choice(pool, drawn, replace=False)] = TRAIN
    return Parts(part, notes=fewer_note(drawn, settings))


def fewer_note(drawn: int, settings: SplitSettings) -> tuple[str, ...]:
    """That the target domain has fewer rows to learn from than were asked for."""
    if drawn == settings.target_rows:
        return ()
    return (
        sentence(
            "sentence.split_fewer_target",
            asked=f"{settings.target_rows:,}",
            rows=f"{drawn:,}",
            target=settings.target,
            held=2 * HELD_OUT,
        ),
    )


def domains_of(dataset: Dataset, settings: SplitSettings) -> npt.NDArray[np.object_] | None:
    """(items,) the domain of every item where the split is cross_domain, else None."""
    if settings.name != "cross_domain":
        return None
    return dataset.items[dataset.about.domain].to_numpy(dtype=object)


def target_items(dataset: Dataset, settings: SplitSettings) -> Ints | None:
    """The items of the target domain where the split is cross_domain, else None: all items."""
    domains = domains_of(dataset, settings)
    return None if domains is None else np.flatnonzero(domains == settings.target).astype(np.int64)


def in_domain(dataset: Dataset, name: str) -> Bools:
    """(n,) rows whose item belongs to a domain."""
    column = dataset.about.domain
    if not column:
        raise DataError("sentence.no_domain_column")
    domains = dataset.items[column].to_numpy(dtype=object)
    rows: Bools = (domains == name)[dataset.item]
    if not rows.any():
        known = sorted(set(domains.tolist()))
        listed, near = ", ".join(known[:12]), hint(name, known)
        raise DataError("sentence.no_domain", name=repr(name), known=listed, near=near)
    return rows
