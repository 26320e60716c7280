"""What a run made (weights, kept scores) where other machines can get it, by its content.

With PROMPTREC_ARTIFACTS, any address that fsspec opens (a folder, s3://..., gs://...), a worker
puts the files of a finished run there under their SHA-256, and names them in the run's result.
Whoever opens the run on a machine without these files gets them there; each is compared with its
name.
"""

import contextlib
import hashlib
import os
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from promptrec.errors import StoreError
from promptrec.files import make_folder, whole_file
from promptrec.store.opening.private import below
from promptrec.store.snapshots import JobResult, Run
from promptrec.store.store import Store

VARIABLE = "PROMPTREC_ARTIFACTS"
DETAIL = "artifacts"  # of a result: name -> SHA-256
KEPT = re.compile(r"(?:checkpoint/(?:[\w.-]+/)*|scores_)[\w.-]+")  # what other machines need
DIGEST = re.compile(r"[0-9a-f]{64}")
CHUNK = 1 << 20


def put_artifacts(store: Store, run_id: str, result: JobResult) -> JobResult:
    """Put a run's files where PROMPTREC_ARTIFACTS says, and name them; as it was without it."""
    address = os.environ.get(VARIABLE)
    if not address:
        return result
    folder = store.run_folder(run_id)
    found = {path.relative_to(folder).as_posix(): path for path in sorted(below(folder))}
    names = {}
    with explained(address):
        place, root = opened(address)
        for name, path in found.items():
            if path.is_file() and safe(name):
                names[name] = put(place, root, path)
    return replace(result, details={**result.details, DETAIL: names})


def get_artifacts(store: Store, run: Run) -> None:
    """Bring the files of a run that are not here; StoreError where that cannot be."""
    names = run.result.details.get(DETAIL) if run.result else None
    if not isinstance(names, Mapping):
        return
    folder = store.run_folder(run.id)
    missing = {name: digest for name, digest in names.items() if not (folder / name).exists()}
    if not missing:
        return
    address = os.environ.get(VARIABLE)
    if not address:
        raise StoreError("sentence.artifacts_elsewhere", run=run.id, variable=VARIABLE)
    with explained(address):
        place, root = opened(address)
        for name, digest in missing.items():
            if not safe(name) or not DIGEST.fullmatch(str(digest)):
                raise StoreError("sentence.artifact_torn", name=name[:80], run=run.id)
            make_folder((folder / name).parent)
            with (
                place.open(at(root, digest), "rb") as source,
                whole_file(folder / name, "wb") as to,
            ):
                if copied(source, to) != digest:
                    raise StoreError("sentence.artifact_torn", name=name, run=run.id)


def safe(name: str) -> bool:
    """True for the name of a file that a run keeps, below its folder."""
    return bool(KEPT.fullmatch(name)) and ".." not in name.split("/")


def put(place: Any, root: str, path: Path) -> str:
    """Copy one file to where its content says, unless it is there; returns its SHA-256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    target = at(root, digest)
    if place.exists(target) and place.size(target) == path.stat().st_size:
        return digest
    place.makedirs(target.rpartition("/")[0], exist_ok=True)
    draft = f"{target}.{uuid.uuid4().hex[:8]}"
    try:
        place.put_file(str(path), draft)
        place.mv(draft, target)
    except BaseException:
        with contextlib.suppress(Exception):
            place.rm_file(draft)
        raise
    return digest


def at(root: str, digest: str) -> str:
    """Where a content is."""
    return f"{root.rstrip('/')}/sha256/{digest[:2]}/{digest}"


def copied(source: IO[bytes], into: IO[bytes]) -> str:
    """Copy a file; returns its SHA-256."""
    digest = hashlib.sha256()
    while part := source.read(CHUNK):
        digest.update(part)
        into.write(part)
    return digest.hexdigest()


def opened(address: str) -> tuple[Any, str]:
    """The file system of an address, and the folder in it."""
    from fsspec.core import url_to_fs

    place, root = url_to_fs(address)
    return place, str(root)


def without_secrets(address: str) -> str:
    """An address for messages: without user, password and options.

    >>> without_secrets("s3://key:secret@bucket/runs?token=1"), without_secrets("/mnt/runs")
    ('s3://bucket/runs', '/mnt/runs')
    """
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else parts.path


@contextlib.contextmanager
def explained(address: str) -> Iterator[None]:
    """StoreError for whatever a file system says no with; its words may hold a secret."""
    try:
        yield
    except (StoreError, KeyboardInterrupt):
        raise
    except Exception as error:
        place, kind = without_secrets(address), type(error).__name__
        raise StoreError("sentence.artifacts_unusable", place=place, error=kind) from None
