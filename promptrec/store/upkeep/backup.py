"""A whole home as one file, made while runs go on; and a home made of such a file.

The rows are copied first, at one moment, and the files after them: what a row points to was there
before the row was. Every file stands in the manifest with its SHA-256, and nothing is put in its
place before all of them were compared.
"""

import contextlib
import json
import lzma
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from promptrec.errors import StoreError
from promptrec.files import whole_file
from promptrec.folders import DRAFT, whole_folder
from promptrec.store.opening.private import below, close_all
from promptrec.store.store import Store
from promptrec.store.upkeep.artifacts import copied

DATABASE = "store.db"
MANIFEST = "manifest.json"
KEPT = ("runs", "datasets", "measured", "bundles", "artifacts")  # folders of a home that are saved
FORMAT = 1
TORN = (OSError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError)
Files = Mapping[str, str]  # name -> SHA-256


def backup(store: Store, out: Path) -> Files:
    """Write a backup of a home, whole or not at all; returns its files.

    StoreError for a store on a server, which has tools for that, or one that is damaged.
    """
    source = store.database.file
    if source is None:
        raise StoreError("sentence.backup_server", place=store.database.place)
    files: dict[str, str] = {}
    with whole_file(out, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        draft = out.with_name(f".{out.name[:60]}.{os.urandom(4).hex()}")
        try:
            copy_database(source, draft)
            files[DATABASE] = put(packed, DATABASE, draft)
        finally:
            draft.unlink(missing_ok=True)
        for path in kept_files(store.home, out):
            name = path.relative_to(store.home).as_posix()
            with contextlib.suppress(FileNotFoundError):  # deleted meanwhile, as its row was
                files[name] = put(packed, name, path)
        told = {"format": FORMAT, "files": files}
        packed.writestr(MANIFEST, json.dumps(told, indent=1, sort_keys=True))
    return files


def copy_database(source: Path, target: Path) -> None:
    """All rows as they are at one moment; StoreError where the copy is not whole."""
    with (
        explained_file(source),
        contextlib.closing(sqlite3.connect(source, timeout=60)) as ours,
        contextlib.closing(sqlite3.connect(target)) as copied,
    ):
        ours.backup(copied)
        found = copied.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise StoreError("sentence.store_torn", place=source, error=str(found).splitlines()[0])


@contextlib.contextmanager
def explained_file(source: Path) -> Iterator[None]:
    """Words for what SQLite says of a file."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError("sentence.store_torn", place=source, error=error) from error


def kept_files(home: Path, out: Path) -> Iterator[Path]:
    """What is saved beside the rows: no links, nothing half written, not the backup itself."""
    for folder in KEPT:
        for path in sorted(below(home / folder)):
            parts = path.relative_to(home).parts
            if any(map(DRAFT.fullmatch, parts)) or path.is_symlink() or path == out:
                continue
            if path.is_file():
                yield path


def put(packed: zipfile.ZipFile, name: str, path: Path) -> str:
    """Add one file; returns its SHA-256."""
    with path.open("rb") as file, packed.open(name, "w", force_zip64=True) as into:
        return copied(file, into)


def restore(file: Path, home: Path) -> Files:
    """Make a home of a backup; returns its files.

    StoreError where the home is there already, or the backup is damaged: then nothing is made.
    """
    if home.exists() and any(home.iterdir()):
        raise StoreError("sentence.restore_taken", home=home)
    try:
        with zipfile.ZipFile(file) as packed, whole_folder(home) as draft:
            files = manifest_of(packed, file)
            for name, digest in files.items():
                target = draft / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(name) as source, target.open("wb") as into:
                    if copied(source, into) != digest:
                        raise torn(file, name)
            close_all(draft)
    except TORN as error:
        if isinstance(error, OSError) and error.errno and not isinstance(error, FileNotFoundError):
            why = os.strerror(error.errno)
            raise StoreError("sentence.home_unwritten", home=home, error=why) from error
        raise torn(file, MANIFEST) from error
    Store.open(home)  # an older backup gets the newest tables
    return files


def manifest_of(packed: zipfile.ZipFile, file: Path) -> Files:
    """The files that a backup says it holds; StoreError where it holds others, or bad names."""
    try:
        told = json.loads(packed.read(MANIFEST))
        files = {str(name): str(digest) for name, digest in told["files"].items()}
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise torn(file, MANIFEST) from error
    there = [name for name in packed.namelist() if name != MANIFEST]
    if sorted(there) != sorted(files) or DATABASE not in files:
        raise torn(file, MANIFEST)
    for name in files:
        path = PurePosixPath(name)
        safe = path.parts and ".." not in path.parts and not path.is_absolute()
        if not safe or "\\" in name or path.parts[0] not in (DATABASE, *KEPT):
            raise torn(file, name[:80])
    return files


def torn(file: Path, name: str) -> StoreError:
    """The error for a backup that is not what it was."""
    return StoreError("sentence.backup_torn", file=file, name=name)
