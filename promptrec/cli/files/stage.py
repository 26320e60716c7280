"""`stage`: how far a template has come, who said so, when and why."""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from promptrec.errors import StoreError
from promptrec.model.planning import dataset_of
from promptrec.registry import choose
from promptrec.store.served.states import (
    Because,
    ServedTemplate,
    TemplateStage,
    TemplateState,
)
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store

RunArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="Whose template; without: every change of this home.")
]
StageArgument = Annotated[
    str,
    typer.Argument(
        metavar="STAGE",
        help="draft or candidate; without: say what it is. Live only by `serve` and `bundle swap`.",
    ),
]
WhyOption = Annotated[
    str, typer.Option("--why", metavar="TEXT", help="Why it changes; a must, and kept.")
]


def stage(
    ctx: typer.Context, run: RunArgument = "", stage: StageArgument = "", why: WhyOption = ""
) -> None:
    """Say how far a template has come: draft, candidate or live; name it one of the first two.

    Every change is kept: who, when and why. What answers is live, through a verified bundle alone.
    """
    if stage:
        choose("stage", stage, tuple(map(str, TemplateStage)))
    output, store = ctx.obj.output, Store.open(ctx.obj.home)
    if not run:
        every = store.template_states()
        text = "\n".join(map(line, every)) or "No template was named yet."
        output.result({"states": documents(every)}, text)
        return
    one = served(store, run)
    if stage:
        store.name_template(one, TemplateStage(stage), Because.here(why))
    states = store.template_states(one.data, one.template)
    now = str(states[0].state if states else TemplateStage.DRAFT)
    text = f"{run}: its template is {'live' if now == TemplateStage.LIVE else f'a {now}'}."
    document: dict[str, object] = {"run": run, "state": now, "states": documents(states)}
    output.result(document, "\n".join([text, *map(line, states)]))


def served(store: Store, run: str) -> ServedTemplate:
    """The template of a finished run; StoreError for what has none, or has not succeeded."""
    found = store.run(run)
    if not found.ordinary:
        raise StoreError("sentence.stage_no_template", run=run)
    if found.state != RunState.SUCCEEDED:
        raise StoreError("sentence.run_unscored", run=run, state=found.state.words)
    data = dataset_of(found.settings)
    name, fingerprint = data.about.name, data.fingerprint()
    return ServedTemplate.of(found.settings, data=name, fingerprint=fingerprint, run=run)


def documents(states: Sequence[TemplateState]) -> list[dict[str, object]]:
    """Changes as JSON, newest first."""
    return [dataclasses.asdict(one) for one in states]


def line(one: TemplateState) -> str:
    """One change."""
    at = datetime.fromtimestamp(one.at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    what = f"{one.data}, {one.name or one.template[:12]}, {one.run or '–'}"
    return f"{at}  {one.state:<9}  {what}  by {one.who}" + (f": {one.why}" if one.why else "")
