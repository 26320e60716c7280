"""Which edit led to which template: the trials of a race as a tree, and its looks. No torch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from promptrec.store.snapshots import Trial


@dataclass(frozen=True, slots=True)
class Branch:
    """A template at its place in the tree."""

    trial: Trial
    depth: int  # edits that lead to it


def parent_of(trial: Trial) -> int | None:
    """Number of the trial whose template was edited; None for the first."""
    parent = trial.parameters.get("parent")
    return None if parent is None else int(parent)


def heats(trials: Sequence[Trial]) -> Mapping[int, list[Trial]]:
    """Heat -> its new templates; heat 0 is the template that all start from, alone."""
    found: dict[int, list[Trial]] = {}
    for one in trials:
        found.setdefault(int(one.parameters.get("heat", 0)), []).append(one)
    return found


def looks_taken(trials: Sequence[Trial]) -> int:
    """How often the templates of a heat were compared, over all heats."""
    each = (max(int(one.parameters["looks"]) for one in own) for own in heats(trials[1:]).values())
    return sum(each)


def path_to(trials: Sequence[Trial], trial: Trial) -> list[Trial]:
    """From the first template to this one, edit after edit."""
    by_number = {one.number: one for one in trials}
    path = [trial]
    while (parent := parent_of(path[-1])) is not None:
        path.append(by_number[parent])
    return path[::-1]


def branches(trials: Sequence[Trial]) -> Iterator[Branch]:
    """The tree from its root, each template before those that were made of it.

    Of one template's edits the best comes first; what failed comes last.
    """
    made_of: dict[int | None, list[Trial]] = {}
    for one in trials:
        made_of.setdefault(parent_of(one), []).append(one)

    def below(parent: int | None, depth: int) -> Iterator[Branch]:
        for one in sorted(made_of.get(parent, ()), key=standing):
            yield Branch(one, depth)
            yield from below(one.number, depth + 1)

    return below(None, 0)


def standing(trial: Trial) -> tuple[bool, int, float]:
    """Sorts trials: judged on most users first, then by their value; failed ones last."""
    return (trial.value is None, -trial.rows, -(trial.value or 0.0))
