"""Which commands there are: where each is, and the line that `--help` says of it.

`--help` shows the lines and imports no command; a command that is called is imported then, alone.
"""

import importlib
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

EPILOG = (
    "Every command also takes --home DIR (store, runs, caches; default .promptrec or "
    "$PROMPTREC_HOME) and --json (stdout is one JSON document), before or after its name. "
    "Exit codes: 0 done, 1 failed, 2 the input is wrong, 3 cancelled."
)
PLAIN: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is, and the first sentence of its help."""

    module: str  # of promptrec.cli
    function: str
    line: str


COMMANDS = {
    "check": Place("check", "check", "Validate a data set and count what is in it."),
    "import": Place(
        "bring",
        "import_files",
        "Make a data set of any tables: CSV, Excel, Parquet, JSON, or a zip of them.",
    ),
    "render": Place(
        "render", "render", "Show the prompt that the model reads for one user and one item."
    ),
    "score": Place(
        "score", "score", "Score one user and item with a run, or with an untuned template."
    ),
    "evaluate": Place("evaluate", "evaluate", "Judge a run or an untuned template on test."),
    "recommend": Place(
        "recommend",
        "recommend",
        "The top k unseen items of one user, without what `review` withholds.",
    ),
    "train": Place(
        "train", "train", "Queue a run, start a worker if none is there, and wait for the result."
    ),
    "runs": Place("runs", "list_runs", "List all runs, newest first; name, note or delete one."),
    "cancel": Place("runs", "cancel", "Stop a run that is queued or running."),
    "worker": Place("runs", "worker", "Carry out queued runs in the foreground until stopped."),
    "reproduce": Place(
        "runs",
        "reproduce",
        "Repeat a run and compare scores, weights, metrics and curves bit for bit.",
    ),
    "search": Place(
        "search",
        "search",
        "Look for the best template and settings on valid rows; --confirm looks at test.",
    ),
    "label": Place(
        "label",
        "label",
        "Ask for labels where the model is least sure, keep answers, list them.",
    ),
    "review": Place(
        "review",
        "review",
        "Decide on queued recommendations, keep blocked words, show both.",
    ),
    "track": Place(
        "track",
        "track",
        "Write curves, settings and metrics of a run for another tool; nothing leaves the machine.",
    ),
    "explain": Place(
        "explain",
        "explain",
        "Explain a score per token, field or layer; two templates; or a whole data set.",
    ),
    "lint": Place(
        "lint",
        "lint",
        "Check a template against the data: leaks, shifted words, empty fields, truncation, ...",
    ),
    "examples": Place(
        "examples",
        "examples",
        "List the example experiments; put them into the home, or remove them.",
    ),
    "export": Place(
        "files.bundle", "export_run", "Write a finished run as one file: a bundle, checked."
    ),
    "hub": Place(
        "files.hub",
        "hub",
        "Let a model of the Hugging Face hub be fetched; without a name, list those that may.",
    ),
    "bundle": Place(
        "files.bundle",
        "bundle",
        "Check a bundle, show its card, or let a running service change to it.",
    ),
    "stage": Place(
        "files.stage",
        "stage",
        "Say how far a template has come: draft, candidate or live; name it one of the first two.",
    ),
    "backup": Place(
        "files.backup", "backup", "Write a whole home as one file, also while runs go on."
    ),
    "restore": Place(
        "files.backup",
        "restore",
        "Make the home of a backup; nothing is made where a byte of it is not what it was.",
    ),
    "serve": Place(
        "files.serve",
        "serve",
        "Answer over HTTP with a bundle: recommend, score, explain, feedback.",
    ),
    "mcp": Place(
        "files.agents",
        "agents",
        "Answer agents over the Model Context Protocol: recommend, explain, compare.",
    ),
    "update": Place(
        "files.update",
        "update",
        "Go on from a run with feedback, judge old and new, and ask before anything changes.",
    ),
    "verdict": Place(
        "files.verdict",
        "verdict",
        "Compare score files of any systems: one verdict, intervals, what could have been found.",
    ),
    "bench": Place(
        "measure.bench",
        "bench",
        "Measure how fast this machine scores, tunes and compares, against what others would use.",
    ),
    "compare": Place(
        "compare",
        "compare",
        "Compare runs on valid rows of 70 % of the users; --confirm: test rows of the others.",
    ),
    "report": Place(
        "decide.report", "report", "Write an experiment as one page for whoever decides."
    ),
}


class Commands(TyperGroup):
    """The commands by name, each imported when it is asked for."""

    def __init__(self, **given: Any) -> None:
        lines = {name: TyperCommand(name, help=place.line) for name, place in COMMANDS.items()}
        super().__init__(**{**given, "commands": lines})

    def get_command(self, ctx: object, cmd_name: str) -> Any:  # noqa: ARG002 - as typer calls it
        """The command with its options; None for an unknown name."""
        return command(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the line of each command, which needs none of their options."""
        TyperGroup(commands=dict(self.commands)).format_commands(ctx, formatter)


def command(name: str) -> Any:
    """A command as typer knows it; this imports its module."""
    place = COMMANDS[name]
    module = importlib.import_module(f"promptrec.cli.{place.module}")
    alone = typer.Typer(**PLAIN)
    alone.command(name, epilog=EPILOG)(getattr(module, place.function))
    return get_command(alone)
