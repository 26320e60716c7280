"""The lock that makes a supervisor the only one of its home.

The operating system holds it and lets go when the process dies, however it dies; the file itself
stays. Who has it stands in a file beside it, which nobody locks.
"""

import contextlib
import os
import time
from pathlib import Path

from filelock import FileLock, Timeout

from promptrec.errors import PromptRecError
from promptrec.files import write_whole
from promptrec.store.opening.private import LOCK, make_private, open_to_others
from promptrec.store.opening.told import written
from promptrec.words.table import Sentence, sentence
from promptrec.worker.process import find

LOOKS = 10  # before a lock whose holder cannot be found counts as held all the same


class AlreadyServed(PromptRecError):
    """Another worker serves this home."""


class HomeLock:
    """HOME/worker.lock. Not for threads: one object, one holder."""

    def __init__(self, home: Path) -> None:
        self.path = home / LOCK
        self._who = home / "worker.id"
        self._lock = FileLock(self.path, mode=0o600)
        self._held: os.stat_result | None = None  # the file as it was locked

    def acquire(self, who: str, wait_s: float = 0.0) -> bool:
        """Take the lock; False when another process still has it after wait_s seconds."""
        with written(self.path.parent):
            make_private(self.path.parent)
            self._renew()
            if not self._try(wait_s):
                return False
            try:
                write_whole(self._who, who)
            except OSError:
                self.release()
                raise
        return True

    def _renew(self) -> None:
        """Replace a lock file that others could open, unless a living worker of ours holds it.

        Whoever opened it before the home was closed to them may hold it for ever.
        """
        if not self.path.exists() or not open_to_others(self.path):
            return
        if find(self._read_who()) is None:
            self.path.unlink(missing_ok=True)

    def _read_who(self) -> str:
        with contextlib.suppress(OSError):
            return self._who.read_text(errors="replace")
        return ""

    def release(self) -> None:
        """Let go; the locked file stays."""
        if self._held is not None:
            self._who.unlink(missing_ok=True)
            self._lock.release()
            self._held = None

    def held_by(self) -> str | None:
        """Who has the lock, "" when that cannot be read, None when nobody has it."""
        who = ""
        self._renew()
        for _ in range(LOOKS):
            if not self.path.exists():
                return None
            if self._try():
                self.release()
                return None
            who = self._read_who() or who
            if find(who) is not None:
                return who
            time.sleep(0.02)  # perhaps another process is only looking, as we are
        return who

    def still_there(self) -> bool:
        """False when somebody deleted the home under us; the lock then protects nothing."""
        try:
            return self._held is not None and os.path.samestat(self._held, self.path.stat())
        except OSError:
            return False

    def _try(self, wait_s: float = 0.0) -> bool:
        if self._held is not None:
            return False  # ours already
        try:
            self._lock.acquire(timeout=wait_s)
        except Timeout:
            return False
        self._held = self.path.stat()
        return True


def holder(who: str | None) -> Sentence:
    """Who has a lock, in words."""
    parts = (who or "").rsplit(":", 2)
    if len(parts) != 3:
        return sentence("sentence.process_other")
    return sentence("sentence.process_number", number=parts[1])
