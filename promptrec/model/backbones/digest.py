"""Which weights a backbone has, told by their bytes. No torch."""

import hashlib
from functools import lru_cache
from pathlib import Path


def backbone_digest(folder: Path, adapter: Path | None = None) -> str:
    """sha256 of a backbone's weights: a checkpoint fits this backbone and no other.

    adapter: of ours, which changes the backbone for the cloze head.
    """
    digest = hashlib.sha256()
    for path in [*sorted(folder.glob("*.safetensors")), *([adapter] if adapter else [])]:
        digest.update(file_digest(path))
    return digest.hexdigest()


def folder_digest(folder: Path) -> str:
    """sha256 of every file of a folder and of their names: a checkpoint as it is now."""
    digest = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + file_digest(path))
    return digest.hexdigest()


def file_digest(path: Path) -> bytes:
    """sha256 of a file, read again only after it was changed."""
    stat = path.stat()
    return _digest(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _digest(path: Path, size: int, changed: int) -> bytes:  # noqa: ARG001 - parts of the key
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
