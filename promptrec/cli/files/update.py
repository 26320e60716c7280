"""`update`: a run goes on from its weights with what people did, and is judged before it serves."""

import sys
from typing import Annotated, Any

import typer

from promptrec.bundle.export import export
from promptrec.bundle.renewal.update import Renewal, judged_update, renewal_of
from promptrec.cli.files.swap import swapped
from promptrec.cli.parts.compare_output import comparison_text
from promptrec.cli.parts.output import Output
from promptrec.compare.decision import decide
from promptrec.compare.files.judged import JudgedFiles
from promptrec.errors import Cancelled
from promptrec.report.documents import comparison_document
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.worker.supervisor import ensure_supervisor
from promptrec.worker.wait import wait_for

RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="A tuned run, e.g. r0001.")]
ServiceOption = Annotated[
    str, typer.Option("--service", metavar="URL", help="The service that is to answer with it.")
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="Change without asking where the new one is better.")
]


def update(
    ctx: typer.Context, run: RunArgument, service: ServiceOption = "", yes: YesOption = False
) -> None:
    """Go on from a run with feedback, judge old and new, and ask before anything changes.

    It learns all but the newest feedback and as many rows of before; the newest is for judging.
    """
    output, store = ctx.obj.output, Store.open(ctx.obj.home)
    renewal = renewal_of(store, store.run(run))
    new = learned(output, store, run, renewal)
    judged = judged_update(store, new)
    document = {
        "run": new.id,
        "from": run,
        "learned": len(renewal.rows.learn),
        "kept_for_judging": len(renewal.rows.recent),
        **comparison_document(judged.found, {one: [one] for one in (run, new.id)}, {}, {}),
    }
    text = comparison_text(judged.found, {}, {})
    changed = wanted(output, judged, new, yes, text)
    model = hand_over(output, store, new, service) if changed else {}
    output.result({**document, "changed": changed, **model}, text)


def learned(output: Output, store: Store, run: str, renewal: Renewal) -> Run:
    """Queue the update and wait for it; Cancelled where it did not succeed."""
    learn, recent = len(renewal.rows.learn), len(renewal.rows.recent)
    new = store.queue(renewal.settings, name=f"{store.run(run).name or run} +{learn}")
    ensure_supervisor(store.home)
    output.note(f"{new.id} goes on from {run} with {learn} rows of feedback; {recent} are kept.")
    try:
        new = wait_for(store, new.id)
    except KeyboardInterrupt:
        store.request_cancel(new.id)
        raise
    if new.state != RunState.SUCCEEDED:
        raise Cancelled("sentence.update_ended", run=new.id, state=new.state.words, why=new.message)
    return new


def wanted(output: Output, judged: JudgedFiles, new: Run, yes: bool, text: str) -> bool:
    """Whether somebody wants the new one; --yes says so only where it is better."""
    if yes or output.as_json or not sys.stdin.isatty():
        return yes and decide(judged.found).key == "use"
    output.note(text)
    return typer.confirm(f"Make the bundle of {new.id} and let it answer?", default=False)


def hand_over(output: Output, store: Store, new: Run, service: str) -> dict[str, Any]:
    """The bundle of the new run and, where a service is named, the swap to it."""
    out = store.home / "bundles" / f"{new.id}.zip"
    out.parent.mkdir(parents=True, exist_ok=True)
    export(store, new.id, out, output.note)
    output.note(f"{out}: verified.")
    return swapped(service, str(out), f"update to {new.id}") if service else {}
