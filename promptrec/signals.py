"""Signals that ask a process to end, while it ends."""

import signal

ENDS = (signal.SIGINT, signal.SIGTERM)


def hear_no_more() -> None:
    """Ignore them from here on, until the process is gone: it was asked, and it is ending.

    Handlers of our own would not do: Python puts the default in their place in its last moments,
    and a second signal would end with its number a process that has done all that it should. What
    is ignored stays ignored. Only the main thread can.
    """
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)
