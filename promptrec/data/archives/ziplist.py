"""The list of members at the end of a zip: how long it is, told without reading it.

zipfile makes an object of each entry, and a list of millions costs minutes.
"""

import struct
from typing import IO

ENTRY, END, FAR_END = b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x07"
END_BYTES, LOCATOR_BYTES, FAR_END_BYTES = 22, 20, 56
LONGEST_END = END_BYTES + 65_535  # with the longest comment


def list_of_members(content: IO[bytes], size: int) -> tuple[int, int] | None:
    """Where the list of an archive's members begins, and its bytes; None for what is no archive.

    size: of the content. APPNOTE.TXT 4.3.14 to 4.3.16, as zipfile reads it.
    """
    content.seek(max(0, size - LONGEST_END))
    tail = content.read(LONGEST_END)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_BYTES:
        return None
    end = size - len(tail) + at
    length = struct.unpack_from("<I", tail, at + 12)[0]
    if tail[max(0, at - LOCATOR_BYTES) : at].startswith(FAR_END):  # of more than 4 GB
        end -= LOCATOR_BYTES + FAR_END_BYTES
        content.seek(max(0, end))
        far = content.read(FAR_END_BYTES)
        length = struct.unpack_from("<Q", far, 40)[0] if len(far) == FAR_END_BYTES else size
    return end - length, length


def is_zip_at_end(content: IO[bytes], size: int) -> bool:
    """True for content that a reader of zips would open, whatever it begins with."""
    found = list_of_members(content, size)
    if found is None or found[0] < 0:
        return False
    content.seek(found[0])
    return content.read(4) in (ENTRY, END)
