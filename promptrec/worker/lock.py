"""The lock that makes a supervisor the only one of its home.

The operating system holds it and lets go when the process dies, however it dies; the file itself
stays and says who has it.
"""

import os
import sys
import time
from pathlib import Path
from typing import BinaryIO

from promptrec.errors import PromptRecError
from promptrec.worker.process import find

LOOKS = 10  # before a lock whose holder cannot be found counts as held all the same
FAR = 1 << 20  # Windows locks bytes: one far behind the text, so that the text can be read


class AlreadyServed(PromptRecError):
    """Another worker serves this home."""


class HomeLock:
    """HOME/worker.lock. Not for threads: one object, one holder."""

    def __init__(self, home: Path) -> None:
        self.path = home / "worker.lock"
        self._file: BinaryIO | None = None

    def acquire(self, who: str, wait_s: float = 0.0) -> bool:
        """Take the lock; False when another process still has it after wait_s seconds."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + wait_s
        while not self._try():
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        assert self._file is not None
        self._file.truncate(0)
        self._file.write(who.encode())
        self._file.flush()
        return True

    def release(self) -> None:
        """Let go. Closing the file is what unlocks it."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None

    def held_by(self) -> str | None:
        """Who has the lock, "" when that cannot be read, None when nobody has it."""
        for _ in range(LOOKS):
            if not self.path.exists():
                return None
            if self._try():
                self.release()
                return None
            who = self.path.read_text(errors="replace")
            if find(who) is not None:
                return who
            time.sleep(0.02)  # perhaps another process is only looking, as we are
        return who

    def still_there(self) -> bool:
        """False when somebody deleted the home under us; the lock then protects nothing."""
        try:
            return self._file is not None and os.path.samestat(
                os.fstat(self._file.fileno()), self.path.stat()
            )
        except OSError:
            return False

    def _try(self) -> bool:
        file = self.path.open("a+b")
        try:
            _lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True


def _lock(file: BinaryIO) -> None:
    """Lock or raise OSError at once."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
