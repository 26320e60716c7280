"""A run as JSON and as text, and what is told while it goes on."""

import typer

from promptrec.cli.parts.output import Output, metric_lines
from promptrec.metrics.metric import BESIDE, MAIN
from promptrec.records import Measure
from promptrec.store.snapshots import JobResult, Run, RunState

SHOWN = (*(f"valid_{one}" for one in (MAIN, BESIDE)), "valid_accuracy", "valid_f1")
EVERY = 10  # steps between two lines about the loss
EXIT = {RunState.SUCCEEDED: 0, RunState.FAILED: 1, RunState.CANCELLED: 3}


def tell(measure: Measure, output: Output) -> None:
    """Progress for people: the loss now and then, the valid metrics that matter every epoch."""
    if measure.name in SHOWN or (measure.name == "loss" and measure.step % EVERY == 0):
        output.note(f"  step {measure.step}: {measure.name} {measure.value:.4f}")


def listed(result: JobResult, name: str) -> list[object]:
    """A list among the details of a result; empty where a run of before has none."""
    found = result.details.get(name)
    return found if isinstance(found, list) else []


def show(ctx: typer.Context, run: Run) -> None:
    """Print a finished run and exit with its code."""
    result = run.result or JobResult()
    document = {
        "run": run.id,
        "state": str(run.state),
        "metrics": result.metrics,
        **({} if result.test_metrics is None else {"test_metrics": result.test_metrics}),
        "trainable_parameters": result.trainable_parameters,
        "label_rows": result.label_rows,
        "statistics": run.settings.statistics,
        "statistic_rows": result.statistic_rows,
        "seconds": result.seconds,
        "alarms": listed(result, "alarms"),
        "notes": listed(result, "notes"),
        "message": run.message,
    }
    lines = f"{run.id} {run.state}"
    if result.metrics:
        lines += " on valid\n" + metric_lines(result.metrics)
    if result.test_metrics:
        lines += "\non test\n" + metric_lines(result.test_metrics)
    ctx.obj.output.notes(str(one) for one in listed(result, "alarms") + listed(result, "notes"))
    if run.message:
        ctx.obj.output.note(f"{run.id} {run.state}: {run.message}")
    ctx.obj.output.result(document, lines)
    raise typer.Exit(EXIT[run.state])
