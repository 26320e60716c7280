"""What is counted while serving, for Prometheus."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
PROMPTS = (1, 4, 16, 64, 256, 1024)
SCORES = (-4, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Counters of one service, in a registry of their own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    batch: Histogram = field(init=False)
    scores: Histogram = field(init=False)
    events: Counter = field(init=False)
    model: Gauge = field(init=False)
    drift: Gauge = field(init=False)

    def __post_init__(self) -> None:
        """Name them."""
        made = {
            "requests": Counter(
                "promptrec_requests", "Answers", ["path", "status"], registry=self.registry
            ),
            "seconds": Histogram(
                *("promptrec_seconds", "Time to an answer", ["path"]),
                buckets=SECONDS,
                registry=self.registry,
            ),
            "batch": Histogram(
                "promptrec_batch_prompts",
                "Prompts in a pass of the model",
                buckets=PROMPTS,
                registry=self.registry,
            ),
            "scores": Histogram(
                "promptrec_top_score",
                "Score of the first place of a list",
                buckets=SCORES,
                registry=self.registry,
            ),
            "events": Counter("promptrec_events", "Feedback", ["event"], registry=self.registry),
            "model": Gauge(
                "promptrec_model",
                "1 for the bundle that answers",
                ["run", "sha256"],
                registry=self.registry,
            ),
            "drift": Gauge(
                "promptrec_drift_psi",
                "Population stability index of what is served",
                ["of", "against"],
                registry=self.registry,
            ),
        }
        for name, one in made.items():
            object.__setattr__(self, name, one)

    def answers_now(self, run: str, sha256: str) -> None:
        """This bundle answers from now on, and no other."""
        self.model.clear()
        self.model.labels(run, sha256).set(1)

    def drifted(self, found: Mapping[str, Mapping[str, float | None]]) -> None:
        """How far what is served has moved; nan for too few prompts."""
        for of, each in found.items():
            for against, index in each.items():
                self.drift.labels(of, against).set(float("nan") if index is None else index)

    def text(self) -> bytes:
        """In the text format of Prometheus."""
        return generate_latest(self.registry)
