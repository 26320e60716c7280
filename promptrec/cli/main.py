"""The commands, the two options that all of them take, and exit codes.

0 done, 1 our fault or a failed run, 2 the input is wrong, 3 cancelled.
"""

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from promptrec.cli.commands import EPILOG, PLAIN, Commands
from promptrec.cli.parts.output import Output
from promptrec.engine.engine import leave_engine
from promptrec.errors import Cancelled, PromptRecError
from promptrec.model.backbones import hub

DONE, FAILED, WRONG_INPUT, CANCELLED = 0, 1, 2, 3
INTERRUPTED = 130  # what typer makes of Ctrl-C
# what typer raises for a wrong command line; the class itself is in a private module of typer
USAGE: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)

app = typer.Typer(
    cls=Commands,
    name="promptrec",
    help="Prompt-learning recommendation: templates in, scores and honest metrics out.",
    epilog=EPILOG,
    no_args_is_help=True,
    **PLAIN,
)


@dataclass(frozen=True, slots=True)
class State:
    """What every command gets as `ctx.obj`."""

    home: Path
    output: Output


@app.callback()
def everywhere() -> None:
    """Prompt-learning recommendation: templates in, scores and honest metrics out."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    rest, home, as_json = take_common(arguments)
    output = Output(as_json)
    state = State(Path(home or os.environ.get("PROMPTREC_HOME") or ".promptrec"), output)
    hub.ask(lambda name: allowed_in(state.home, name))
    try:
        code = app(rest, prog_name="python -m promptrec", obj=state, standalone_mode=False)
        if code == INTERRUPTED:
            raise Cancelled("sentence.cancelled")
        return code if isinstance(code, int) else DONE
    except USAGE as error:
        output.failure(usage_sentence(error))
        return WRONG_INPUT
    except (Cancelled, KeyboardInterrupt, typer.Abort) as error:
        output.failure(str(error) or "Cancelled.")
        return CANCELLED
    except PromptRecError as error:
        output.failure(str(error))
        return WRONG_INPUT
    except BrokenPipeError:
        return FAILED
    except Exception as error:
        logging.exception("this is a fault of promptrec, not of your input")
        output.failure(f"{type(error).__name__}: {error}")
        return FAILED
    finally:
        leave_engine()


def allowed_in(home: Path, name: str) -> bool:
    """True where a person let this model of the hub be fetched. Opens the store only then."""
    from promptrec.store.store import Store
    from promptrec.store.upkeep.consent import allowed

    return name in allowed(Store.open(home))


def usage_sentence(error: BaseException) -> str:
    """A usage error as one sentence that names the option."""
    message = str(getattr(error, "format_message", lambda: error)())
    context = getattr(error, "ctx", None)
    where = getattr(context, "command_path", "python -m promptrec")
    return message if "Usage:" in message else f"{message.rstrip('.')}. See: {where} --help"


def take_common(arguments: Sequence[str]) -> tuple[list[str], str, bool]:
    """Take --home DIR and --json out of the arguments, wherever they stand."""
    rest: list[str] = []
    home, as_json = "", False
    words = iter(arguments)
    for word in words:
        if word == "--json":
            as_json = True
        elif word == "--home":
            home = next(words, "")
        elif word.startswith("--home="):
            home = word.removeprefix("--home=")
        else:
            rest.append(word)
    return rest, home, as_json
