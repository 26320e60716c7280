"""What a baseline declares, and the list of them. Its name for people is `baseline.<name>`.

    @baseline("popularity", place=20, likes_suffice=True)
    def popularity(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats: ...

One file of this folder declares one, or a few that are closely related; nobody else lists them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from promptrec.baselines.past import Worth
from promptrec.data.dataset import Dataset
from promptrec.errors import SettingsError
from promptrec.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A baseline and what is to be known about it."""

    name: str
    place: int = 1000  # in tables; those of other hands come last
    worth: Worth
    rates: bool = False  # its number is itself a rating, where there are ratings
    likes_suffice: bool = False  # says something when every row is a like
    learned: bool = False  # fitted at once on all fit rows: see `crossfit.fit_worth`
    slow: bool = False  # asked of a sample of the fit rows where others are asked of all
    collaborative: bool = False  # learns from what other users did with the same items
    chance: bool = False  # says nothing of the pair itself
    of_others: bool = False  # made of all other baselines, so it is no single rule
    log_odds: bool = False  # its number is log-odds of liked already
    most_items: int | None = None  # what it learns has no room for more items
    starts: bool = False  # a run may start from it: it is in `settings.choices.STARTS`


BASELINES: Registry[Baseline] = Registry()


def baseline(name: str, **about: Any) -> Callable[[Worth], Worth]:
    """List a function as a baseline; about: the rest of its `Baseline`."""

    def listed(worth: Worth) -> Worth:
        BASELINES.add(Baseline(name=name, worth=worth, **about))
        return worth

    return listed


def names_for(dataset: Dataset) -> tuple[str, ...]:
    """The baselines that say something on this data: most are constant where all is liked."""
    return tuple(
        name
        for name, one in BASELINES.items()
        if (one.likes_suffice or not dataset.implicit) and not too_large(one, dataset)
    )


def too_large(one: Baseline, dataset: Dataset) -> bool:
    """True when this data has more items than the baseline has room for."""
    return one.most_items is not None and len(dataset.items) > one.most_items


def collaborative() -> tuple[str, ...]:
    """Those that learn from what other users did with the same items."""
    return tuple(name for name, one in BASELINES.items() if one.collaborative)


def singles(names: Iterable[str]) -> tuple[str, ...]:
    """Those of these names that are not made of other baselines; an unknown one is single."""
    return tuple(name for name in names if name not in BASELINES or not BASELINES[name].of_others)


def known_names(names: tuple[str, ...], dataset: Dataset) -> tuple[str, ...]:
    """The names, if all are baselines with room for this data; SettingsError says what is not."""
    unknown = [name for name in names if name not in BASELINES]
    if unknown:
        known = ", ".join(BASELINES)
        raise SettingsError("sentence.no_baseline", names=", ".join(unknown), known=known)
    for one in (BASELINES[name] for name in names):
        if too_large(one, dataset):
            raise SettingsError(
                "sentence.baseline_too_large",
                name=one.name,
                most=f"{one.most_items:,}",
                items=f"{len(dataset.items):,}",
            )
    return names
