"""What a run needs of a machine, and what a worker offers: "gpu:1,cpu:8".

>>> dict(resources("cpu:8, gpu"))
{'cpu': 8, 'gpu': 1}
>>> as_text({"gpu": 1, "cpu": 8})
'cpu:8,gpu:1'
>>> covers({"cpu": 8}, "cpu:4"), covers({"cpu": 8}, "gpu:1"), covers({}, "")
(True, False, True)
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from promptrec.errors import SettingsError

PART = re.compile(r"([a-z][a-z0-9_]{0,31})(?::(\d{1,6}))?")
Resources = Mapping[str, int]


def resources(text: str) -> Resources:
    """Name -> how many, by name; SettingsError for anything else."""
    found: dict[str, int] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        match = PART.fullmatch(part)
        if match is None or match[1] in found:
            raise SettingsError("sentence.resource_wrong", part=part[:40])
        found[match[1]] = int(match[2] or 1)
    return dict(sorted(found.items()))


def as_text(some: Resources) -> str:
    """One way to write them."""
    return ",".join(f"{name}:{count}" for name, count in sorted(some.items()) if count)


def covers(offers: Resources, needs: str) -> bool:
    """True when as much of everything that is needed is offered; nothing is offered unreadably."""
    try:
        return all(offers.get(name, 0) >= count for name, count in resources(needs).items())
    except SettingsError:
        return False


def of_this_machine() -> Resources:
    """The processors and cards that are here; cards are counted without loading torch."""
    cards = len(list(Path("/dev").glob("nvidia[0-9]*")))
    return {"cpu": os.cpu_count() or 1, **({"gpu": cards} if cards else {})}
