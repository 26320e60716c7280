"""What Home shows first: one recommendation of an example experiment, and what to do after all.

Both are counted when the examples are made (`scripts/make_example_runs.py`), so that the first page
waits for no model; a test counts them again.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from promptrec.compare.decision import Decision
from promptrec.compare.standing import Standing
from promptrec.explain.truth.verdict import Trust
from promptrec.recommend.reasons import Moved
from promptrec.records import SideId
from promptrec.store.shipped_runs import SHIPPED_RUNS

FILE = SHIPPED_RUNS / "first_sight.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSight:
    """One user, the first of all items for them, why, and the decision on the example's runs."""

    run: str
    data: str
    user: str
    liked: tuple[str, ...]  # newest titles that the user liked
    item: str
    title: str
    place: int
    of: int  # unseen items that were scored
    tied: int
    probability: float | None
    prompt: str
    moved: tuple[Moved, ...]
    trust: Trust
    decision: Decision
    rules: dict[str, float]  # values of the rules that the decision names
    compared: tuple[str, ...]  # ids of the runs, the control first

    def to_json(self) -> str:
        """One JSON document."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False)


def first_sight(file: Path = FILE) -> FirstSight | None:
    """What was counted; None where the install has none, or it is torn."""
    try:
        return of_document(json.loads(file.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def of_document(told: Mapping[str, Any]) -> FirstSight:
    """What `to_json` wrote."""
    values = dict(told)
    values["liked"], values["compared"] = tuple(told["liked"]), tuple(told["compared"])
    values["moved"] = tuple(Moved(**one) for one in told["moved"])
    values["trust"] = Trust(**told["trust"])
    values["decision"] = decision_of(told["decision"])
    return FirstSight(**values)


def decision_of(told: Mapping[str, Any]) -> Decision:
    """The decision of a document."""
    rules = told["rules"]
    values = dict(told)
    values["keep"] = SideId(*told["keep"])
    values["names"] = tuple(SideId(*one) for one in told["names"])
    values["but"] = tuple(told["but"])
    values["rules"] = rules and Standing(**{**rules, "names": tuple(rules["names"])})
    return Decision(**values)
