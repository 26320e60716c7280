"""Long work says now and then that it goes on, and may be told there to end.

Whoever scores a million prompts calls `going_on` after each batch and knows nobody who listens; the
process of a run hears it (`heard_by`), takes it for a sign of life, and raises there what ends the
work.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

_listener: ContextVar[Callable[[], None]] = ContextVar("listener", default=lambda: None)


def going_on() -> None:
    """A batch is done and others follow. Raises what the listener raises."""
    _listener.get()()


@contextlib.contextmanager
def heard_by(listener: Callable[[], None]) -> Iterator[None]:
    """In the block, what this thread does is heard by this one.

    >>> with heard_by(lambda: print("heard")):
    ...     going_on()
    heard
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
