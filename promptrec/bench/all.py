"""All figures, one after another: what `promptrec bench` prints."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from promptrec.bench.causal import causal_figures
from promptrec.bench.figure import Figure
from promptrec.bench.material import material
from promptrec.bench.scoring import scoring_figures
from promptrec.bench.tuning import tuning_figures


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is measured; less is quicker and noisier."""

    scored: int = 256  # prompts
    tuned: int = 96  # rows
    candidates: int = 100
    rounds: int = 3  # of which the first warms up


QUICK = Amounts(scored=48, tuned=32, candidates=20, rounds=2)
PARTS: Mapping[str, Callable[[Amounts], Iterator[Figure]]] = {
    "scoring": lambda amounts: scoring_figures(material(amounts.scored), amounts.rounds),
    "tuning": lambda amounts: tuning_figures(material(amounts.tuned), amounts.rounds),
    "causal": lambda amounts: causal_figures(amounts.candidates),
}


def all_figures(amounts: Amounts, parts: tuple[str, ...] = tuple(PARTS)) -> Iterator[Figure]:
    """The figures of these parts, each as soon as it is known."""
    for part in parts:
        yield from PARTS[part](amounts)
