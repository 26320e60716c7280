"""`explain` beyond one pair: the edits between two templates, and a whole data set."""

from collections.abc import Iterator
from typing import Any

from promptrec.cli.parts.output import Output
from promptrec.cli.parts.pair import find_user
from promptrec.data.dataset import Dataset
from promptrec.errors import SettingsError
from promptrec.judge.candidates import candidates_of
from promptrec.model.variant import Variant

CANDIDATES = 30  # unseen items that are ranked
SHOWN = 10  # of them for people


def explain_two(
    output: Output, data: Dataset, user: str, count: int, variants: Iterator[Variant]
) -> None:
    """Which edits between two templates (or runs) moved which of a user's candidates.

    variants: the two; they are opened when all else is known to be right.
    """
    from promptrec.explain.two_templates import two_templates
    from promptrec.report.explanation_document import of_two  # these import torch

    if not user:
        raise SettingsError("sentence.edits_need_user")
    first, second = variants
    code, seed = find_user(data, user, output.note), first.settings.seed
    items = candidates_of(first.plan, code, count, seed)
    with output.progress("edit_shapley") as report:
        edited = two_templates(first, second, code, items, seed=seed, report=report)
    document = {**of_two(edited), "user_id": user}
    output.result(document, two_lines(document))


def explain_over(output: Output, variant: Variant, over: int, group: str) -> None:
    """How much each field matters over many examples."""
    from promptrec.explain.overall import importance
    from promptrec.report.explanation_document import of_importance

    seed = variant.settings.seed
    with output.progress(f"field_shapley over {over}") as report:
        found = importance(variant, over, by=group, seed=seed, report=report)
    document = of_importance(found)
    output.result(document, over_lines(document))


def two_lines(document: dict[str, Any]) -> str:
    """The edits and the candidates that moved most."""
    lines = [
        f"edit {at}: {name}  (moves a candidate {moved:.1f} places)"
        for at, (name, moved) in enumerate(
            zip(document["edits"], document["moved"], strict=True), 1
        )
    ]
    order = sorted(document["candidates"], key=lambda one: -max(map(abs, one["places"])))
    for one in order[:SHOWN]:
        places = "  ".join(f"{value:+6.1f}" for value in one["places"])
        moved = f"{one['rank']:g} to {one['rank_against']:g}"
        lines.append(f"  {one['title'][:32]:<34}{moved:<10}{places}")
    return "\n".join(lines)


def over_lines(document: dict[str, Any]) -> str:
    """The fields, the most important first; then each group."""
    lines = [f"{document['examples']} examples of {document['users']} users, mean |share|"]
    parts = [("", document["values"])]
    parts += [
        (f"{document['group']} {one['value']} ({one['examples']})", one["values"])
        for one in document["groups"]
    ]
    for name, values in parts:
        lines += [name] if name else []
        for field, value in zip(document["fields"], values, strict=True):
            bounds = "" if value.low is None else f"  ({value.low:.3f} to {value.high:.3f})"
            lines.append(f"  {field:<20} {value.value:.3f}{bounds}")
    return "\n".join(lines)
