"""What a rule found: the rule, where, one sentence, one row that shows it, and what to do."""

from dataclasses import dataclass
from typing import Literal

from promptrec.errors import TemplateError
from promptrec.prompt.parse import Part
from promptrec.words.table import Sentence

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")  # worst first
RULES = (
    "shifted_words",
    "sentiment_word",
    "target_leak",
    "constant_field",
    "empty_field",
    "cold_field",
    "thin_evidence",
    "label_word",
    "truncation",
    "mask_count",
    "identical_prompts",
    "language",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A row of interactions.csv that shows a finding."""

    row: int  # data row, from 1
    user_id: str
    item_id: str
    text: str  # the value or the prompt that is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. Line and column count from 1; 0 when it is not about a place in the template."""

    rule: str  # one of RULES
    severity: Severity
    message: Sentence
    fix: Sentence
    line: int = 0
    column: int = 0
    length: int = 0  # characters to underline
    field: str = ""  # full name of the field it is about
    example: Example | None = None
    language: str = ""  # that the model cannot read
    use_model: str = ""  # one that can
    install: str = ""  # what is to be installed for it first

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Worst first, then by place; what has no place comes last."""
        worst = SEVERITIES.index(self.severity)
        return worst, 0 if self.line else 1, self.line, self.column


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the template."""

    line: int = 0
    column: int = 0
    length: int = 0

    @classmethod
    def of(cls, part: Part | None) -> "Spot":
        """The place of a part; nowhere for None."""
        return cls() if part is None else cls(part.line, part.column, part.end - part.start)

    @classmethod
    def of_error(cls, error: TemplateError) -> "Spot":
        """The place that an error names."""
        return cls(error.line, error.column, error.length if error.line else 0)


def finding(
    rule: str,
    severity: Severity,
    message: Sentence,
    fix: Sentence,
    *,
    place: Spot | None = None,
    field: str = "",
    example: Example | None = None,
    language: str = "",
) -> Finding:
    """A finding at a place."""
    at = place or Spot()
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        fix=fix,
        line=at.line,
        column=at.column,
        length=at.length,
        field=field,
        example=example,
        language=language,
    )
