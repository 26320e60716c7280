"""What a baseline declares, and the list of them. Its name for people is `baseline.<name>`.

    @baseline("popularity", place=20, likes_suffice=True)
    def popularity(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats: ...

One file of this folder declares one, or a few that are closely related; nobody else lists them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from promptrec.baselines.past import Past
from promptrec.data.dataset import Dataset
from promptrec.errors import SettingsError
from promptrec.records import Floats, Ints, Pairs
from promptrec.registry import Registry


class Worth(Protocol):
    """A recommender without a language model."""

    def __call__(self, past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:
        """Worth of each pair at its moment, (pairs,), from what is strictly older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A baseline and what is to be known about it."""

    name: str
    place: int = 1000  # in tables; those of other hands come last
    worth: Worth
    rates: bool = False  # its number is itself a rating, where there are ratings
    likes_suffice: bool = False  # says something when every row is a like
    learned: bool = False  # fitted at once on all fit rows: see `run.fit_worth`
    collaborative: bool = False  # learns from what other users did with the same items
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
        name for name, one in BASELINES.items() if one.likes_suffice or not dataset.implicit
    )


def collaborative() -> tuple[str, ...]:
    """Those that learn from what other users did with the same items."""
    return tuple(name for name, one in BASELINES.items() if one.collaborative)


def known_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, if all are baselines; SettingsError names the unknown and the known."""
    unknown = [name for name in names if name not in BASELINES]
    if unknown:
        known = ", ".join(BASELINES)
        raise SettingsError("sentence.no_baseline", names=", ".join(unknown), known=known)
    return names
