"""Is a file what its name says? Looked at before a loader opens it, and never unpickled.

safetensors is eight bytes with the length of a header, a JSON header, and the numbers: nothing can
run. A pickle, or a zip with one in it, is refused under this name, and one that hides behind the
numbers, too.
"""

import functools
import json
import struct
from pathlib import Path

from promptrec.data.archives.ziplist import is_zip_at_end

LARGEST_HEADER = 20_000_000  # bytes; a model of 70 billion numbers has 0.1 million
ZIP = b"PK\x03\x04"
PICKLE = tuple(b"\x80" + bytes([protocol]) for protocol in range(2, 6))
UNREAD = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)


def looks_pickled(file: Path) -> bool:
    """True for what begins as a pickle or a zip, or ends as a zip that a loader would open.

    A safetensors header of 640, 896, ... bytes begins with the same two bytes as a pickle.
    """
    stat = file.stat()
    return _looks_pickled(file, stat.st_size, stat.st_mtime_ns)


def is_safetensors(file: Path) -> bool:
    """True when a header describes exactly the numbers that follow it."""
    stat = file.stat()
    return _is_safetensors(file, stat.st_size, stat.st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _looks_pickled(file: Path, size: int, changed: int) -> bool:
    with file.open("rb") as content:
        begins = content.read(4)
        if begins.startswith(PICKLE) and not _is_safetensors(file, size, changed):
            return True
        return begins == ZIP or is_zip_at_end(content, size)


@functools.lru_cache(maxsize=256)
def _is_safetensors(file: Path, size: int, changed: int) -> bool:  # noqa: ARG001 - parts of the key
    with file.open("rb") as content:
        try:
            length = struct.unpack("<Q", content.read(8))[0]
            if length > min(LARGEST_HEADER, size - 8):
                return False
            header = json.loads(content.read(length))
            return bool(last_byte(header) == size - 8 - length)
        except UNREAD:
            return False


def last_byte(header: dict[str, dict[str, list[int]]]) -> int:
    """Where the last number of a header ends."""
    ends = [each["data_offsets"][1] for name, each in header.items() if name != "__metadata__"]
    return max(ends, default=0)
