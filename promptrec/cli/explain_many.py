"""`explain` beyond one pair: the edits between two templates, and a whole data set."""

from typing import Any

import typer

from promptrec.cli.variant import variant_of_pairs
from promptrec.data.dataset import Dataset
from promptrec.errors import SettingsError
from promptrec.judge.candidates import candidates_of
from promptrec.model.variant import Variant

CANDIDATES = 30  # unseen items that are ranked
SHOWN = 10  # of them for people


def explain_two(
    ctx: typer.Context,
    dataset: str,
    data: Dataset,
    user: str,
    run: str,
    template: str,
    against: str,
    candidates: int,
    **given: Any,
) -> None:
    """Which edits between two templates (or runs) moved which of a user's candidates."""
    from promptrec.explain.report import of_two  # these import torch
    from promptrec.explain.two_templates import two_templates

    if not user:
        raise SettingsError("sentence.edits_need_user")
    first = variant_of_pairs(ctx, dataset, data, run, template, **given)
    second = variant_of_pairs(
        ctx, dataset, data, against if run else "", "" if run else against, **given
    )
    code = data.user_code(user)
    if code is None:
        ctx.obj.output.note(f"User {user!r} is unknown: ranked for a new user, without history.")
        code = -1
    items = candidates_of(first.plan, code, candidates, first.settings.seed)
    seed = first.settings.seed
    with ctx.obj.output.progress("edit_shapley") as report:
        found = two_templates(first, second, code, items, seed=seed, report=report)
    document = {**of_two(found), "user_id": user}
    ctx.obj.output.result(document, two_lines(document))


def explain_over(ctx: typer.Context, variant: Variant, over: int, group: str) -> None:
    """How much each field matters over many examples."""
    from promptrec.explain.overall import importance
    from promptrec.explain.report import of_importance

    seed = variant.settings.seed
    with ctx.obj.output.progress(f"field_shapley over {over}") as report:
        found = importance(variant, over, by=group, seed=seed, report=report)
    document = of_importance(found)
    ctx.obj.output.result(document, over_lines(document))


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
        for field, found in zip(document["fields"], values, strict=True):
            bounds = "" if found.low is None else f"  ({found.low:.3f} to {found.high:.3f})"
            lines.append(f"  {field:<20} {found.value:.3f}{bounds}")
    return "\n".join(lines)
