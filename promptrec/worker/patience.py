"""A last write that the store refuses is tried again: room may be made on a full disk."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from promptrec.errors import StoreError
from promptrec.store.rows import StaleFence

PATIENCE_S = 60.0  # less than a lease: whoever waits longer has lost the run
PAUSE_S = 0.5
log = logging.getLogger(__name__)
T = TypeVar("T")


def patiently(write: Callable[[], T], for_s: float = PATIENCE_S) -> T:
    """Write, again and again for so long while the store cannot. Raises StaleFence at once."""
    until = time.monotonic() + for_s
    while True:
        try:
            return write()
        except StaleFence:
            raise
        except StoreError as error:
            if time.monotonic() >= until:
                raise
            log.warning("%s", error)
        time.sleep(PAUSE_S)
