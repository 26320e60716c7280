"""What is measured of some variants beside their verdict, where that takes minutes."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from promptrec.errors import SettingsError
from promptrec.registry import choose

MEASURED = ("ladder", "formats", "lists")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """One measurement, on valid rows of users that are not locked. Equal ones find the same.

    ladder: by how much is known. formats: one metric in several formats of each template. lists:
    top-k lists, gaps between groups of users, swapped words, cost.
    """

    kind: str
    variants: tuple[tuple[str, ...], ...]  # ids of runs: a variant's, its first one first
    metric: str = ""  # formats
    formats: int = 0
    users: int = 0  # lists: who get them
    item_field: str = ""  # lists: whose words count for variety; "" for none
    user_field: str = ""  # lists: by which users are grouped; "" for none
    content: str = ""  # digest of everything that it was asked about; "" before it was asked

    def __post_init__(self) -> None:
        choose("measurement", self.kind, MEASURED)
        if not self.variants or not all(self.variants):
            raise SettingsError("sentence.measure_nothing")

    @property
    def runs(self) -> tuple[str, ...]:
        """Every run of every variant."""
        return tuple(run for own in self.variants for run in own)

    def to_json(self) -> str:
        """One JSON document; `from_json` gives an equal value back."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Measuring":
        """Read what `to_json` wrote. Unknown keys are an error."""
        values: Mapping[str, Any] = json.loads(text)
        variants = tuple(map(tuple, values["variants"]))
        return cls(**{**values, "variants": variants})
