"""All figures, one after another: what `promptrec bench` prints."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from promptrec.bench.causal import causal_figures
from promptrec.bench.comparing import compare_figures
from promptrec.bench.explaining import explain_figures
from promptrec.bench.figure import Figure
from promptrec.bench.growth import growth_figures
from promptrec.bench.material import material
from promptrec.bench.ranking import ranking_figures
from promptrec.bench.scoring import scoring_figures
from promptrec.bench.start import app_figures, start_figures
from promptrec.bench.tuning import tuning_figures


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is measured; less is quicker and noisier."""

    scored: int = 256  # prompts
    tuned: int = 96  # rows
    candidates: int = 100
    ranked: tuple[int, int] = (3, 1)  # users of the default and of the causal model
    explained: tuple[str, ...] = ("minilm", "smollm2-135m")
    rounds: int = 3  # of which the first warms up
    quick: bool = False  # growth over the smaller sizes


QUICK = Amounts(
    scored=48, tuned=32, candidates=20, ranked=(1, 1), explained=("minilm",), rounds=2, quick=True
)
PARTS: Mapping[str, Callable[[Amounts], Iterator[Figure]]] = {
    "scoring": lambda amounts: scoring_figures(material(amounts.scored), amounts.rounds),
    "tuning": lambda amounts: tuning_figures(material(amounts.tuned), amounts.rounds),
    "causal": lambda amounts: causal_figures(amounts.candidates),
    "ranking": lambda amounts: ranking_figures(
        dict(zip(("minilm", "smollm2-135m"), amounts.ranked, strict=True)), amounts.candidates, 2
    ),
    "explain": lambda amounts: explain_figures(amounts.explained, 1 if amounts.quick else 2),
    "compare": lambda amounts: compare_figures(amounts.rounds),
    "start": lambda amounts: start_figures(amounts.rounds - 1),
    "app": lambda amounts: app_figures(amounts.rounds - 1),
    "growth": lambda amounts: growth_figures(1, quick=amounts.quick),
}


def all_figures(amounts: Amounts, parts: tuple[str, ...] = tuple(PARTS)) -> Iterator[Figure]:
    """The figures of these parts, each as soon as it is known."""
    for part in parts:
        yield from PARTS[part](amounts)
