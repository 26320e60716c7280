"""`compare`: runs against the first of them, with an honest verdict."""

from typing import Annotated, Any

import typer

from promptrec.cli.ladder import ladder_document, ladder_text
from promptrec.compare.climb import Climb
from promptrec.compare.evaluate import evaluate
from promptrec.compare.opening import run_variant
from promptrec.compare.sides import PER_USER, Side, best_fed, compared, same_rows
from promptrec.compare.verdict import Comparison
from promptrec.errors import SettingsError
from promptrec.settings import choose
from promptrec.store.store import Store


def register(app: typer.Typer, epilog: str) -> None:
    """Add the command to the app."""
    app.command(epilog=epilog)(compare)


def compare(
    ctx: typer.Context,
    runs: Annotated[list[str], typer.Argument(metavar="RUN RUN...", help="The first: control.")],
    metric: Annotated[str, typer.Option("--metric", help=" | ".join(PER_USER))] = "gauc_rows",
    sesoi: Annotated[
        float, typer.Option("--sesoi", min=0.0, help="Smallest difference that matters to you.")
    ] = 0.0,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Test rows of the locked users: a look, counted.")
    ] = False,
    ladder: Annotated[
        bool, typer.Option("--ladder", help="Also by what is known of the user and of the item.")
    ] = False,
) -> None:
    """Compare runs on valid rows of 70 % of the users; --confirm: test rows of the others."""
    if len(set(runs)) < max(2, len(runs)):
        raise SettingsError("Name at least two different runs; the first is the control.")
    output, store = ctx.obj.output, Store.open(ctx.obj.home)
    part = "test" if confirm else "valid"
    choose("metric of a comparison", metric, PER_USER)
    evaluations, plans = [], []
    climb = Climb(part, confirm) if ladder else None
    for name in runs:  # one model in memory at a time
        variant = run_variant(store, ctx.obj.home, name)
        output.note(f"scoring {name}")
        evaluations.append(evaluate(variant, part))
        plans.append(variant.plan)
        if climb:
            climb.add(store.run(name).id, variant, evaluations[-1], output.note)
    pairs = same_rows(evaluations)
    sides = [
        Side(store.run(name).id, one.answers.score)
        for name, one in zip(runs, evaluations, strict=True)
    ]
    plan = best_fed(plans)
    found = compared(plan, part, pairs, sides, metric=metric, sesoi=sesoi, confirm=confirm)
    looks = {}
    if confirm:
        for name in runs:
            looks["looks"] = store.add_look(
                command="compare --confirm",
                dataset=plan.dataset.fingerprint(),
                split=plan.settings.split.name,
                run=name,
            )
    ladders = climb.ladders(plan) if climb else ()
    more = {"ladder": [ladder_document(one) for one in ladders]} if climb else {}
    text = "\n\n".join([as_text(found), *(ladder_text(one) for one in ladders)])
    output.result({**document(found), **looks, **more}, text)


def document(found: Comparison) -> dict[str, Any]:
    """A comparison as JSON."""
    return {
        "metric": found.metric,
        "part": found.part,
        "control": {"run": found.control, "value": found.control_value},
        "users": found.users,
        "locked_users": found.locked,
        "sesoi": found.sesoi,
        "variants": [
            {
                "run": one.name,
                "metric": found.metric,
                "value": one.value,
                "difference": one.contrast.difference,
                "low": one.contrast.low,
                "high": one.contrast.high,
                "p": one.contrast.p,
                "p_adjusted": one.contrast.p_adjusted,
                "detectable": one.contrast.detectable,
                "verdict": one.verdict,
            }
            for one in found.variants
        ],
        "baselines": [
            {"name": name, "value": value, "difference": value - found.control_value}
            for name, value in found.baselines.items()
        ],
        "sentences": found.sentences,
    }


def as_text(found: Comparison) -> str:
    """The verdict first, then the numbers."""
    lines = [*found.sentences, ""]
    lines.append(f"{found.metric} on {found.part}, {found.users} users ({found.locked} locked)")
    lines.append(f"  {found.control:<24} {found.control_value:.4f}  control")
    for one in found.variants:
        lines.append(
            f"  {one.name:<24} {one.value:.4f}  {one.contrast.difference:+.4f}  {one.verdict}"
        )
    for name, value in sorted(found.baselines.items(), key=lambda one: -one[1]):
        lines.append(f"  {name:<24} {value:.4f}  baseline")
    return "\n".join(lines)
