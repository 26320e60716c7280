"""Models that are converted once and then read from the cache of this user."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from promptrec.errors import ModelError
from promptrec.files import write_whole
from promptrec.folders import whole_folder
from promptrec.model.backbones.digest import backbone_digest

log = logging.getLogger(__name__)

DIGEST = "weights.sha256"  # beside the weights: what they were when they were written
Convert = Callable[[Path, Path], None]  # (file, empty folder): writes a model into the folder


def converted(file: Path, folder: Path, convert: Convert, sha256: str = "") -> Path:
    """Folder with the model of a file as safetensors; made when missing.

    Whole or not at all: it is written beside and renamed, and a second process waits for the first.
    sha256: of the file, where it is known; ModelError for a file with other bytes.
    """
    if (folder / "config.json").is_file():
        return folder
    if not file.is_file():
        raise ModelError("sentence.model_file_missing", file=file)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(folder.name + ".lock")):
        if not (folder / "config.json").is_file():
            check_bytes(file, sha256)
            log.warning("Reading %s for the first time; this takes half a minute.", file.name)
            with whole_folder(folder) as draft:
                convert(file, draft)
                write_whole(draft / DIGEST, backbone_digest(draft))
    return folder


def check_kept(folder: Path) -> None:
    """ModelError for a converted model whose weights are not those that were written.

    Half a second for the largest, once a process; a folder that was not converted has no digest.
    """
    kept = folder / DIGEST
    if kept.is_file() and kept.read_text(encoding="utf-8") != backbone_digest(folder):
        raise ModelError("sentence.kept_model_damaged", folder=folder)


def check_bytes(file: Path, sha256: str) -> None:
    """ModelError unless the file has exactly the bytes that are known."""
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if sha256 and found != sha256:
        raise ModelError("sentence.model_file_other", file=file)
