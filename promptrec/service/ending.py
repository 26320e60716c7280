"""SIGTERM ends a service as its own end does, so that nothing of what it unpacked stays behind."""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

from promptrec.signals import hear_no_more


@contextlib.contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Within the block SIGTERM leaves it as `sys.exit(0)` does: what is open is closed.

    uvicorn answers what it was asked before, then raises the signal anew. Without this the process
    would be gone at that moment, and data and weights of the bundle would stay on the disk.
    A second signal while it closes is not heard: the closing would be left in its middle.
    Nothing changes in a thread, which no signal reaches.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is leave:
            signal.signal(signal.SIGTERM, before)


def leave(_number: int, _frame: FrameType | None) -> None:
    """End in order."""
    hear_no_more()
    sys.exit(0)
