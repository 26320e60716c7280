"""Give memory back to the machine after a long computation.

glibc keeps what many small arrays leave behind: after all rules of a comparison that was 130 MB of
300. Other systems give it back themselves, or have no such call.
"""

import ctypes
import gc
import sys


def give_back() -> None:
    """Hand back what is not in use; takes some milliseconds."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # none in musl
        if trim is not None:
            trim(0)
