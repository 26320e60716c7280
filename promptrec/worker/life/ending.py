"""How a process or a job ended, in words that say what to do about it."""

import contextlib
import errno
import signal
from pathlib import Path

from promptrec.words.table import Sentence, sentence

CGROUP = Path("/sys/fs/cgroup/memory.events")  # of a container: how often its memory ran out
FAULTS = ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGILL", "SIGFPE")
SHORT = ("not enough memory", "can't allocate memory", "cannot allocate memory", "out of memory")


def how_it_ended(code: int | None, *, short_of_memory: bool = False) -> Sentence:
    """An exit code in words. short_of_memory: the system has just ended something for it.

    >>> how_it_ended(1), how_it_ended(None)
    ('exit code 1', 'unknown exit code')
    >>> how_it_ended(-11), how_it_ended(-9)
    ('a fault inside a library, SIGSEGV', 'ended from outside, SIGKILL')
    """
    if code is None:
        return sentence("sentence.ended_unknown")
    if code >= 0:
        return sentence("sentence.ended_code", code=code)
    try:
        name = signal.Signals(-code).name
    except ValueError:
        return sentence("sentence.ended_signal", number=-code)
    if name == "SIGKILL" and short_of_memory:
        return sentence("sentence.ended_memory")
    return sentence(f"sentence.ended_{'fault' if name in FAULTS else 'by'}", signal=name)


def memory_kills(file: Path = CGROUP) -> int:
    """How often the system has ended a process here because memory ran out; 0 if unknown."""
    with contextlib.suppress(OSError, ValueError):
        for line in file.read_text().splitlines():
            name, _, count = line.partition(" ")
            if name == "oom_kill":
                return int(count)
    return 0


def is_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, of whatever library.

    >>> is_memory(MemoryError()), is_memory(ValueError("no"))
    (True, False)
    """
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError | OSError) and any(each in text for each in SHORT)


def crashed(error: Exception, step: int) -> Sentence:
    """What an error that nobody foresaw means for the run."""
    if is_memory(error):
        return sentence("sentence.out_of_memory", step=step)
    if isinstance(error, FileNotFoundError) and error.filename:
        return sentence("sentence.file_gone", file=error.filename)
    return sentence("sentence.run_crashed", step=step)


def told_to_programmers(error: Exception) -> str:
    """The same for whoever looks after the program: a line of the run's log.

    >>> told_to_programmers(IndexError("list index out of range"))
    'IndexError: list index out of range'
    """
    return f"{type(error).__name__}: {error}".rstrip(": ")
