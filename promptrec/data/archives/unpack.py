"""Unpack an uploaded zip: nothing outside the folder, no more bytes than agreed, no links.

Everything that the archive says of itself is checked before a byte is written; then the bytes are
counted, and not believed.
"""

import contextlib
import gzip
import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from promptrec.data.archives.ziplist import list_of_members
from promptrec.errors import DataError

MOST_FILES = 2_000
MOST_BYTES = 2_000_000_000  # unpacked, of all archives that are given together
MOST_RATIO = 200  # unpacked bytes for each packed one; tables stay below 50
FEW_BYTES = 10_000_000  # that may be packed as well as they can
LONGEST_LIST = MOST_FILES * 500  # bytes
LONGEST_NAME, DEEPEST = 240, 20  # bytes of a file's name, folders that it is in
CHUNK = 1 << 20
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others may ask for gigabytes
DAMAGED = (  # what zipfile says of one; an encrypted member is a RuntimeError
    *(zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError),
    *(OSError, ValueError, LookupError, OverflowError, struct.error, zlib.error),
)


def unpack(archive: Path, folder: Path, most_bytes: int = MOST_BYTES, called: str = "") -> int:
    """Unpack a zip into an empty folder; the bytes written. DataError for a hostile or damaged one.

    called: the archive in errors, where that is not the name of its file.
    """
    called = called or archive.name
    with archive.open("rb") as content, opened_zip(called, content, most_bytes) as opened:
        members = [member for member in opened.infolist() if not member.is_dir()]
        targets = places(called, members)
        left = most_bytes
        for member, target in zip(members, targets, strict=True):
            if (folder / target).exists():  # it stood there before
                raise DataError("sentence.file_twice", file=target.name)
            left -= copy(opened, member, folder / target, left)
            if left < 0:
                raise DataError("sentence.zip_large", file=called, most=f"{most_bytes:,}")
    return most_bytes - left


@contextlib.contextmanager
def opened_zip(
    file: str, content: IO[bytes], most_bytes: int = MOST_BYTES
) -> Iterator[zipfile.ZipFile]:
    """The archive, whose sizes are no bomb's. DataError for a damaged one, whenever that shows."""
    size = content.seek(0, 2)
    listed = list_of_members(content, size)
    if listed and listed[1] > LONGEST_LIST:
        raise DataError("sentence.zip_many", file=file, most=f"{MOST_FILES:,}")
    try:
        with zipfile.ZipFile(content) as opened:
            check_sizes(file, opened.infolist(), size, most_bytes)
            yield opened
    except UnicodeDecodeError:
        raise DataError("sentence.zip_name", file=file) from None
    except DAMAGED as error:
        what = str(error).rstrip(".")[:100]
        raise DataError("sentence.file_zip", file=file, error=what) from error


def check_sizes(file: str, members: Sequence[zipfile.ZipInfo], size: int, most_bytes: int) -> None:
    """DataError for more files or bytes than agreed, and for far more than the archive can hold."""
    if len(members) > MOST_FILES:
        raise DataError("sentence.zip_many", file=file, most=f"{MOST_FILES:,}")
    if not all(member.filename for member in members):
        raise DataError("sentence.zip_name", file=file)
    if sum(member.file_size for member in members) > most_bytes:
        raise DataError("sentence.zip_large", file=file, most=f"{most_bytes:,}")
    bombs = [one for one in members if one.file_size > FEW_BYTES + MOST_RATIO * one.compress_size]
    whole = sum(member.file_size for member in members) > FEW_BYTES + MOST_RATIO * size
    overlap = sum(member.compress_size for member in members) > size
    if bombs or whole or overlap:
        raise DataError("sentence.zip_bomb", file=file, most=MOST_RATIO)
    for member in members:
        if member.compress_type not in PACKED and not member.is_dir():
            raise DataError("sentence.zip_packed", file=file, member=repr(member.filename[:80]))


def places(file: str, members: Sequence[zipfile.ZipInfo]) -> list[Path]:
    """Where each member goes; DataError for two that go to one place, whatever their case."""
    found = [safe_name(file, member) for member in members]
    taken: set[str] = set()
    folders: set[str] = set()
    for path in found:
        name = folded(path)
        if name in taken:
            raise DataError("sentence.file_twice", file=path.name[:80])
        taken.add(name)
        folders.update(map(folded, path.parents))
    if both := taken & folders:
        raise DataError("sentence.file_twice", file=min(both)[:80])
    return found


def folded(path: Path) -> str:
    """What a disk that does not know case takes for one name."""
    return unicodedata.normalize("NFC", path.as_posix()).casefold()


def safe_name(file: str, member: zipfile.ZipInfo) -> Path:
    """The member's relative path; DataError when it is a link, none, or leads out of the folder."""
    name = PurePosixPath(member.filename.replace("\\", "/"))
    strange = name.is_absolute() or ".." in name.parts or ":" in member.filename
    if strange or stat.S_ISLNK(member.external_attr >> 16):
        named = repr(member.filename[:80])
        raise DataError("sentence.zip_outside", file=file, member=named)
    longest = max((len(part.encode()) for part in name.parts), default=0)
    if not 0 < longest <= LONGEST_NAME or len(name.parts) > DEEPEST:
        raise DataError("sentence.zip_name", file=file)
    return Path(*name.parts)


def copy(opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write a member; the number of bytes written, stopping soon after there are more than left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(member) as source, target.open("wb") as sink:
        while written <= left and (chunk := source.read(CHUNK)):
            sink.write(chunk)
            written += len(chunk)
    return written


def unzipped(file: str, content: bytes) -> bytes:
    """All that a gzip file holds; DataError as soon as that is more than its bytes should hold."""
    packed, found = io.BytesIO(content), bytearray()
    stream = gzip.GzipFile(fileobj=packed)
    while chunk := stream.read(CHUNK):
        found += chunk
        if len(found) > min(MOST_BYTES, FEW_BYTES + MOST_RATIO * packed.tell()):
            raise DataError("sentence.zip_bomb", file=file, most=MOST_RATIO)
    return bytes(found)
