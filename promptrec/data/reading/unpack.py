"""Unpack an uploaded zip: nothing outside the folder, no more bytes than agreed, no links."""

import stat
import zipfile
from pathlib import Path, PurePosixPath

from promptrec.errors import DataError

MOST_FILES = 2_000
MOST_BYTES = 2_000_000_000  # unpacked, counted while writing and not believed from the header
CHUNK = 1 << 20
DAMAGED = (  # what zipfile says of one; an encrypted member is a RuntimeError
    *(zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError),
    *(RuntimeError, OSError),
)


def unpack(archive: Path, folder: Path, most_bytes: int = MOST_BYTES) -> None:
    """Unpack a zip into an empty folder. DataError for a damaged, too large or hostile one."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            if len(members) > MOST_FILES:
                raise DataError(
                    "sentence.zip_many",
                    file=archive.name,
                    count=f"{len(members):,}",
                    most=f"{MOST_FILES:,}",
                )
            left = most_bytes
            for member in members:
                target = folder / safe_name(archive, member)
                if target.exists():
                    raise DataError("sentence.file_twice", file=target.name)
                left -= copy(opened, member, target, left)
                if left < 0:
                    raise DataError("sentence.zip_large", file=archive.name, most=f"{most_bytes:,}")
    except DAMAGED as error:
        raise DataError("sentence.file_zip", file=archive.name, error=error) from error


def safe_name(archive: Path, member: zipfile.ZipInfo) -> Path:
    """The member's relative path; DataError when it leads out of the folder or is a link."""
    name = PurePosixPath(member.filename.replace("\\", "/"))
    strange = name.is_absolute() or ".." in name.parts or ":" in member.filename
    if strange or stat.S_ISLNK(member.external_attr >> 16):
        named = repr(member.filename[:80])
        raise DataError("sentence.zip_outside", file=archive.name, member=named)
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
