"""What a running service says of itself, in a few numbers: for a page, and for whoever looks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from promptrec.service.client import Client

ASKED = ("/recommend", "/score", "/explain")
WAIT_S = 3.0
SLOW = 0.95  # the share of answers that took no longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One look at a service."""

    model: Mapping[str, Any]  # as GET /model
    answered: int = 0
    failed: int = 0  # refused or broken
    slow: float | None = None  # seconds within which SLOW of the answers came; None: nothing yet
    events: Mapping[str, int] = field(default_factory=dict)


def glance(client: Client) -> Glance:
    """Ask it; SettingsError where nobody answers or it refuses."""
    model = client.ask("/model", wait=WAIT_S)
    return figures_of(model, client.text("/metrics", wait=WAIT_S))


def figures_of(model: Mapping[str, Any], text: str) -> Glance:
    """Read the counters of `service.figures`."""
    answered, failed = 0.0, 0.0
    events: dict[str, int] = {}
    within: dict[float, float] = defaultdict(float)
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            asked = one.labels.get("path") in ASKED
            if one.name == "promptrec_requests_total" and asked:
                good = one.labels["status"] == "200"
                answered, failed = answered + good * one.value, failed + (not good) * one.value
            elif one.name == "promptrec_seconds_bucket" and asked:
                within[float(one.labels["le"])] += one.value
            elif one.name == "promptrec_events_total":
                events[one.labels["event"]] = int(one.value)
    return Glance(
        model=model,
        answered=int(answered),
        failed=int(failed),
        slow=slowest(within),
        events=events,
    )


def slowest(within: Mapping[float, float]) -> float | None:
    """The smallest bound that holds SLOW of all; None for nothing, infinity above all bounds.

    >>> slowest({0.1: 90, 0.5: 96, float("inf"): 100}), slowest({})
    (0.5, None)
    """
    most = max(within.values(), default=0)
    return next((at for at in sorted(within) if most and within[at] >= SLOW * most), None)
