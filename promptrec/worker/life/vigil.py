"""What a run's process watches beside its job: being asked to end, silence, its supervisor."""

import contextlib
import logging
import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from promptrec.errors import PromptRecError
from promptrec.store.snapshots import RunState
from promptrec.store.store import Store
from promptrec.words.table import sentence
from promptrec.worker.pulse import Pulse

RELEASE_S = 8.0  # a job that was asked to end may take so long to keep its state
SILENCE_VARIABLE = "PROMPTREC_SILENCE_S"
SILENCE_S = 1800.0  # a job that tells and asks nothing for so long is stuck
CHECK_S = 5.0  # between two looks whether anybody serves the home
RELEASED, SILENT = 76, 77  # exit codes
log = logging.getLogger(__name__)


@dataclass(eq=False)
class Vigil:
    """Called by the pulse, beside a job that may never answer again."""

    store: Store
    run_id: str
    fence: int
    ensure: Callable[[], None]  # a supervisor, where none serves the home
    leave: Callable[[int], None] = os._exit  # nothing that still runs here would count
    silence_s: float = field(default_factory=lambda: silence_limit())
    parent: int = field(default_factory=os.getppid)
    looked_at: float = -math.inf

    def __call__(self, pulse: Pulse) -> None:
        """Look at everything once."""
        now = time.monotonic()
        asked = pulse.released_at
        if asked is not None and now - asked >= RELEASE_S:
            with contextlib.suppress(PromptRecError):
                self.store.give_back(self.run_id, self.fence)
            self.leave(RELEASED)
        elif pulse.silent_s >= self.silence_s:
            minutes = f"{self.silence_s / 60:.3g}"
            why = sentence("sentence.run_silent", minutes=minutes, step=pulse.step)
            with contextlib.suppress(PromptRecError):
                self.store.finish(self.run_id, self.fence, RunState.FAILED, why, now=pulse.now())
            self.leave(SILENT)
        elif now - self.looked_at >= CHECK_S:
            self.last_look()

    def last_look(self) -> None:
        """Once more when all is done: it may have died since, and others wait in the queue."""
        if os.getppid() != self.parent:
            self.looked_at = time.monotonic()
            self._replace_supervisor()

    def _replace_supervisor(self) -> None:
        """The supervisor died: whoever waits in the queue needs another one."""
        try:
            self.ensure()
        except (OSError, PromptRecError) as error:
            log.warning("%s", error)


def silence_limit() -> float:
    """Seconds, as the environment says, else half an hour; 0: no limit."""
    with contextlib.suppress(ValueError):
        given = float(os.environ.get(SILENCE_VARIABLE, SILENCE_S))
        if given >= 0:
            return given or math.inf
    return SILENCE_S
