"""What a process does that waits for its run: it imports, then hears which run that is.

It reads nothing of the home, does no arithmetic, draws no random number and starts no thread, so
that a run in it is the same as in a process that is started for it.
"""

import importlib
import json
import logging
import os
import sys
from pathlib import Path

from promptrec.worker.life.family import MARK
from promptrec.worker.process import open_log

AHEAD = (  # what a run imports before its first step
    "promptrec.worker.jobs",
    "promptrec.model.loading",
    "transformers.models.auto.modeling_auto",
    "transformers.models.bert.modeling_bert",
    "transformers.models.llama.modeling_llama",
    "transformers.integrations.sdpa_attention",
    "torch._dynamo",  # by torch's optimizers, when one is made
    "peft",
)

READY = "all that a run needs is imported"  # said in HOME/worker.log
log = logging.getLogger(__name__)


def warm_up(job: str) -> None:
    """Import what a run needs: all that one of ours does, or the module of the job that is named.

    What cannot be imported ends the process: the run then begins in a new one, and says why.
    """
    for name in (job.partition(":")[0],) if job else AHEAD:
        importlib.import_module(name)
    log.info(READY)


def hear_order() -> tuple[str, int] | None:
    """Which run, at which fence; None once nobody can send one any more.

    From then on the process is that run's: by its mark, for all that it starts, and in its log.
    """
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n"):  # the other end is gone, perhaps in the middle of a line
        return None
    order = json.loads(line)
    os.environ[MARK] = order["mark"]
    turn_to(Path(order["log"]))
    return order["run"], order["fence"]


def turn_to(log: Path) -> None:
    """Write all output to the end of a log from here on, and read no more input."""
    sys.stdout.flush()
    sys.stderr.flush()
    with open_log(log) as output, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
