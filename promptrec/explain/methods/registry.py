"""All explanations that give a value per token, by name."""

from promptrec.errors import ModelError
from promptrec.explain.methods.attention import as_attribution, attention
from promptrec.explain.methods.gradients import METHODS
from promptrec.explain.progress import Report, silent, told
from promptrec.explain.records import Attribution
from promptrec.explain.subject import Subject
from promptrec.explain.truth.stability import Explain as Shared
from promptrec.explain.truth.stability import Shares, shapley_shares, shares_of

ROLLOUT = "attention_rollout"
TOKEN_METHODS = (*METHODS, ROLLOUT)


def attribution(
    subject: Subject, method: str, *, soft_base: str = "start", report: Report = silent
) -> Attribution:
    """The values per token; of rollout, what the answer's place looks at."""
    if method == ROLLOUT:
        return as_attribution(subject, attention(subject))
    return METHODS[method](subject, soft_base=soft_base, report=report)


def attributions(
    subject: Subject, *, soft_base: str = "start", report: Report = silent
) -> dict[str, Attribution]:
    """Every method that the model allows (prefix_tuning shows no attention)."""
    found: dict[str, Attribution] = {}
    for method, own in told(TOKEN_METHODS, report):
        try:
            found[method] = attribution(subject, method, soft_base=soft_base, report=own)
        except ModelError:
            if method != ROLLOUT:
                raise
    return found


def shares_by(method: str, soft_base: str = "start") -> Shared:
    """Field -> share by a method: its values added up by field, or Shapley values."""
    if method == "field_shapley":
        return shapley_shares

    def shares(subject: Subject, report: Report) -> Shares:
        return shares_of(attribution(subject, method, soft_base=soft_base, report=report))

    return shares
