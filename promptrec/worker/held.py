"""One run that the supervisor watches: its process, and how it is brought to an end."""

import contextlib
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from promptrec.folders import clear_drafts
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.words.table import Sentence, sentence
from promptrec.worker import process as processes
from promptrec.worker.life.ending import how_it_ended, memory_kills
from promptrec.worker.life.family import mark_of, sweep

TERMINATE_S = 2.0  # after a cancel the job may end by itself for so long
KILL_S = 3.0  # then it is terminated; from here on killed: under 5 s in all
STOP_S = 10.0  # a run that is put back may take so long to keep its state
LINGER_S = 15.0  # a process may take so long to go after its last write
TAIL = 20  # lines of the log that are kept with a run whose process died


@dataclass(eq=False)
class Held:
    """A claimed run and the process that carries it out."""

    run: Run  # as it was claimed
    process: psutil.Process
    home: Path
    popen: "subprocess.Popen[bytes] | None" = None  # None: a supervisor before us started it
    asked_at: float | None = field(default=None)  # monotonic, when its end became due
    patience: tuple[float, float] = (TERMINATE_S, KILL_S)
    kills: int = field(default_factory=memory_kills)  # of the system for memory, as it began
    swept: bool = False
    hung: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """What the store knows it by."""
        return self.run.id, self.run.fence

    @property
    def mark(self) -> str:
        """What all that it started carries."""
        return mark_of(self.home, *self.key)

    def gone(self) -> bool:
        """True once the process has ended; what it left behind is ended too."""
        if self.popen is None:
            gone = not processes.lives(self.process)
        else:
            gone = self.popen.poll() is not None
        if gone and not self.swept:
            processes.end_group(self.process.pid, force=True)
            sweep(self.mark)
            self.swept = True
        return gone

    @property
    def code(self) -> int | None:
        """The exit code, None when it is not known."""
        return self.popen.returncode if self.popen is not None else None

    def press(self, current: Run | None) -> None:
        """Bring the process to its end when that is due, more firmly each time.

        current: the run as it is now; None when it was deleted.
        """
        now = time.monotonic()
        if current is None or current.fence != self.run.fence:
            self.patience, due = (0.0, 0.0), True  # another worker has the run, or nobody
        elif current.state is not RunState.RUNNING:
            self.patience, due = (LINGER_S, LINGER_S), True
        else:
            due = current.cancel_requested
        if not due:
            return
        if self.asked_at is None:
            self.asked_at = now
        waited = now - self.asked_at
        if waited >= self.patience[1]:
            processes.end(self.process, force=True, mark=self.mark)
        elif waited >= self.patience[0]:
            processes.end(self.process, force=False, mark=self.mark)

    def close(self, store: Store) -> None:
        """Write how it ended, when the process could not do so itself."""
        clear_drafts(store.run_folder(self.run.id))
        current = store.run_if_there(self.run.id)
        if current is None or current.state is not RunState.RUNNING:
            return
        if current.fence != self.run.fence:
            return
        if self.code == -signal.SIGTERM and not current.cancel_requested:
            store.give_back(*self.key)  # asked to end before it could hear that
            return
        for text in self._last_lines(store):
            store.add_log(self.run.id, text)
        store.lose(*self.key, self.how())

    def how(self) -> Sentence:
        """How its process ended."""
        if self.hung:
            return sentence("sentence.ended_hung")
        short = memory_kills() > self.kills
        return how_it_ended(self.code, short_of_memory=short)

    def end_hung(self) -> None:
        """Its heart has stopped though it lives: end it."""
        self.hung = True
        processes.end(self.process, force=True, mark=self.mark)

    def stop(self, wait_s: float = STOP_S) -> None:
        """End the process now; it may keep its state first."""
        processes.end(self.process, force=False)
        until = time.monotonic() + wait_s
        while not self.gone() and time.monotonic() < until:
            time.sleep(0.05)
        if not self.gone():
            processes.end(self.process, force=True, mark=self.mark)
            with contextlib.suppress(psutil.TimeoutExpired, subprocess.TimeoutExpired):
                self.process.wait(3.0)
            self.gone()

    def _last_lines(self, store: Store) -> list[str]:
        path = store.run_folder(self.run.id) / "log.txt"
        if not path.exists():
            return []
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 20_000))
            text = file.read().decode(errors="replace")
        return [each for each in text.splitlines() if each.strip()][-TAIL:]
