"""Being asked to end, by another thread or by a signal."""

import contextlib
import signal
import threading
from collections.abc import Iterator

from promptrec.signals import ENDS, hear_no_more


class EndAsked:
    """Whether somebody asked for the end: an event of another thread, or a signal.

    A signal comes in the middle of anything, so its handler takes no lock: setting an event twice
    in a row, the second time within the first, would wait for itself for ever.
    """

    def __init__(self, event: threading.Event) -> None:
        self._event = event
        self._signalled = False

    @property
    def by_signal(self) -> bool:
        """Whether a signal asked for it."""
        return self._signalled

    def hear(self, _number: int, _frame: object) -> None:
        """The handler of a signal."""
        self._signalled = True

    def is_set(self) -> bool:
        """True from the first time on."""
        return self._signalled or self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Wait, but not when the end was asked for."""
        if not self.is_set():
            self._event.wait(seconds)


@contextlib.contextmanager
def stopped_by_signals(asked: EndAsked) -> Iterator[None]:
    """Let Ctrl+C and SIGTERM ask for the end. Only the main thread can; elsewhere nothing changes.

    A second one changes nothing, however late it comes: the process is ending (`hear_no_more`).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [signal.signal(number, asked.hear) for number in ENDS]
    try:
        yield
    finally:
        if asked.by_signal:
            hear_no_more()
        else:
            for number, handler in zip(ENDS, before, strict=True):
                signal.signal(number, handler)
