"""All that was found out about one prompt, as one frozen value: what a report is written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptrec.explain.records import Attribution, Change, FieldAttribution, Lens
from promptrec.prompt.rendered import Rendered
from promptrec.records import Cut
from promptrec.settings import RunSettings
from promptrec.words.said import Said

if TYPE_CHECKING:
    from promptrec.explain.truth.all_tests import FieldTruth, Truth


FIELD_QUESTION = "tests of fields"  # among `collect.QUESTIONS`: pages keep answers by name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """Every explanation of one prompt. All are about `score`."""

    user: str
    item: str
    title: str  # of the item
    prompt: Rendered
    cuts: tuple[Cut, ...]  # what was left out for the model to read the prompt whole
    score: float  # uncalibrated
    probability: float | None  # of liked; None where the score only orders items
    fields: FieldAttribution
    tokens: tuple[Attribution, ...]  # one for each method, tested
    rollout: Attribution | None  # from the place of the answer; None where there is no attention
    lens: Lens
    changes: tuple[Change, ...]
    variant: str  # name of what was asked
    settings: RunSettings
    data: Mapping[str, str]  # what the data set says of itself
    versions: Mapping[str, str]  # package -> version
    said: Said = field(default_factory=dict)  # the same of the data set in other languages
    truths: Mapping[str, "Truth"] = field(default_factory=dict)  # of methods whose tests were asked
    field_truth: "FieldTruth | None" = None  # None: not asked
