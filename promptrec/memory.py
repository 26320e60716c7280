"""Give memory back to the machine: after a long computation, a page, a bundle that is closed.

glibc keeps what many small arrays leave behind: after all rules of a comparison that was 130 MB of
300. It also keeps heaps of its own for every thread: each visit of a page, each request. Other
systems give memory back themselves, or have no such calls.
"""

import ctypes
import gc
import sys
from collections.abc import Callable

import psutil

GROWN = 60_000_000  # bytes more than after the last time
ARENA_MAX, ARENAS = -8, 2  # the name of the setting in malloc.h; heaps that threads share
_after = [0]  # bytes after the last time


def share_heaps() -> None:
    """Let all threads share a few heaps; before the first thread, by whoever starts the app."""
    mallopt = libc_call("mallopt")
    if mallopt is not None:
        mallopt(ARENA_MAX, ARENAS)


def give_back() -> None:
    """Hand back what is not in use; takes some milliseconds."""
    gc.collect()
    trim = libc_call("malloc_trim")
    if trim is not None:
        trim(0)
    _after[0] = resident()


def give_back_if_grown() -> None:
    """The same once a page was drawn, where the app has grown since."""
    if resident() > _after[0] + GROWN:
        give_back()


def libc_call(name: str) -> Callable[..., int] | None:
    """A function of glibc; none in musl and on other systems."""
    if sys.platform != "linux":
        return None
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found


def resident() -> int:
    """Bytes of this process in memory."""
    return int(psutil.Process().memory_info().rss)
